"""A film at a terminal: its frames in one place, paused and stepped by keys."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.padding import Padding

from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.stage import lines_of
from dl_quiz.render.style import QUIET, TITLE
from dl_quiz.stage.steps import Film
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.text import words

try:
    import termios
    import tty
except ImportError:  # Windows has no such terminals: its films stand still
    termios = None  # type: ignore[assignment]

_LONGEST = 4.0
"""Seconds that a film takes, unless it is paused."""
_SLOWEST = 0.45
"""Seconds that a frame is shown at the most."""
_KEYS = {"\x1b[C": 1, "\x1b[D": -1, "l": 1, "h": -1}
"""Arrows, and what stands for them elsewhere: a frame on, a frame back."""


def can_move(terminal: Terminal) -> bool:
    """Return whether a picture can be drawn over in place, and keys be read one by one."""
    if termios is None or not terminal.interactive or os.environ.get("TERM") == "dumb":
        return False
    try:
        termios.tcgetattr(sys.stdin.fileno())
    except (OSError, termios.error):  # what is typed does not come from a keyboard
        return False
    return True


def show_film(terminal: Terminal, film: Film) -> bool:
    """Play a film; return whether it could be played here: every frame must fit the screen. Raises Leave on Ctrl-C."""
    screen = replace(terminal.screen, width=min(terminal.width, 120) - 2)
    drawn = [lines_of(frame, terminal.language, screen, film.frames) for frame in film.frames]
    if any(lines is None for lines in drawn):
        return False
    frames = [_frame(terminal, film, index, list(lines or ())) for index, lines in enumerate(drawn)]
    height = max(frame.count("\n") for frame in frames)
    if height >= terminal.screen.height:
        return False
    frames = [frame + "\n" * (height - frame.count("\n")) for frame in frames]
    with _keys() as wait:
        _play(frames, height, wait)
    sys.stdout.write("\x1b[1A\x1b[K")  # the keys have had their time
    return True


def _frame(terminal: Terminal, film: Film, index: int, lines: list[Line]) -> str:
    """Return a frame as it is sent: caption, the frame's own text, the picture, and the keys."""
    position = Line(f"{index + 1}/{len(film.frames)} · {terminal.say(words.FILM_KEYS)}", style=QUIET, no_wrap=True, overflow="ellipsis")
    own = Line(say(film.frames[index].text, terminal.language), style=TITLE, no_wrap=True, overflow="ellipsis")
    body: RenderableType = Padding(Group(own, *lines, position), (0, 0, 0, 2))
    with terminal.out.capture() as capture:
        terminal.show(Line(say(film.text, terminal.language), style=TITLE), body)
    return capture.get()


def _play(frames: list[str], height: int, wait: Callable[[float | None], str | None]) -> None:
    pause, paused, index = min(_SLOWEST, _LONGEST / len(frames)), False, 0
    _draw(frames[0], 0)
    while index < len(frames) - 1 or paused:
        key = wait(None if paused else pause)
        if key == "\x03":
            raise Leave(interrupted=True)
        if key in ("\r", "\n", "q"):
            index, paused = len(frames) - 1, False
        elif key == " ":
            paused = not paused
        elif key in _KEYS:
            index, paused = max(0, min(len(frames) - 1, index + _KEYS[key])), True
        elif key is None:
            index += 1
        _draw(frames[index], height)


def _draw(frame: str, height: int) -> None:
    """Draw a frame over the one before, in one piece, so that nothing flickers."""
    lines = frame.split("\n")
    sys.stdout.write((f"\x1b[{height}A" if height else "") + "\n".join(f"{line}\x1b[K" for line in lines))
    sys.stdout.flush()


@contextmanager
def _keys() -> Iterator[Callable[[float | None], str | None]]:
    """Give a function that waits for a key for so many seconds, None for ever, and returns it; the terminal is left as it was found."""
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)

    def wait(seconds: float | None) -> str | None:
        ready, _, _ = select.select([fd], [], [], seconds)
        return os.read(fd, 16).decode("utf-8", "replace") if ready else None

    try:
        tty.setcbreak(fd)
        raw = termios.tcgetattr(fd)
        raw[3] &= ~termios.ISIG  # Ctrl-C is a key here, so that the terminal is put right first
        termios.tcsetattr(fd, termios.TCSANOW, raw)
        yield wait
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)
