"""A film at a terminal: it moves in one place, obeys keys, and leaves the terminal as it found it."""

import os
import re
import termios

import pytest

from tests.courses import SMALL
from tests.program import run_in_process
from tests.screen import Screen

FILM = ("demo", "pictures", "film", "--course", str(SMALL), "--trust")


@pytest.fixture
def screen(tmp_path):
    return Screen(*FILM, home=tmp_path)


def press(screen, keys):
    os.write(screen.fd, keys.encode())


def is_as_it_was(screen):
    return termios.tcgetattr(screen.fd)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)


def test_it_is_paused_stepped_and_ended_by_keys(screen):
    screen.wait_for("1/9")
    press(screen, " ")
    screen.wait_for("/9")
    press(screen, "\x1b[D" * 1)
    for key, shown in (("\x1b[C", "place"), ("\x1b[D", "place"), ("\x1b[D", "place 1")):
        press(screen, key)
        screen.wait_for(shown)
    press(screen, "\n")
    assert "place 9" in screen.wait_for("1/2 · Enter: on")
    assert is_as_it_was(screen)
    screen.type("q")
    assert screen.end() == 0


def test_every_frame_is_drawn_over_the_one_before(screen):
    screen.wait_for("1/2 · Enter: on")
    ups = re.findall(r"\x1b\[(\d+)A", screen.raw)
    assert len(ups) >= 8 and len(set(ups[:8])) == 1
    assert re.findall(r"place (\d)", screen.text) == [str(n) for n in range(1, 10)]
    screen.type("q")
    assert screen.end() == 0


def test_ctrl_c_in_the_middle_leaves_with_130_and_a_sane_terminal(screen):
    screen.wait_for("2/9")
    press(screen, "\x03")
    assert screen.end() == 130


@pytest.mark.parametrize(("more", "environment"), [(["--no-motion"], {}), ([], {"TERM": "dumb"}), (["--side", "6"], {"LINES": "8"})])
def test_where_it_cannot_or_must_not_move_some_frames_stand(tmp_path, more, environment):
    screen = Screen(*FILM, *more, home=tmp_path, **environment)
    shown = screen.wait_for("1/2 · Enter: on")
    assert "space: pause" not in shown and shown.count("place") in (3, 4)
    screen.type("q")
    assert screen.end() == 0


def test_in_a_pipe_some_frames_stand_side_by_side():
    done = run_in_process(*FILM)
    assert re.findall(r"place \d", done.out) == ["place 1", "place 5", "place 9"]
    assert "\x1b" not in done.out
