"""The journal: every attempt, append-only, safe against crashes, damage and other terminals."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dl_quiz.learner.faults import Damaged, is_damage, is_refusal, newer, no_file, told
from dl_quiz.learner.mending import furnish, mend
from dl_quiz.learner.rows import COLUMNS, FIELDS, FORMAT, INDEX, TABLE, attempt_of, row_of
from dl_quiz.learner.waiting import LIMIT, Wait, alone, connect
from dl_quiz.nouns import Attempt, Text
from dl_quiz.text import words

T = TypeVar("T")
Row = tuple[Any, ...]
_INSERT = f"INSERT INTO attempts ({COLUMNS}) VALUES ({', '.join('?' * len(FIELDS))}) ON CONFLICT (id) DO NOTHING"
_SCHEMA = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND substr(name, 1, 7) != 'sqlite_'"
_PLACES = "SELECT application_id, number, id FROM pragma_application_id, attempts"
_STANDING = "retracts = '' AND NOT EXISTS (SELECT 1 FROM attempts WHERE question = it.question AND retracts = it.id)"
_FORMATS = 1_000
"""A format above is none: its number is damaged."""
_CHECKED = 16_000_000
"""How many bytes are read at the beginning of a quiz, about 50,000 answers: a tenth of a second."""
_MANY = 5_000
"""How many rows are read at once: while they are, nobody can write."""


class Place(NamedTuple):
    """Where a row stands: in which file (a number that is drawn when it is made), its number there, and its id."""

    edition: int = 0
    number: int = 0
    id: str = ""


@dataclass(frozen=True)
class Journal:
    """The journal in a file, which need not be there yet; it is open only while it is read or written.

    A damaged one is set aside, and what can be read of it goes into a fresh one; that, and waiting for other programs, is told.
    All methods raise JournalError where the file cannot be used.
    """

    path: Path
    tell: Callable[[Text], None] = lambda _: None
    limit: float = LIMIT
    """The seconds for which other programs are waited for."""

    def append(self, *attempts: Attempt) -> None:
        """Write attempts as `unite` does."""
        self.unite(attempts)

    def unite(self, attempts: Iterable[Attempt]) -> int:
        """Write attempts, all or none, durably, before this returns; one whose id is there already counts once. Return how many are new.

        Should another program be in the way, they are gone through again.
        """
        with told(self.path):
            return self._surely(partial(self._write, partial(_insert, attempts=attempts)), self._wait())

    def prepare(self) -> None:
        """Find out whether attempts can be written, and whether what is there is whole: SQLite does not see all damage by itself."""
        with told(self.path):
            self._surely(partial(self._write, _check), self._wait())

    def move_into(self, folder: Path) -> None:
        """Move the file, whole, into a folder, while nobody writes; whoever writes next begins another. Without a file, do nothing."""
        with told(self.path):
            if self._is_there():
                self._surely(partial(self._move, folder), self._wait())

    def attempts(self, after: int = 0) -> Iterator[Attempt]:
        """Yield the attempts after a number, in the order in which they were written; rows that are none are left out."""
        return (attempt for _, attempt in self.numbered(after))

    def numbered(self, after: int = 0) -> Iterator[tuple[int, Attempt]]:
        """Yield what `attempts` does, each with its number."""
        while rows := self._read(partial(_rows_after, number=after)):
            for after, *cells in rows:
                attempt = attempt_of(cells)
                if attempt is not None:
                    yield after, attempt

    def standing(self) -> Iterator[Attempt]:
        """Yield the attempts that were not taken back, in the order in which they were written."""
        taken_back = {identity for (identity,) in self._ask("SELECT retracts FROM attempts WHERE retracts != ''")}
        return (attempt for attempt in self.attempts() if not attempt.retracts and attempt.id not in taken_back)

    def of_question(self, question: str) -> list[Attempt]:
        """Return the attempts at one question, in the order in which they were written."""
        rows = self._ask(f"SELECT {COLUMNS} FROM attempts WHERE question = ? ORDER BY number", question)
        return [attempt for attempt in map(attempt_of, rows) if attempt is not None]

    def newest(self, most: int) -> list[Attempt]:
        """Return the attempts that were written last and not taken back, the last one first."""
        rows = self._ask(f"SELECT {COLUMNS} FROM attempts AS it WHERE {_STANDING} ORDER BY number DESC LIMIT ?", most)
        return [attempt for attempt in map(attempt_of, rows) if attempt is not None]

    def last(self) -> Place:
        """Return where the last row stands; the place with the number 0 without any."""
        rows = self._ask(f"{_PLACES} ORDER BY number DESC LIMIT 1")
        return Place(*rows[0]) if rows else Place()

    def has(self, place: Place) -> bool:
        """Return whether a row stands where it is said to."""
        return self._ask(f"{_PLACES} WHERE number = ?", place.number) == [place]

    def _ask(self, query: str, *values: str | int) -> list[Row]:
        return self._read(lambda connection: connection.execute(query, values).fetchall())

    def _read(self, ask: Callable[[sqlite3.Connection], list[Row]]) -> list[Row]:
        """Return rows; none where there is no journal yet."""
        with told(self.path):
            if not self._is_there():
                return []
            wait = self._wait()
            try:
                return self._rows(ask, wait)
            except Damaged:  # or another process is just making or mending it
                return self._surely(partial(self._rows, ask), wait)

    def _wait(self) -> Wait:
        return Wait(self.tell, self.limit)

    def _surely(self, act: Callable[[Wait], T], wait: Wait) -> T:
        """Do something to the journal that nobody else writes meanwhile, if need be after it was mended."""
        lock = self.path.with_name(f"{self.path.name}.lock")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with alone(lock, wait):
            self._is_there()
            try:
                return act(wait)
            except Damaged:
                self._mend()
                return act(wait)

    def _mend(self) -> None:
        mended = mend(self.path)
        self.tell(words.MENDED.format(path=str(self.path), count=mended.rows, aside=mended.aside.name))

    def _rows(self, ask: Callable[[sqlite3.Connection], list[Row]], wait: Wait) -> list[Row]:
        with self._opened("rw") as connection:
            return wait.until(lambda: ask(connection) if self._is_furnished(connection) else [])

    def _move(self, folder: Path, wait: Wait) -> None:
        with self._opened("rw") as connection:
            wait.until(lambda: self._is_furnished(connection))  # what a crash left half done, SQLite undoes as it opens the file
        self.path.rename(folder / self.path.name)

    def _write(self, act: Callable[[sqlite3.Connection], T], wait: Wait) -> T:
        with self._opened("rwc") as connection:
            return wait.until(lambda: self._commit(connection, act))

    def _commit(self, connection: sqlite3.Connection, act: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in a transaction; its end waits for the disk, the folder included."""
        furnished = self._is_furnished(connection)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=EXTRA")
        if not furnished:
            furnish(connection)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            return act(connection)

    def _is_furnished(self, connection: sqlite3.Connection) -> bool:
        """Return whether the table is there; it is not in a file without a byte. Raises Damaged, and JournalError for a newer format."""
        ((version,), (pages,)) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "page_count"))
        if FORMAT < version < _FORMATS:
            raise newer(self.path, version)
        schema = {sql for (sql,) in connection.execute(_SCHEMA)}
        if (version, schema) != (FORMAT, {TABLE, INDEX}) and pages:
            raise Damaged
        return bool(pages)

    @contextlib.contextmanager
    def _opened(self, mode: str) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(connect(self.path, mode)) as connection:
                yield connection
        except UnicodeDecodeError:  # a complaint of SQLite that quotes bytes of the file
            raise Damaged from None
        except sqlite3.DatabaseError as error:
            if is_damage(error) or (is_refusal(error) and os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)):
                raise Damaged from error
            raise

    def _is_there(self) -> bool:
        """Return whether there is a file. Raises JournalError where something else is, OSError where that cannot be known."""
        try:
            mode = self.path.stat().st_mode
        except FileNotFoundError:
            return False
        if not stat.S_ISREG(mode):
            raise no_file(self.path)
        return True


def _insert(connection: sqlite3.Connection, attempts: Iterable[Attempt]) -> int:
    """Return how many rows are new."""
    return connection.executemany(_INSERT, map(row_of, attempts)).rowcount


def _check(connection: sqlite3.Connection) -> None:
    """Raise Damaged where rows or pages do not hang together; of a journal too large to be read whole, take it on trust."""
    (pages,), (size,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    if pages * size <= _CHECKED and connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
        raise Damaged


def _rows_after(connection: sqlite3.Connection, number: int) -> list[Row]:
    """Return the next rows after a number. Raises Damaged where they come in no order: they might come for ever."""
    select = f"SELECT number, {COLUMNS} FROM attempts WHERE number > ? ORDER BY number LIMIT {_MANY}"
    rows = connection.execute(select, (number,)).fetchall()
    if any(later <= earlier for earlier, later in pairwise([number, *(row[0] for row in rows)])):
        raise Damaged
    return rows
