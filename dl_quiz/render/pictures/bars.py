"""Bars: lengths in proportion, on both sides of zero where there are values of both signs, a hair of ground between one and the next."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len

from dl_quiz.nouns import Language
from dl_quiz.render.labels import say, short
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.axes import Array
from dl_quiz.render.pictures.colours import series_colour
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import QUIET
from dl_quiz.stage.steps import Plot
from dl_quiz.text import words

_CELL, _SLIVER, _SLIVER_TO_THE_LEFT = "▇", "▏", "▕"
"""A cell leaves an eighth of its height free, so that equal bars do not run into one block; what is not zero is seen, however short."""


def draw_bars(plot: Plot, language: Language, screen: Screen) -> list[Line]:
    """Return one line for each value: its label, a bar and the figure."""
    values = np.array([float(np.asarray(value)) for value in plot.series.values()])
    shares = _lengths(values, plot.log) * (1 if plot.log else np.sign(np.nan_to_num(values)))
    lines = [Line(words.LOG_SCALE.of(language), style=QUIET)] if plot.log else []
    return lines + bar_lines([say(label, language) for label in plot.series], shares, [short(value) for value in values], screen)


def bar_lines(labels: Sequence[str], shares: Sequence[float] | Array, figures: Sequence[str], screen: Screen) -> list[Line]:
    """Return bars that fill such shares of the room there is, to both sides of zero where there are negative ones, between labels and figures."""
    name_width = min(max(map(cell_len, labels), default=0), max(8, screen.width // 3))
    room = max(4, screen.width - name_width - max(map(cell_len, figures), default=0) - 3)
    below = any(share < 0 for share in shares)
    lines = []
    for label, share, figure in zip(labels, shares, figures, strict=True):
        shown = Line(label)
        shown.truncate(name_width, overflow="ellipsis", pad=True)
        drawn = _two_sided(abs(share), share < 0, room) if below else bar(share, room)
        lines.append(Line.assemble(shown, " ", (drawn, series_colour(int(share < 0), screen)), " ", (figure, QUIET)))
    return lines


def bar(share: float, width: int) -> str:
    """Return a bar that fills `share` of `width` cells, to a cell."""
    return _CELL * max(0, min(width, round(share * width))) or (_SLIVER if share > 0 else "")


def _two_sided(share: float, negative: bool, width: int) -> str:
    """Return a bar that grows from the middle of `width` cells, to the left where it is negative."""
    left = (width - 1) // 2
    if negative:
        return (_CELL * round(share * left) or _SLIVER_TO_THE_LEFT).rjust(left) + "│"
    return " " * left + "│" + bar(share, width - 1 - left)


def _lengths(values: Array, log: bool) -> Array:
    """Return the share of the room that each bar fills; the smallest of a logarithmic scale is half a decade long."""
    finite = values[np.isfinite(values)]
    if log:
        positive = finite[finite > 0]
        if not len(positive):
            return np.zeros(len(values))
        low, high = math.log10(positive.min()), math.log10(positive.max())
        with np.errstate(all="ignore"):
            return np.nan_to_num((np.log10(values) - low + 0.5) / (high - low + 0.5), posinf=1.0, neginf=0.0)
    largest = float(np.abs(finite).max(initial=0.0)) or 1.0
    return np.nan_to_num(np.abs(values) / largest, posinf=1.0)
