"""Which mark and colour stands for which series."""

from __future__ import annotations

from collections.abc import Sequence

from dl_quiz.render.line import Line
from dl_quiz.render.pictures.colours import series_colour
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import SERIES


def entry(label: str, series: int, screen: Screen) -> Line:
    """Return a series' mark in its colour, and its label."""
    return Line.assemble((SERIES[series % len(SERIES)], series_colour(series, screen)), " ", label)


def legend(labels: Sequence[str], screen: Screen) -> list[Line]:
    """Return the entries of all series that have a label, as many on a line as fit."""
    lines: list[Line] = []
    for series, label in enumerate(labels):
        if not label:
            continue
        named = entry(label, series, screen)
        if lines and lines[-1].cell_len + named.cell_len + 3 <= screen.width:
            lines[-1] = Line.assemble(lines[-1], "   ", named)
        else:
            lines.append(named)
    return lines
