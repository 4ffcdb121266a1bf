"""A canvas of braille dots, two across and four down in each cell, on which every series keeps its dots."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from dl_quiz.render.line import Line
from dl_quiz.render.pictures.colours import series_colour
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import QUIET, SERIES

Dots = NDArray[np.int_]

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of each dot of a braille cell, by row and column (Unicode, Braille Patterns)."""
_BRAILLE = 0x2800


class Canvas:
    """A grid of `width` × `height` cells; dots are counted from the bottom left corner."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._bits = np.zeros((height, width), dtype=int)
        self._on_top = np.full((height, width), -1)
        self._marks: dict[tuple[int, int], tuple[str, int]] = {}
        self._zero_row: int | None = None

    def add(self, x: Dots, y: Dots, series: int) -> None:
        """Set dots of a series; where another series has some in the cell, both stay, in the colour of the later one."""
        rows, columns = self.height - 1 - y // 4, x // 2
        np.bitwise_or.at(self._bits, (rows, columns), _BITS[3 - y % 4, x % 2])
        self._on_top[rows, columns] = series

    def join(self, x: Dots, y: Dots, series: int) -> None:
        """Set the dots of the straight lines from each dot to the next."""
        if len(x) == 1:
            return self.add(x, y, series)
        steps = np.maximum(np.abs(np.diff(x)), np.abs(np.diff(y))) + 1
        which = np.repeat(np.arange(len(steps)), steps)
        share = (np.arange(len(which)) - np.repeat(np.cumsum(steps) - steps, steps)) / np.repeat(np.maximum(steps - 1, 1), steps)
        across, up = (np.rint(side[which] + np.diff(side)[which] * share).astype(int) for side in (x, y))
        return self.add(across, up, series)

    def mark(self, row: int, column: int, series: int, mark: str = "") -> bool:
        """Put the mark of a series onto a cell that has none; return whether it could be put there."""
        if (row, column) in self._marks:
            return False
        self._marks[row, column] = (mark or SERIES[series % len(SERIES)], series)
        return True

    def draw_zero(self, dot: int) -> None:
        """Draw a quiet line through the row of a dot, where nothing else is."""
        self._zero_row = self.height - 1 - dot // 4

    def cell_of(self, x: int, y: int) -> tuple[int, int]:
        """Return the row and the column of a dot."""
        return self.height - 1 - y // 4, x // 2

    def rows(self, screen: Screen) -> list[Line]:
        """Return the canvas as lines."""
        return [self._line(row, screen) for row in range(self.height)]

    def _line(self, row: int, screen: Screen) -> Line:
        cells = [self._cell(row, column, screen) for column in range(self.width)]
        runs = groupby(cells, key=lambda cell: cell[1])
        return Line.assemble(*(("".join(mark for mark, _ in run), style) for style, run in runs))

    def _cell(self, row: int, column: int, screen: Screen) -> tuple[str, str]:
        """Return what stands in a cell, and its style."""
        if (row, column) in self._marks:
            mark, series = self._marks[row, column]
            return mark, QUIET if series < 0 else series_colour(series, screen)
        if self._bits[row, column]:
            return chr(_BRAILLE + int(self._bits[row, column])), series_colour(int(self._on_top[row, column]), screen)
        return "┈" if row == self._zero_row else " ", QUIET
