"""A long answer at a real terminal: typed, pasted, interrupted, killed; what was replied is kept, what is being typed may be lost."""

import os
import time

import pytest

from dl_quiz.learner.interviews import records
from tests.courses import SMALL
from tests.screen import Screen

THERE = ("--course", str(SMALL), "--trust")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def sit(home, *arguments, **options):
    screen = Screen("interview", *arguments, *THERE, home=home, **options)
    screen.wait_for("> ")
    return screen


def replies(home):
    (record,) = records(home / "interviews")
    return [event.said for event in record.events if hasattr(event, "said")]


def paste(screen, text, bracketed):
    begin, end = ("\x1b[200~", "\x1b[201~") if bracketed else ("", "")
    os.write(screen.fd, f"{begin}{text}{end}".encode())


@pytest.mark.parametrize("bracketed", [True, False])
def test_a_pasted_text_is_one_answer_with_its_blank_lines(home, bracketed):
    screen = sit(home, "adding", columns=40)
    paste(screen, "It puts together\n\ntwo numbers,\n\n\nq\n它们的和。\n", bracketed)
    screen.wait_for("它们的和。")
    time.sleep(0.5)  # what comes sooner would be part of what is pasted
    if bracketed:
        screen.type("")  # the pasted text is one line to the editor, and Enter takes it
        screen.wait_for_a_prompt()
    screen.type("")
    screen.wait_for_a_prompt()
    screen.type("q")
    assert screen.end() == 0
    (answer,) = replies(home)
    assert [line for line in answer.splitlines() if line] == ["It puts together", "two numbers,", "q", "它们的和。"]
    assert "\n\n" in answer


def test_a_line_may_be_longer_than_a_terminal_takes_by_itself(home):
    screen = sit(home, "adding")
    paste(screen, "It puts together two numbers. " * 400 + "\n", bracketed=True)
    for _ in range(2):
        screen.type("")
        screen.wait_for_a_prompt()
    screen.type("q")
    screen.end()
    assert len(replies(home)[0]) == 30 * 400 - 1


STEPS = ("No idea.", "", "None at all.", "", "No.", "", "p")
SAID = ["No idea.", "None at all.", "No.", "partly"]


@pytest.mark.parametrize(
    ("sign", "code", "step"), [("\x03", 130, step) for step in range(7)] + [("\x04", 0, step) for step in (0, 1, 2, 6)]
)
def test_it_can_be_left_at_every_prompt_and_gone_on_with(home, sign, code, step):
    screen = sit(home, "adding")
    for line in STEPS[:step]:
        screen.type(line)
        screen.wait_for_a_prompt()
    time.sleep(0.3)  # readline throws away what comes while it takes the terminal over
    os.write(screen.fd, sign.encode())
    assert screen.end() == code
    done = step // 2
    if not done:
        assert list(records(home / "interviews")) == []
        return
    assert replies(home) == SAID[:done]
    screen = sit(home, "--resume")
    for line in STEPS[done * 2 :]:
        screen.type(line)
        if line != "p":
            screen.wait_for_a_prompt()
    assert screen.end() == 0
    assert "Score card · 0 of 1 points" in screen.text and replies(home) == SAID


@pytest.mark.parametrize("step", range(2, 7))
def test_killed_at_any_moment_it_loses_at_most_the_reply_being_typed(home, step):
    screen = sit(home, "adding")
    for line in STEPS[:step]:
        screen.type(line)
        screen.wait_for_a_prompt()
    screen.kill()
    assert replies(home) == SAID[: step // 2]


def test_it_can_be_left_while_a_judge_listens_and_the_reply_is_kept(home, tmp_path):
    judge = tmp_path / "judge"
    judge.write_text(f"#!/bin/sh\ntouch {tmp_path}/listening\nsleep 60\n")
    judge.chmod(0o755)
    screen = sit(home, "adding", "--judge", str(judge))
    screen.type("It gives the sum.")
    screen.wait_for_a_prompt()
    screen.type("")
    while not (tmp_path / "listening").exists():
        screen.wait_for("", 1)
        time.sleep(0.1)
    os.write(screen.fd, b"\x03")
    assert screen.end() == 130
    assert "Go on with: dl-quiz interview --resume" in " ".join(screen.text.split())
    assert replies(home) == ["It gives the sum."]


def test_what_goes_on_elsewhere_is_not_gone_on_with_here(home):
    screen = sit(home, "adding")
    screen.type("No idea.")
    screen.wait_for_a_prompt()
    screen.type("")
    screen.wait_for("What comes out?")
    for language, sentence in (
        ("en", "this interview is going on in another terminal; finish it there, or begin another"),
        ("zh", "这场面试正在另一个终端进行；请在那里完成，或另开一场"),
    ):
        other = Screen("interview", "--resume", *THERE, home=home, columns=120, DL_QUIZ_LANG=language)
        assert (other.end(), other.text.strip()) == (2, sentence)
    screen.type("q")
    assert screen.end() == 0
