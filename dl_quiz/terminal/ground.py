"""Whether a terminal's ground is light: as the user says, as the terminal has said, or as it answers when it is asked."""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Mapping
from time import monotonic

try:
    import termios
    import tty
except ImportError:  # Windows has no such terminals: they are not asked
    termios = None  # type: ignore[assignment]

_LIGHT_NUMBERS = ("7", "15")
"""The numbers by which terminals that set COLORFGBG tell a light ground."""
_QUESTION = "\x1b]11;?\x1b\\\x1b[c"
"""The colour of the ground (OSC 11), then what the terminal is (DA1): those that do not know the first question answer the second at once."""
_ANSWER = re.compile(rb"\x1b\]11;rgb:([0-9a-f]{2})[0-9a-f]*/([0-9a-f]{2})[0-9a-f]*/([0-9a-f]{2})", re.IGNORECASE)
_LAST = re.compile(rb"\x1b\[\?[0-9;]*c")
_PATIENCE = 0.2
"""Seconds to wait for a terminal that answers neither."""


def told_ground(environment: Mapping[str, str]) -> bool | None:
    """Return whether the ground is light by DL_QUIZ_THEME or COLORFGBG, None where neither tells."""
    theme, numbers = environment.get("DL_QUIZ_THEME", ""), environment.get("COLORFGBG", "")
    if theme in ("light", "dark"):
        return theme == "light"
    return numbers.rpartition(";")[2] in _LIGHT_NUMBERS if numbers else None


def asked_ground() -> bool:
    """Return whether the ground is light by the terminal's own answer; a terminal that does not answer is taken to be dark."""
    if termios is None:
        return False
    try:
        fd = sys.stdin.fileno()
        before = termios.tcgetattr(fd)
    except (OSError, ValueError, termios.error):  # no keyboard, no answer
        return False
    try:
        tty.setcbreak(fd)
        sys.stdout.write(_QUESTION)
        sys.stdout.flush()
        found = _ANSWER.search(_read(fd))
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)
    return found is not None and _lightness(*(int(part, 16) for part in found.groups())) > 0.5


def _read(fd: int) -> bytes:
    """Return what the terminal answers."""
    answer, end = b"", monotonic() + _PATIENCE
    while not _LAST.search(answer):
        ready, _, _ = select.select([fd], [], [], max(0.0, end - monotonic()))
        if not ready:
            break
        answer += os.read(fd, 256)
    return answer


def _lightness(red: int, green: int, blue: int) -> float:
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
