"""Watching files: something is done at each save, until whoever saves them leaves."""

from __future__ import annotations

import contextlib
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

GLANCE = 0.25
"""Seconds between two looks at the files."""
Stamp = tuple[tuple[str, int, int], ...]
"""What tells one state of some files from the next; nothing where none is there."""


def watch(look: Callable[[], Stamp], at_save: Callable[[], bool], at_word: Callable[[str], None], at_loss: Callable[[], None]) -> bool:
    """Call `at_save` now and whenever `look` sees another state, until it returns that all is done; return whether it did, or they left by `q`.

    What is typed besides goes to `at_word`, a line at a time; `at_loss` is told when no file is there. Raises KeyboardInterrupt on Ctrl-C.
    """
    seen: Stamp = ()
    gone = False
    while True:
        stamp = look()
        if not stamp and not gone:
            at_loss()
        gone = not stamp
        if stamp and stamp != seen:
            seen = _settled(look, stamp)
            if at_save():
                return True
        word = _typed()
        if word in ("q", "退出"):
            return False
        if word:
            at_word(word)


def stamp_of(*paths: Path) -> Stamp:
    """Return what tells one state of files from the next; those that are not there do not count."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def _settled(look: Callable[[], Stamp], stamp: Stamp) -> Stamp:
    """Wait until files that are being written stay as they are for a moment."""
    while True:
        time.sleep(GLANCE / 5)
        now = look()
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
