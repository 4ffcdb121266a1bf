"""Marks and colours: every mark has a shape as well as a colour."""

from __future__ import annotations

RIGHT = "✓"
WRONG = "✗"
PARTLY = "◐"
OTHER = "·"
PICKED = "▸"
NOT_APPLICABLE = "–"
POINTED = "◀"

GOOD = "bold cyan"
BAD = "bold bright_red"
MIDDLING = "bold yellow"
QUIET = "dim"
TITLE = "bold"
NAME = "cyan"

SERIES = "●○+×▲△■□"
"""The mark of each series: its shape tells it from the others, whatever its colour."""


def mark_of(score: float) -> tuple[str, str]:
    """Return the mark and the colour of a score."""
    if score >= 1:
        return RIGHT, GOOD
    return (PARTLY, MIDDLING) if score > 0 else (WRONG, BAD)
