"""Watching a file: something is done at each save, until the learner leaves."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

GLANCE = 0.25
"""Seconds between two looks at the file."""
Stamp = tuple[int, int] | None


def watch(path: Path, at_save: Callable[[], bool], at_word: Callable[[str], None], at_loss: Callable[[], None]) -> bool:
    """Call `at_save` now and at each save until it returns that all is done; return whether it did, or the learner left by `q`.

    What is typed besides goes to `at_word`, a line at a time; `at_loss` is told when the file is gone. Raises KeyboardInterrupt on Ctrl-C.
    """
    seen: Stamp = None
    gone = False
    while True:
        stamp = _stamp(path)
        if stamp is None and not gone:
            at_loss()
        gone = stamp is None
        if stamp is not None and stamp != seen:
            seen = _settled(path, stamp)
            if at_save():
                return True
        word = _typed()
        if word in ("q", "退出"):
            return False
        if word:
            at_word(word)


def _stamp(path: Path) -> Stamp:
    """Return what tells one state of a file from the next."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size)


def _settled(path: Path, stamp: Stamp) -> Stamp:
    """Wait until a file that is being written stays as it is for a moment."""
    while True:
        time.sleep(GLANCE / 5)
        now = _stamp(path)
        if now == stamp:
            return stamp
        stamp = now


def _typed() -> str:
    """Wait a glance, and return the line that was typed meanwhile; nothing where none was, or where lines cannot be waited for."""
    try:
        ready = select.select([sys.stdin], [], [], GLANCE)[0]
    except (OSError, ValueError):  # no terminal, or one that cannot be waited for
        time.sleep(GLANCE)
        return ""
    line = sys.stdin.readline() if ready else ""
    if ready and not line:  # the end of the input: nothing more will come
        time.sleep(GLANCE)
    return line.strip().casefold()
