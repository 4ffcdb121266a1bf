"""A journal that SQLite cannot use is set aside, and what can be read of it goes into a fresh one."""

from __future__ import annotations

import contextlib
import mmap
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dl_quiz.learner.pages import rows_in
from dl_quiz.learner.rows import COLUMNS, FIELDS, FORMAT, INDEX, TABLE, attempt_of, row_of
from dl_quiz.learner.waiting import connect

_SALVAGE = f"""
INSERT OR IGNORE INTO attempts ({COLUMNS}, number) VALUES ({", ".join("?" * len(FIELDS))},
    (SELECT ?{len(FIELDS) + 1} WHERE ?{len(FIELDS) + 1} NOT IN (SELECT number FROM attempts)))
"""
"""A row keeps its number, unless another has it."""
_HIGHEST = 2**48
"""A higher number is none that a person's answers have reached: it would leave no room for others."""
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a database: it would be taken for the fresh one's."""


@dataclass(frozen=True, slots=True)
class Mended:
    """How many rows the fresh journal has of the old one, and where that lies."""

    rows: int
    aside: Path


def furnish(connection: sqlite3.Connection) -> None:
    """Make the table in an empty database."""
    with connection:
        for statement in ("BEGIN IMMEDIATE", TABLE, INDEX, f"PRAGMA user_version={FORMAT}", f"PRAGMA application_id={_edition()}"):
            connection.execute(statement)


def _edition() -> int:
    """Return a number that tells this file from every other journal, a mended one from what it was too."""
    return uuid.uuid4().int >> 97


def mend(path: Path) -> Mended:
    """Put a fresh journal in the place of a damaged one, which is kept under a name of its own. Raises OSError and sqlite3.Error.

    Nobody else may write meanwhile, and SQLite has had the file open: what it was to do to it after a crash is done.
    Wherever this ends, by a full disk or a kill, one of the two stands at `path`, whole.
    """
    path = path.resolve()  # where it is a link, what it leads to is mended
    fresh = path.with_name(f"{path.name}.fresh")
    for leftover in (fresh, fresh.with_name(f"{fresh.name}-journal")):
        leftover.unlink(missing_ok=True)
    with contextlib.closing(connect(fresh, "rwc")) as connection:
        furnish(connection)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_SALVAGE, _salvaged(path))
        (rows,) = connection.execute("SELECT count(*) FROM attempts").fetchone()
    aside = _set_aside(path)
    fresh.replace(path)
    return Mended(rows, aside)


def _salvaged(path: Path) -> Iterator[tuple[str | float | None, ...]]:
    """Yield what can be read of a journal: the cells of each row, and its number."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, cells in rows_in(data):
            attempt = attempt_of(cells)
            if attempt is not None:
                yield (*row_of(attempt), number if 0 < number < _HIGHEST else None)


def _set_aside(path: Path) -> Path:
    """Give a file a second name that no other has; return it."""
    aside = path.with_name(f"{path.name}.damaged-{uuid.uuid4().hex[:12]}")
    try:
        os.link(path, aside)
    except OSError:  # a file system without second names
        with path.open("rb") as old, aside.open("xb") as copy:
            shutil.copyfileobj(old, copy)
    for suffix in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(f"{aside}{suffix}")
    return aside
