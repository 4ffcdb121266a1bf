"""Marks and colours: every mark has a shape as well as a colour."""

from __future__ import annotations

RIGHT = "✓"
WRONG = "✗"
PARTLY = "◐"
NOT_APPLICABLE = "–"
POINTED = "◀"

GOOD = "bold cyan"
BAD = "bold bright_red"
MIDDLING = "bold yellow"
QUIET = "dim"
TITLE = "bold"
NAME = "cyan"

SHADES = " ░▒▓█"
HEAT = ("", "on #1f2a44", "on #33466f", "on #4f6593", "on #7a87a0")
"""Backgrounds from low to high: one hue by lightness, so that they read alike for every eye."""

SERIES = "●○+×▲△■□"
SERIES_COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "bright_red", "white", "bright_black")


def mark_of(score: float) -> tuple[str, str]:
    """Return the mark and the colour of a score."""
    if score >= 1:
        return RIGHT, GOOD
    return (PARTLY, MIDDLING) if score > 0 else (WRONG, BAD)
