"""Patience with other programs: a word after a second, an end after ten."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from dl_quiz.learner.faults import is_busy
from dl_quiz.nouns import Text
from dl_quiz.text import words

T = TypeVar("T")
_WORD, LIMIT = 1.0, 10.0
GLANCE = 0.05
"""The seconds that SQLite waits by itself, for it hears no Ctrl-C meanwhile, and those between two tries."""


class Wait:
    """The patience of one thing that is to be done: after a second it tells once that it waits, after `limit` seconds it gives up."""

    def __init__(self, tell: Callable[[Text], None], limit: float) -> None:
        self._tell = tell
        self._start = time.monotonic()
        self._limit = limit
        self._told = False

    def until(self, act: Callable[[], T]) -> T:
        """Do something until no other program is in its way; return what it gives. Raises what SQLite raises."""
        while True:
            try:
                return act()
            except sqlite3.OperationalError as error:
                if not is_busy(error) or time.monotonic() - self._start >= self._limit:
                    raise
            if not self._told and time.monotonic() - self._start >= _WORD:
                self._told = True
                self._tell(words.WAITING)
            time.sleep(GLANCE)


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a database; mode `rw` for one that is there, `rwc` for one that may be made. Text that is no UTF-8 is read with marks in its place."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=GLANCE, isolation_level=None)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=MEMORY")  # nothing is written, so no file beside it is wanted
    connection.execute("BEGIN EXCLUSIVE")


@contextlib.contextmanager
def alone(path: Path, wait: Wait) -> Iterator[None]:
    """Hold a lock, which no other process can hold meanwhile and which ends with this one; an empty database is a lock on any system."""
    with contextlib.closing(connect(path, "rwc")) as connection:
        wait.until(lambda: _begin(connection))
        yield
