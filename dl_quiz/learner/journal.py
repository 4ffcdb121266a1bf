"""The journal: every attempt, append-only, safe against crashes and other terminals."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from dl_quiz.errors import JournalError
from dl_quiz.nouns import Attempt

FORMAT = 1
_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    question TEXT NOT NULL,
    drawn TEXT NOT NULL,
    response TEXT NOT NULL,
    score REAL NOT NULL,
    rule TEXT NOT NULL,
    seconds REAL NOT NULL
) STRICT
"""


class Journal:
    """An open journal. Raises JournalError where the file cannot be opened or written; a corrupt one is set aside first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open_patiently()
        except sqlite3.DatabaseError as error:
            if _is_corrupt(error):
                self._connection = self._set_aside()
            else:
                raise self._failure(error) from None
        except OSError as error:
            raise self._failure(error) from None

    def append(self, attempt: Attempt) -> None:
        """Write one attempt, durably, before this returns."""
        row = (
            attempt.id,
            attempt.at.isoformat(),
            attempt.question,
            msgspec.json.encode(attempt.drawn).decode(),
            attempt.response,
            attempt.score,
            attempt.rule,
            attempt.seconds,
        )
        try:
            with self._connection:
                self._connection.execute("INSERT OR IGNORE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def attempts(self) -> Iterator[Attempt]:
        """Yield every attempt, oldest first."""
        try:
            for row in self._connection.execute(
                "SELECT * FROM attempts WHERE datetime(at) IS NOT NULL AND json_valid(drawn) ORDER BY at, id"
            ):
                identity, at, question, drawn, response, score, rule, seconds = row
                yield Attempt(
                    id=identity,
                    at=datetime.fromisoformat(at),
                    question=question,
                    drawn=msgspec.json.decode(drawn),
                    response=response,
                    score=score,
                    rule=rule,
                    seconds=seconds,
                )
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def _open_patiently(self) -> sqlite3.Connection:
        """Open the file, again where another terminal is just making it: the change to WAL does not wait by itself."""
        for pause in _PAUSES:
            try:
                return self._open()
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                time.sleep(pause)
        return self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=5)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise JournalError(
                f"the journal {self.path} is of a newer format ({version}); upgrade dl-quiz. This run keeps no history",
                f"学习记录 {self.path} 的格式较新（{version}）；请升级 dl-quiz。本次不保存记录",
            )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        with connection:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version={FORMAT}")
        return connection

    def _set_aside(self) -> sqlite3.Connection:
        """Keep a corrupt file under another name, and begin a new one."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{self.path}{suffix}").rename(f"{self.path}.corrupt-{stamp}{suffix}")
        try:
            return self._open()
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> JournalError:
        return JournalError(
            f"the journal {self.path} cannot be used ({error}); this run keeps no history",
            f"学习记录 {self.path} 无法使用（{error}）；本次不保存记录",
        )


def _is_corrupt(error: sqlite3.Error) -> bool:
    return "not a database" in str(error) or "malformed" in str(error)
