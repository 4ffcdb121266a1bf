"""What time it is: the one place that reads the machine's clock, so that a test can move it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def local(at: datetime) -> datetime:
    """Return a time in the machine's zone; as it is where that zone has no such time, at the ends of the calendar."""
    try:
        return at.astimezone()
    except (OverflowError, ValueError, OSError):
        return at
