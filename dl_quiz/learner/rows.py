"""The one table of the journal, and how an attempt stands in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from dl_quiz.nouns import Attempt

FORMAT = 2
TABLE = """CREATE TABLE attempts (
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    question TEXT NOT NULL,
    drawn TEXT NOT NULL,
    response TEXT NOT NULL,
    score REAL NOT NULL,
    rule TEXT NOT NULL,
    seconds REAL NOT NULL,
    session TEXT NOT NULL,
    seen TEXT NOT NULL,
    retracts TEXT NOT NULL,
    slips TEXT NOT NULL,
    number INTEGER PRIMARY KEY
) STRICT"""
"""`at` is a time in UTC (ISO 8601), `drawn` an object, `seen` and `slips` lists in JSON; the numbers are the order in which rows were written.

New columns go before `number`, with a default in Attempt: a row that lacks them is read with the default.
"""
INDEX = "CREATE INDEX attempts_of_question ON attempts (question)"
FIELDS = Attempt.__struct_fields__
COLUMNS = ", ".join(FIELDS)
_JSON = ("drawn", "seen", "slips")
_ODD = (ValueError, TypeError, KeyError, OverflowError, RecursionError, msgspec.MsgspecError)


def row_of(attempt: Attempt) -> tuple[str | float, ...]:
    """Return the cells of an attempt, in the order of FIELDS."""
    cells = {name: getattr(attempt, name) for name in FIELDS}
    cells |= {name: msgspec.json.encode(cells[name]).decode() for name in _JSON}
    cells["at"] = attempt.at.astimezone(UTC).isoformat()
    return tuple(cells.values())


def attempt_of(cells: Sequence[object]) -> Attempt | None:
    """Return the attempt that stands in cells in the order of FIELDS, or None where they are none.

    Cells that are too many or, at the end, missing do not matter; a time without a zone is UTC; a score lies in 0..1.
    """
    while cells and cells[-1] is None:
        cells = cells[:-1]
    named = dict(zip(FIELDS, cells, strict=False))
    try:
        named |= {name: msgspec.json.decode(str(named[name])) for name in _JSON if name in named}
        return sound(msgspec.convert(named | {"at": datetime.fromisoformat(str(named["at"]))}, Attempt))
    except _ODD:
        return None


def sound(attempt: Attempt) -> Attempt | None:
    """Return an attempt with its time in UTC and its numbers within their bounds, or None where it has no id, time or score."""
    if not attempt.id or math.isnan(attempt.score):
        return None
    try:
        at = (attempt.at if attempt.at.tzinfo else attempt.at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
    seconds = attempt.seconds if math.isfinite(attempt.seconds) else 0.0
    return msgspec.structs.replace(attempt, at=at, score=min(max(attempt.score, 0.0), 1.0), seconds=max(seconds, 0.0))
