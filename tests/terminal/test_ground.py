"""Whether the ground is light: what the user says comes first, then what the terminal has said, then its answer."""

import os
import re

import pytest

from dl_quiz.terminal.ground import told_ground
from tests.courses import SMALL
from tests.screen import Screen

TABLE = ("demo", "pictures", "tables", "--course", str(SMALL), "--trust")
LIGHTEST = "48;2;253;251;244m"
"""Nothing at all, on a light ground only."""


@pytest.mark.parametrize(
    ("environment", "light"),
    [
        ({}, None),
        ({"COLORFGBG": "15;0"}, False),
        ({"COLORFGBG": "0;15"}, True),
        ({"COLORFGBG": "0;default;7"}, True),
        ({"DL_QUIZ_THEME": "light", "COLORFGBG": "15;0"}, True),
        ({"DL_QUIZ_THEME": "dark", "COLORFGBG": "0;15"}, False),
        ({"DL_QUIZ_THEME": "nonsense"}, None),
    ],
)
def test_what_is_told(environment, light):
    assert told_ground(environment) is light


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;c", True),
        ("\x1b]11;rgb:fd/f6/e3\x07\x1b[?62;c", True),
        ("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;c", False),
        ("\x1b[?62;c", False),
        ("", False),
    ],
)
def test_a_terminal_is_asked_and_its_answer_decides(tmp_path, answer, light):
    screen = Screen(*TABLE, home=tmp_path, COLORFGBG="", COLORTERM="truecolor")
    screen.wait_for("\x1b]11;?")
    os.write(screen.fd, answer.encode())
    for _ in range(4):
        screen.wait_for_a_prompt()
        screen.type("")
    screen.wait_for_a_prompt()
    screen.type("q")
    assert screen.end() == 0
    grounds = set(re.findall(r"48;2;\d+;\d+;\d+m", screen.raw))
    assert grounds and (LIGHTEST in grounds) == light


def test_nobody_is_asked_in_a_pipe_or_where_it_is_told(tmp_path):
    screen = Screen(*TABLE, home=tmp_path)
    screen.wait_for_a_prompt()
    assert "]11;?" not in screen.raw
    screen.type("q")
    assert screen.end() == 0
