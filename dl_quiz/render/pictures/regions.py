"""The two sides of a decision function over a rectangle, with points laid over them."""

from __future__ import annotations

import numpy as np

from dl_quiz.nouns import Language
from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.axes import Array, Axis, framed, y_ticks
from dl_quiz.render.pictures.colours import series_colour, side_colour
from dl_quiz.render.pictures.curves import rows_of
from dl_quiz.render.pictures.legend import legend
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import QUIET, SERIES
from dl_quiz.stage.steps import Plot

_WIDEST = 72


def draw_regions(plot: Plot, language: Language, screen: Screen) -> list[Line]:
    """Return the lines of a decision function: positive is shaded."""
    x0, x1, y0, y1 = plot.extent or (0.0, 1.0, 0.0, 1.0)
    x, y = Axis(x0, x1, say(plot.x, language)), Axis(y0, y1)
    rows, columns = _size(x, y, screen)
    positive = np.asarray(plot.grid, dtype=float)[np.ix_(_sampled(plot.grid, rows, 0), _sampled(plot.grid, columns, 1))] > 0
    over: dict[tuple[int, int], int] = {}
    for index, points in enumerate(plot.series.values()):
        over |= dict.fromkeys(_cells(points, x, y, rows, columns), index)
    lines = [_row(positive[row], row, over, screen) for row in range(rows)]
    name = [Line(say(plot.y, language), style=QUIET)] if plot.y else []
    return name + framed(lines, y_ticks(y, rows), x, columns) + legend([say(label, language) for label in plot.series], screen)


def _size(x: Axis, y: Axis, screen: Screen) -> tuple[int, int]:
    """Return rows and columns on which equal lengths look equal, within what the screen holds."""
    room, rows = min(_WIDEST, screen.width - 8), rows_of(screen) + 2
    flat = (y.high - y.low) / (x.high - x.low) / 2
    return max(4, min(rows, round(room * flat))), max(10, min(room, round(rows / flat)))


def _sampled(grid: Array, cells: int, axis: int) -> Array:
    """Return which entry of the grid lies at the centre of each cell."""
    entries = np.shape(grid)[axis]
    return np.asarray((np.arange(cells) + 0.5) * entries / cells, dtype=int)


def _cells(points: tuple[Array, Array], x: Axis, y: Axis, rows: int, columns: int) -> list[tuple[int, int]]:
    """Return the cells of the points that lie within the rectangle."""
    across, up = (np.asarray(side, dtype=float) for side in points)
    inside = (x.low <= across) & (across <= x.high) & (y.low <= up) & (up <= y.high)
    placed = zip(y.place(up[inside], 4 * rows) // 4, x.place(across[inside], 2 * columns) // 2, strict=True)
    return [(rows - 1 - int(row), int(column)) for row, column in placed]


def _row(positive: Array, row: int, over: dict[tuple[int, int], int], screen: Screen) -> Line:
    line = Line()
    for column, is_positive in enumerate(positive):
        series = over.get((row, column))
        if not screen.colours:
            line.append("░" if is_positive and series is None else " " if series is None else SERIES[series % len(SERIES)])
            continue
        ground = f"on {side_colour(bool(is_positive), screen)}"
        mark, ink = (" ", "") if series is None else (SERIES[series % len(SERIES)], f"bold {series_colour(series, screen)} ")
        line.append(mark, ink + ground)
    return line
