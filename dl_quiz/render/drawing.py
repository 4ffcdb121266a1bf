"""Drawings in characters: curves, points, bars, histograms and decision regions.

Drawn here and not by a library, because each series must differ by its mark alone, labels may be Chinese, and nothing may be global.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from dl_quiz.nouns import Language
from dl_quiz.render.labels import say, short
from dl_quiz.render.line import Line
from dl_quiz.render.style import QUIET, SERIES, SERIES_COLOURS
from dl_quiz.stage.steps import Plot
from dl_quiz.text import words

Array = NDArray[np.float64]
_BLOCKS = " ▏▎▍▌▋▊▉█"
_HEIGHT = 12


@dataclass(frozen=True, slots=True)
class _Curve:
    label: str
    x: Array
    y: Array


def draw(plot: Plot, language: Language, width: int) -> list[Line]:
    """Return the lines of a drawing that is at most `width` cells wide."""
    if plot.kind == "bars":
        return _bars(plot, language, width)
    if plot.kind == "histogram":
        return _histogram(plot, language, width)
    if plot.kind == "regions":
        return _regions(plot, language, width)
    return _curves(plot, language, width)


def _curves(plot: Plot, language: Language, width: int) -> list[Line]:
    curves = [_curve(say(label, language), data, plot.log) for label, data in plot.series.items()]
    x_range = _span(np.concatenate([curve.x for curve in curves]))
    y_range = _span(np.concatenate([curve.y for curve in curves]))
    if x_range is None or y_range is None:
        return [Line(words.NO_FINITE_POINT.of(language), style=QUIET)]
    ticks = _ticks(y_range, plot.log)
    margin = max(map(len, ticks)) + 1
    canvas = _Canvas(max(10, width - margin - 1), _HEIGHT, x_range, y_range)
    for index, curve in enumerate(curves):
        canvas.add(curve.x, curve.y, index, joined=plot.kind == "line")
    lines = [_named(say(plot.y, language), QUIET)] if plot.y else []
    lines += [Line.assemble((tick.rjust(margin), QUIET), ("│", QUIET), row) for tick, row in zip(ticks, canvas.rows(), strict=True)]
    lines += _x_axis(x_range, margin, canvas.width, say(plot.x, language))
    return lines + _legend([curve.label for curve in curves], width)


def _curve(label: str, data: Any, log: bool) -> _Curve:
    """Return a series as x and y: a pair of them, or y values alone, whose x are their places."""
    paired = (isinstance(data, tuple) and len(data) == 2 and np.ndim(data[0]) == 1) or np.shape(data)[:-1] == (2,)
    y = np.asarray(data[1] if paired else data, dtype=float).ravel()
    x = np.asarray(data[0], dtype=float) if paired else np.arange(len(y), dtype=float)
    with np.errstate(all="ignore"):
        y = np.log10(y) if log else y
    finite = np.isfinite(x) & np.isfinite(y) & (np.abs(y) < 1e150)
    return _Curve(label, x[finite], y[finite])


def _span(values: Array) -> tuple[float, float] | None:
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-12 * max(abs(low), abs(high), 1e-300):
        pad = abs(low) * 0.5 or 1.0
        return low - pad, high + pad
    return low, high


def _ticks(y_range: tuple[float, float], log: bool) -> list[str]:
    low, high = y_range
    ticks = [""] * _HEIGHT
    for row in (0, (_HEIGHT - 1) // 2, _HEIGHT - 1):
        value = high - (high - low) * row / (_HEIGHT - 1)
        value = 0.0 if abs(value) < 1e-9 * (high - low) else value
        ticks[row] = short(10**value) if log and abs(value) < 300 else short(value)
    return ticks


def _x_axis(x_range: tuple[float, float], margin: int, width: int, name: str) -> list[Line]:
    low, high = short(x_range[0]), short(x_range[1])
    middle = max(1, width - len(low) - len(high))
    name = name if cell_len(name) <= middle - 2 else ""
    left = (middle - cell_len(name)) // 2
    right = middle - cell_len(name) - left
    rule = " " * margin + "└" + "─" * width
    return [Line(rule, style=QUIET), Line(" " * (margin + 1) + low + " " * left + name + " " * right + high, style=QUIET)]


def _named(name: str, style: str) -> Line:
    return Line(name, style=style)


def _legend(labels: Sequence[str], width: int) -> list[Line]:
    labels = [label for label in labels if label]
    if not labels:
        return []
    lines, line = [], Line()
    for index, label in enumerate(labels):
        entry = Line.assemble((SERIES[index % len(SERIES)] + " ", SERIES_COLOURS[index % len(SERIES_COLOURS)]), label)
        if line and line.cell_len + entry.cell_len + 3 > width:
            lines.append(line)
            line = Line()
        line = Line.assemble(line, "   " if line else "", entry)
    return [*lines, line]


class _Canvas:
    """A grid of cells onto which points fall; the later series lies on top."""

    def __init__(self, width: int, height: int, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
        self.width, self.height = width, height
        self._x_range, self._y_range = x_range, y_range
        self._cells = np.full((height, width), -1)

    def add(self, x: Array, y: Array, series: int, *, joined: bool) -> None:
        """Put the points of a series on the grid; a curve in order of x is joined by straight lines, steep ones too."""
        if not (joined and len(x) > 1 and np.all(np.diff(x) > 0)):
            for one, other in zip(x, y, strict=True):
                self._cells[self._row(other), self._column(one)] = series
            return
        columns = np.arange(self._column(x[0]), self._column(x[-1]) + 1)
        at = self._x_range[0] + columns / max(1, self.width - 1) * (self._x_range[1] - self._x_range[0])
        before = self._row(y[0])
        for column, value in zip(columns, np.interp(at, x, y), strict=True):
            row = self._row(value)
            between = slice(before + 1, row) if row > before else slice(row + 1, before)
            self._cells[between, column] = self._cells[row, column] = series
            before = row

    def rows(self) -> list[Line]:
        """Return the grid as lines."""
        return [self._line(row) for row in self._cells]

    def _line(self, row: NDArray[np.int_]) -> Line:
        line = Line()
        for series in row:
            if series < 0:
                line.append(" ")
            else:
                line.append(SERIES[series % len(SERIES)], SERIES_COLOURS[series % len(SERIES_COLOURS)])
        return line

    def _column(self, x: float) -> int:
        low, high = self._x_range
        return round(float((x - low) / (high - low) * (self.width - 1)))

    def _row(self, y: float) -> int:
        low, high = self._y_range
        return round(float((high - y) / (high - low) * (self.height - 1)))


def bar(share: float, width: int) -> str:
    """Return a bar that fills `share` of `width` cells, to an eighth of a cell."""
    eighths = max(0, min(width * 8, round(share * width * 8)))
    full, part = divmod(eighths, 8)
    return "█" * full + (_BLOCKS[part] if part else "")


def _bars(plot: Plot, language: Language, width: int) -> list[Line]:
    labels = [say(label, language) for label in plot.series]
    values = np.array([float(np.asarray(value)) for value in plot.series.values()])
    lengths = _lengths(values, plot.log)
    figures = [short(value) for value in values]
    name_width = min(max(map(cell_len, labels), default=0), max(8, width // 3))
    room = max(4, width - name_width - max(map(len, figures), default=0) - 3)
    lines = []
    for label, length, figure in zip(labels, lengths, figures, strict=True):
        shown = Line(label)
        shown.truncate(name_width, overflow="ellipsis", pad=True)
        lines.append(Line.assemble(shown, " ", (bar(length, room), "cyan"), " ", (figure, QUIET)))
    return lines


def _lengths(values: Array, log: bool) -> Array:
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


def _histogram(plot: Plot, language: Language, width: int) -> list[Line]:
    samples = {say(label, language): np.asarray(data, dtype=float).ravel() for label, data in plot.series.items()}
    every = np.concatenate([data[np.isfinite(data)] for data in samples.values()])
    span = _span(every)
    if span is None:
        return []
    edges = np.linspace(*span, plot.bins + 1)
    counts = {label: np.histogram(data, edges)[0] for label, data in samples.items()}
    heights = " ▁▂▃▄▅▆▇█"
    cell = max(1, min(3, (width - 2) // plot.bins))
    lines = []
    for index, (label, count) in enumerate(counts.items()):
        colour = SERIES_COLOURS[index % len(SERIES_COLOURS)]
        if label:
            lines.append(Line(label, style=QUIET))
        eighths = np.ceil(count / max(1, count.max()) * 32).astype(int)
        for row in (3, 2, 1, 0):
            lines.append(Line("".join(heights[min(8, max(0, e - 8 * row))] * cell for e in eighths), style=colour))
    low, high = short(span[0]), short(span[1])
    lines.append(Line("─" * (cell * plot.bins), style=QUIET))
    lines.append(Line(low + " " * max(1, cell * plot.bins - len(low) - len(high)) + high, style=QUIET))
    return lines


def _regions(plot: Plot, language: Language, width: int) -> list[Line]:
    grid = np.asarray(plot.grid, dtype=float)
    x0, x1, y0, y1 = plot.extent or (0.0, 1.0, 0.0, 1.0)
    columns = min(width, max(20, 2 * grid.shape[1]), 64)
    height = max(8, min(20, columns // 3))
    rows_at = (np.arange(height) * grid.shape[0] // height).clip(0, grid.shape[0] - 1)
    columns_at = (np.arange(columns) * grid.shape[1] // columns).clip(0, grid.shape[1] - 1)
    cells = [["░" if value > 0 else " " for value in row] for row in grid[np.ix_(rows_at, columns_at)]]
    styles = [[QUIET] * columns for _ in range(height)]
    for index, points in enumerate(plot.series.values()):
        for x, y in zip(*(np.asarray(side, dtype=float) for side in points), strict=True):
            column, row = int((x - x0) / (x1 - x0) * columns), int((y1 - y) / (y1 - y0) * height)
            if 0 <= column < columns and 0 <= row < height:
                cells[row][column] = SERIES[index % len(SERIES)]
                styles[row][column] = SERIES_COLOURS[index % len(SERIES_COLOURS)]
    lines = [Line.assemble(*zip(row, style, strict=True)) for row, style in zip(cells, styles, strict=True)]
    return lines + _legend([say(label, language) for label in plot.series], width)
