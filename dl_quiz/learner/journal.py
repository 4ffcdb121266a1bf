"""The journal: every attempt, append-only, safe against crashes, damage and other terminals."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from dl_quiz.learner.faults import Damaged, is_damage, newer, no_file, told
from dl_quiz.learner.mending import furnish, mend
from dl_quiz.learner.rows import COLUMNS, FIELDS, FORMAT, INDEX, TABLE, attempt_of, row_of
from dl_quiz.learner.waiting import LIMIT, Wait, alone, connect
from dl_quiz.nouns import Attempt, Text
from dl_quiz.text import words

T = TypeVar("T")
Row = tuple[Any, ...]
_INSERT = f"INSERT INTO attempts ({COLUMNS}) VALUES ({', '.join('?' * len(FIELDS))}) ON CONFLICT (id) DO NOTHING"
_MANY = 5_000
"""How many rows are read at once: while they are, nobody can write."""


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
        """Write attempts, all or none, durably, before this returns; one whose id is there already counts once.

        Without attempts, find out whether they could be written.
        """
        rows = [row_of(attempt) for attempt in attempts]
        with told(self.path):
            self._surely(lambda: self._write(rows))

    def attempts(self, after: int = 0) -> Iterator[Attempt]:
        """Yield the attempts after a number, in the order in which they were written; rows that are none are left out."""
        return (attempt for _, attempt in self.numbered(after))

    def numbered(self, after: int = 0) -> Iterator[tuple[int, Attempt]]:
        """Yield what `attempts` does, each with its number."""
        select = f"SELECT number, {COLUMNS} FROM attempts WHERE number > ? ORDER BY number LIMIT {_MANY}"
        while rows := self._read(select, after):
            for number, *cells in rows:
                after = number
                attempt = attempt_of(cells)
                if attempt is not None:
                    yield number, attempt

    def of_question(self, question: str) -> list[Attempt]:
        """Return the attempts at one question, in the order in which they were written."""
        rows = self._read(f"SELECT {COLUMNS} FROM attempts WHERE question = ? ORDER BY number", question)
        return [attempt for attempt in map(attempt_of, rows) if attempt is not None]

    def last(self) -> tuple[int, str]:
        """Return the number and the id of the last row; 0 and nothing without any."""
        return next(iter(self._read("SELECT number, id FROM attempts ORDER BY number DESC LIMIT 1")), (0, ""))

    def has(self, number: int, identity: str) -> bool:
        """Return whether a number is that of the attempt with an id."""
        return bool(self._read("SELECT 1 FROM attempts WHERE number = ? AND id = ?", number, identity))

    def _read(self, query: str, *values: str | int) -> list[Row]:
        """Return rows; none where there is no journal yet."""
        with told(self.path):
            if not self._is_there():
                return []
            try:
                return self._query(query, values)
            except Damaged:  # or another process is just making or mending it
                return self._surely(lambda: self._query(query, values))

    def _surely(self, act: Callable[[], T]) -> T:
        """Do something to the journal that nobody else writes meanwhile, if need be after it was mended."""
        lock = self.path.with_name(f"{self.path.name}.lock")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with alone(lock, Wait(self.tell, self.limit)):
            self._is_there()
            try:
                return act()
            except Damaged:
                self._mend()
                return act()

    def _mend(self) -> None:
        mended = mend(self.path)
        self.tell(words.MENDED.format(path=str(self.path), count=mended.rows, aside=mended.aside.name))

    def _query(self, query: str, values: tuple[str | int, ...]) -> list[Row]:
        with self._opened("rw") as connection:
            return Wait(self.tell, self.limit).until(
                lambda: connection.execute(query, values).fetchall() if self._is_furnished(connection) else []
            )

    def _write(self, rows: list[tuple[str | float, ...]]) -> None:
        with self._opened("rwc") as connection:
            Wait(self.tell, self.limit).until(lambda: self._insert(connection, rows))

    def _insert(self, connection: sqlite3.Connection, rows: list[tuple[str | float, ...]]) -> None:
        """Write rows; each commit waits for the disk, the folder included."""
        furnished = self._is_furnished(connection)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=EXTRA")
        if not furnished:
            furnish(connection)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_INSERT, rows)

    def _is_furnished(self, connection: sqlite3.Connection) -> bool:
        """Return whether the table is there, or the database is empty. Raises Damaged where it is another, JournalError for a newer format."""
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > FORMAT:
            raise newer(self.path, version)
        schema = {
            sql
            for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")
        }
        if schema not in ({TABLE, INDEX}, set()):
            raise Damaged
        return bool(schema)

    @contextlib.contextmanager
    def _opened(self, mode: str) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(connect(self.path, mode)) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            if is_damage(error):
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
