"""The prompt at a real terminal: lines are edited, a paste is one answer, what was typed too early is gone, one list of options stands on the screen."""

import os
import signal
import time

import pytest

from dl_quiz.learner.journal import Journal
from tests.courses import SMALL
from tests.screen import Screen
from tests.standing import standing

THERE = ("--course", str(SMALL), "--trust", "--seed", "1")
LEFT, UP, DELETE, BACKSPACE = "\x1b[D", "\x1b[A", "\x1b[3~", "\x7f"
CTRL = {letter: chr(ord(letter) - 96) for letter in "acdeuw"}


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def quiz(home, *arguments, **options):
    screen = Screen("quiz", *arguments, *THERE, home=home, **options)
    screen.wait_for("\n> ")
    return screen


def keys(screen, *typed):
    for each in typed:
        os.write(screen.fd, each.encode())
        time.sleep(0.05)


def responses(home):
    return [attempt.response for attempt in Journal(home / "journal.sqlite").attempts()]


def test_a_line_is_edited_as_in_a_shell_chinese_too(home):
    screen = quiz(home, "adding/name", columns=60)
    keys(screen, "尺度大小", BACKSPACE, BACKSPACE, "不变性")
    screen.wait_for("不变性")
    assert standing(screen.raw, 60)[-1] == "> 尺度不变性"
    keys(
        screen,
        CTRL["u"],
        "a wrong word",
        CTRL["w"],
        CTRL["w"],
        CTRL["a"],
        DELETE,
        DELETE,
        "taal",
        LEFT,
        LEFT,
        BACKSPACE,
        "ot",
        CTRL["e"],
        "!",
        BACKSPACE,
    )
    time.sleep(0.2)
    screen.type("")
    assert "you answered total" in screen.wait_for("Enter summary")
    keys(screen, "u\n")
    screen.wait_for("\n> ")
    keys(screen, UP, "\n")
    assert "you answered total" in screen.wait_for("Enter summary")
    keys(screen, CTRL["d"])
    assert screen.end() == 0
    assert responses(home) == ["total", "", "total"]


def test_what_is_pasted_or_typed_too_early_answers_nothing_unseen(home):
    screen = Screen("quiz", "adding/name", "adding/commutes", *THERE, home=home)
    os.write(screen.fd, b"1\n1\n1\n")  # before anything was asked
    screen.wait_for("\n> ")
    keys(screen, "\x1b[200~a sum\n1\n2\n1\n\x1b[201~")
    time.sleep(0.3)
    screen.type("")
    screen.wait_for("> ")
    time.sleep(0.3)
    assert not (home / "journal.sqlite").exists() or responses(home) == []
    keys(screen, "k\n\n\n\n")  # the Enters come before the key was read
    screen.wait_for("Enter next")
    time.sleep(0.3)
    screen.type("q")
    assert screen.end() == 0
    assert "1/2" in screen.text and "2/2" not in screen.text


def test_without_brackets_too_a_paste_is_one_answer(home):
    screen = quiz(home, "adding/what-prints", "adding/name", TERM="dumb")
    keys(screen, "nine\n9\n\n9\n")
    screen.wait_for("\n> ")
    time.sleep(0.3)
    screen.type("9")
    screen.wait_for("Enter next")
    screen.type("q")
    assert screen.end() == 0
    assert responses(home) == ["9"] and "\x1b" not in screen.raw


@pytest.mark.parametrize(("columns", "language"), [(80, "en"), (40, "zh")])
def test_one_list_of_options_stands_on_the_screen(home, columns, language):
    screen = quiz(home, "adding/commutes", columns=columns, DL_QUIZ_LANG=language)
    keys(screen, "c\n")
    screen.wait_for("\n> ")
    screen.type("?")
    screen.wait_for("\n> ")
    screen.type("3" + " " * columns)
    screen.wait_for({"en": "Enter summary", "zh": "回车 看总结"}[language])
    time.sleep(0.2)
    lines = standing(screen.raw, columns)
    marks = [line[:6] for line in lines if line[4:6] in ("1)", "2)", "3)", "4)")]
    assert sorted(mark[4:] for mark in marks) == ["1)", "2)", "3)", "4)"] and sum("▸" in mark for mark in marks) == 1
    assert sum(("Which holds for addition?" in line) or ("加法满足哪一条？" in line) for line in lines) == 1
    assert not any("? hint" in line or "? 提示" in line for line in lines)
    assert lines.index(next(line for line in lines if line.startswith("──"))) + 1 == next(
        n for n, line in enumerate(lines) if "1/1" in line
    )
    keys(screen, CTRL["c"])
    assert screen.end() == 130


def test_the_line_stands_there_again_when_a_stopped_program_goes_on(home):
    screen = quiz(home, "adding/name")
    keys(screen, "su")
    screen.wait_for("su")
    for sign in (signal.SIGSTOP, signal.SIGCONT):
        os.kill(screen.run.pid, sign)
        time.sleep(0.2)
    screen.wait_for("> su")
    keys(screen, "m\n")
    assert "you answered sum" in screen.wait_for("Enter summary")
    screen.type("")
    assert screen.end() == 0


@pytest.mark.parametrize(("key", "code"), [("c", 130), ("d", 0)])
@pytest.mark.parametrize("place", ["question", "summary", "page"])
def test_ctrl_c_and_ctrl_d_leave_from_everywhere(home, place, key, code):
    screen = quiz(home, "adding/commutes", "adding/name")
    typed = {"question": [], "page": ["e"], "summary": ["k", "", "k", ""]}[place]
    for line in typed:
        screen.type(line)
        screen.wait_for_a_prompt()
    if place == "summary":
        assert "Enter: done" in screen.text
    time.sleep(0.2)
    keys(screen, CTRL[key])
    assert screen.end() == code
