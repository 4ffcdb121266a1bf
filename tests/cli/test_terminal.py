"""The program at a real terminal: keys, languages, narrow screens, and leaving in every way."""

import os
import re
import time

import pytest

from dl_quiz.learner.journal import Journal
from tests.courses import SMALL
from tests.screen import Screen

THERE = ("--course", str(SMALL), "--trust")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def quiz(home, *arguments, **options):
    screen = Screen("quiz", *arguments, *THERE, "--seed", "1", home=home, **options)
    screen.wait_for("> ")
    return screen


def scores(home):
    return [(attempt.question, attempt.score) for attempt in Journal(home / "journal.sqlite").attempts()]


def test_right_wrong_and_summary(home):
    screen = quiz(home, "adding/sum-of-two", "adding/what-prints")
    first = screen.text
    right = "9" if "for 4 and 5" in first else str(sum(map(int, re.search(r"What is (\d) \+ (\d)", first).groups())))
    screen.type(right)
    assert "✓ Right" in screen.wait_for("Enter next")
    screen.type("")
    screen.wait_for("> ")
    screen.type("1000")
    assert "✗ Not right" in screen.wait_for("Enter summary")
    screen.type("")
    screen.wait_for("> ")
    screen.type("")
    assert screen.end() == 0
    assert "1 of 2 points (50%)" in screen.text
    assert "dl-quiz explain adding" in screen.text
    assert "Every answer is saved." in screen.text
    assert sorted(score for _, score in scores(home)) == [0.0, 1.0]


def test_unparsable_is_asked_again_and_a_hint_is_given(home):
    screen = quiz(home, "adding/what-prints")
    screen.type("what?")
    assert "“what?” is not a number" in screen.wait_for("> ")
    screen.type("？")
    assert "Hint: Add." in screen.wait_for("> ")
    screen.type("９")
    screen.wait_for("Enter summary")
    screen.type("")
    assert screen.end() == 0
    assert scores(home) == [("adding/what-prints", 1.0)]


def test_partial_credit_is_shown(home):
    screen = quiz(home, "adding/which-sums")
    place = next(line.split(")")[0].strip() for line in screen.text.splitlines() if "2 + 3" in line)
    screen.type(place)
    assert "◐ Partly right, 50%" in screen.wait_for("Enter summary")
    screen.type("q")
    screen.wait_for("Enter: done")
    screen.type("q")
    assert screen.end() == 0


def test_the_demo_plays_and_leads_back_to_the_question(home):
    screen = quiz(home, "adding/what-prints")
    screen.type("d")
    screen.wait_for("1/6")  # what is typed before it is asked for does not count
    for wanted in ("2/6", "3/6", "> "):
        screen.type("")
        screen.wait_for(wanted)
    screen.type("9")
    assert "claims hold" in screen.wait_for("q stop\n> ")
    screen.type("9")
    screen.wait_for("Enter summary")
    screen.type("")
    assert screen.end() == 0


def test_skip_and_stop(home):
    screen = quiz(home)
    screen.type("s")
    assert "Skipped: it earns nothing" in screen.wait_for("> ")
    screen.type("q")
    assert screen.end() == 0
    assert "0 of 1 points (0%) · 1 skipped" in screen.text
    assert scores(home) == []


@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 0)], ids=["ctrl-c", "ctrl-d"])
def test_ctrl_c_and_ctrl_d_are_normal_ways_to_leave(home, key, code):
    screen = quiz(home, "adding/commutes", "adding/which-sums")
    screen.type("1")
    screen.wait_for("Enter next")
    time.sleep(0.3)
    os.write(screen.fd, key)
    assert screen.end() == code
    assert "of 1 points" in screen.text and "Every answer is saved." in screen.text


def test_kill_loses_at_most_the_answer_being_typed(home):
    screen = quiz(home, "adding/what-prints", "adding/name")
    answer = "9" if "for 4 and 5" in screen.text else "sum"
    screen.type(answer)
    screen.wait_for("Enter next")
    screen.kill()
    assert [score for _, score in scores(home)] == [1.0]


def test_the_quiz_speaks_chinese_at_forty_columns(home):
    from rich.cells import cell_len

    screen = quiz(home, "adding/commutes", "--lang", "zh", columns=40)
    assert "加法满足哪一条？" in screen.text and "提示" in screen.text
    screen.type("不知道")
    screen.wait_for("回车")
    screen.type("")
    screen.wait_for("回车：结束")
    screen.type("退出")
    assert screen.end() == 0
    assert max(cell_len(line) for line in screen.text.splitlines()) <= 40


@pytest.mark.parametrize("option", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_declined(home, option):
    screen = quiz(home, "adding/commutes", **option)
    screen.type("k")
    screen.wait_for("Enter")
    screen.type("")
    screen.wait_for("Enter: done")
    screen.type("")
    assert screen.end() == 0
    assert not re.search(r"\x1b\[[0-9;]*(3[0-9]|4[0-9])m", screen.raw)


def test_a_walkthrough_asks_for_predictions_and_can_be_left(home):
    screen = Screen("demo", "add", "count", *THERE, home=home)
    for _ in range(3):
        screen.wait_for("Enter: on")
        screen.type("")
    screen.wait_for("> ")
    screen.type("5")
    assert "✓" in screen.wait_for("claims hold")
    assert screen.end() == 0
    screen = Screen("demo", "add", "count", *THERE, home=home)
    screen.wait_for("Enter: on")
    screen.type("q")
    assert screen.end() == 0


def test_trust_is_asked_for_once_per_content(home):
    screen = Screen("demo", "add", "count", "--no-step", "--course", str(SMALL), home=home)
    screen.wait_for("[y/N]")
    screen.type("n")
    assert screen.end() == 3
    screen = Screen("demo", "add", "count", "--no-step", "--course", str(SMALL), home=home)
    screen.wait_for("[y/N]")
    screen.type("y")
    assert screen.end() == 0
    assert "claims hold" in screen.text
    screen = Screen("demo", "add", "count", "--no-step", "--course", str(SMALL), home=home)
    assert screen.end() == 0
    assert "[y/N]" not in screen.text


def test_home_knows_what_was_answered(home):
    test_unparsable_is_asked_again_and_a_hint_is_given(home)
    screen = Screen(*THERE, home=home)
    assert screen.end() == 0
    assert "questions that you have met are due" in screen.text
    assert "dl-quiz quiz adding" in screen.text
