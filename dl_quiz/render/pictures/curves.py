"""Curves and scattered points: every series is seen, and what is not finite is a gap that is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Language
from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.axes import Array, Axis, framed, most_ticks, y_ticks
from dl_quiz.render.pictures.canvas import Canvas
from dl_quiz.render.pictures.legend import entry, legend
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import QUIET
from dl_quiz.stage.steps import Plot
from dl_quiz.text import words

_LARGEST = 1e300
"""Beyond it a difference of two values may overflow."""
_FEW = 6
"""So many cells a point: then the points of a curve are marked themselves."""
_APART = 14
"""Cells between two marks of a curve that has many points."""

_Places = tuple[NDArray[np.int_], NDArray[np.int_]]
"""Dots across and up, one for each point that is drawn."""


@dataclass(frozen=True, slots=True)
class _Series:
    """Finite or not: x and y of equal length, in the units of the axes."""

    label: str
    x: Array
    y: Array

    @property
    def drawn(self) -> NDArray[np.bool_]:
        return np.isfinite(self.x) & np.isfinite(self.y)

    def is_dense(self, canvas: Canvas) -> bool:
        """Return whether the points go from left to right and are more than there are columns, as those of a function are."""
        return len(self.x) > canvas.width and bool((np.diff(self.x) > 0).all())


def draw_curves(plot: Plot, language: Language, screen: Screen) -> list[Line]:
    """Return the lines of a `line` or a `scatter` picture; among scattered points, a dense series is a curve."""
    series = [_series(say(label, language), data, plot.log) for label, data in plot.series.items()]
    y_name = say(plot.y, language) or (series[0].label if _names_its_axis(plot) else "")
    y_name += f" ({words.LOG_SCALE.of(language)})" if plot.log else ""
    shown = np.array(plot.extent if plot.extent else ())
    x = Axis.of(np.concatenate([shown[:2], *(one.x[one.drawn] for one in series)]), say(plot.x, language))
    y = Axis.of(np.concatenate([shown[2:], *(one.y[one.drawn] for one in series)]), y_name.strip(), log=plot.log)
    if x is None or y is None:
        return [Line(words.NO_FINITE_POINT.of(language), style=QUIET)]
    height = rows_of(screen)
    x = replace(x, is_whole=all(bool((one.x[one.drawn] == np.rint(one.x[one.drawn])).all()) for one in series))
    y = y.to_round_ends(most_ticks(height))
    labels = y_ticks(y, height)
    room = screen.width - max(map(len, labels.values())) - 2
    beside = _beside([one.label for one in series], room, height)
    canvas = Canvas(max(10, room - beside), height)
    x, y = _to_one_scale(x, y, canvas) if plot.equal_axes else (x, y)
    labels = y_ticks(y, height)
    ends = _put(canvas, series, x, y, joined=plot.kind == "line")
    rows = canvas.rows(screen)
    lines = [Line(y.name, style=QUIET)] if y.name else []
    lines += framed(_with_labels(rows, series, ends, screen) if beside else rows, labels, x, canvas.width)
    lines += [] if beside or _names_its_axis(plot) else legend([one.label for one in series], screen)
    return lines + _told_gaps(series, language)


def _names_its_axis(plot: Plot) -> bool:
    """Return whether a curve stands alone, so that its label is the name of the vertical axis and needs no legend."""
    return plot.kind == "line" and len(plot.series) == 1 and not (plot.y or plot.equal_axes)


def rows_of(screen: Screen) -> int:
    """Return how many rows a picture has: a sixth of the width, within what the screen holds beside prompt and caption."""
    return max(8, min(screen.width // 6, screen.height - 10, 18))


def _series(label: str, data: Any, log: bool) -> _Series:
    """Return a series as x and y: a pair of them, or y values alone, whose x are their places."""
    paired = (isinstance(data, tuple) and len(data) == 2 and np.ndim(data[0]) == 1) or np.shape(data)[:-1] == (2,)
    y = np.asarray(data[1] if paired else data, dtype=float).ravel()
    x = np.asarray(data[0], dtype=float).ravel() if paired else np.arange(len(y), dtype=float)
    with np.errstate(all="ignore"):
        y = np.log10(y) if log else y
    return _Series(label, x, np.where(np.abs(y) >= _LARGEST, np.copysign(np.inf, y), y))


def _to_one_scale(x: Axis, y: Axis, canvas: Canvas) -> tuple[Axis, Axis]:
    """Return axes on which equal lengths are equal; a dot is as high as it is wide."""
    unit = max((x.high - x.low) / (2 * canvas.width), (y.high - y.low) / (4 * canvas.height))
    return _widened(x, unit * 2 * canvas.width), _widened(y, unit * 4 * canvas.height)


def _widened(axis: Axis, span: float) -> Axis:
    more = max(0.0, span - (axis.high - axis.low)) / 2
    return replace(axis, low=axis.low - more, high=axis.high + more)


def _put(canvas: Canvas, series: list[_Series], x: Axis, y: Axis, *, joined: bool) -> list[int | None]:
    """Draw all series; return the row in which each ends."""
    if y.has_zero_inside:
        canvas.draw_zero(int(y.place(np.zeros(1), 4 * canvas.height)[0]))
    placed = [(x.place(one.x[one.drawn], 2 * canvas.width), y.place(one.y[one.drawn], 4 * canvas.height)) for one in series]
    curves = {index: one for index, one in enumerate(series) if joined or one.is_dense(canvas)}
    _put_points(canvas, {index: places for index, places in enumerate(placed) if index not in curves})
    _put_curves(canvas, curves, placed)
    _put_arrows(canvas, curves.values(), x)
    return [canvas.cell_of(0, int(down[-1]))[0] if len(down) else None for _, down in placed]


def _put_curves(canvas: Canvas, curves: dict[int, _Series], placed: list[_Places]) -> None:
    for index, one in curves.items():
        across, up = placed[index]
        breaks = np.flatnonzero(np.diff(np.flatnonzero(one.drawn)) > 1) + 1
        for piece_x, piece_y in zip(np.split(across, breaks), np.split(up, breaks), strict=True):
            if len(piece_x):
                canvas.join(piece_x, piece_y, index)
    for index in sorted(curves, key=lambda index: len(placed[index][0])):  # a lone point may have one place only
        _mark_curve(canvas, *placed[index], index, len(placed))


def _mark_curve(canvas: Canvas, across: NDArray[np.int_], up: NDArray[np.int_], index: int, among: int) -> None:
    """Put marks onto a curve: on its points where they are few, else here and there where there are others, out of step with theirs."""
    if not len(across):
        return
    chosen: Collection[int]
    if len(across) * _FEW <= canvas.width:
        chosen = range(len(across))
    elif among > 1:
        wanted = np.arange((index + 0.5) / among * _APART, canvas.width - _APART // 2, _APART) * 2
        chosen = sorted({int(np.abs(across - column).argmin()) for column in wanted} | {len(across) - 1})  # np.unique would import numpy.ma
    else:
        return
    put = [canvas.mark(*canvas.cell_of(int(across[at]), int(up[at])), index) for at in chosen]
    if among > 1 and not any(put):
        any(canvas.mark(*canvas.cell_of(int(one), int(other)), index) for one, other in zip(across, up, strict=True))


def _put_arrows(canvas: Canvas, series: Iterable[_Series], x: Axis) -> None:
    """Point up or down where a curve leaves for infinity."""
    for one in series:
        for sign, row, arrow in ((1, 0, "↑"), (-1, canvas.height - 1, "↓")):
            away = np.isfinite(one.x) & np.isinf(one.y) & (one.y * sign > 0)
            for column in x.place(one.x[away], 2 * canvas.width):
                canvas.mark(row, int(column) // 2, -1, arrow)


def _put_points(canvas: Canvas, placed: dict[int, _Places]) -> None:
    """Put a mark at every point; where several fall into a cell, the series that is seen least has it."""
    cells = {index: {canvas.cell_of(int(one), int(other)) for one, other in zip(*places, strict=True)} for index, places in placed.items()}
    seen: Counter[int] = Counter()
    for cell in sorted(set().union(*cells.values())):
        index = min((index for index, taken in cells.items() if cell in taken), key=lambda one: (seen[one] / len(cells[one]), one))
        seen[index] += 1
        canvas.mark(*cell, index)


def _beside(labels: list[str], room: int, height: int) -> int:
    """Return how many cells the labels take right of the curves, 0 where they go below."""
    if room < 60 or not all(labels) or not 1 < len(labels) <= height // 2:
        return 0
    widest = max(Line(label).cell_len for label in labels) + 3
    return widest if widest <= room // 4 else 0


def _with_labels(rows: list[Line], series: list[_Series], ends: list[int | None], screen: Screen) -> list[Line]:
    """Return the rows with each series' mark and label where the series ends, or in the nearest row that is free."""
    taken: dict[int, Line] = {}
    for index, (one, end) in enumerate(zip(series, ends, strict=True)):
        wanted = 0 if end is None else end
        row = min((row for row in range(len(rows)) if row not in taken), key=lambda row: abs(row - wanted))
        taken[row] = entry(one.label, index, screen)
    return [Line.assemble(row, " ", taken[index]) if index in taken else row for index, row in enumerate(rows)]


def _told_gaps(series: list[_Series], language: Language) -> list[Line]:
    gaps = sum(int((~one.drawn).sum()) for one in series)
    return [Line(words.POINTS_NOT_FINITE.format(n=gaps).of(language), style=QUIET)] if gaps else []
