"""Axes: from values to dots of a canvas, and the frame of ticks and names around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from dl_quiz.render.line import Line
from dl_quiz.render.pictures.ticks import Tick, linear_ticks, log_ticks, round_step
from dl_quiz.render.style import QUIET

Array = NDArray[np.float64]

_ROWS_PER_TICK = 3
_CELLS_PER_TICK = 10
_FEWEST_TICKS = 4
"""So many may stand beside a low picture: with room for fewer, there is often a single round number."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A range, in log₁₀ where the axis is logarithmic, and its name; where only whole numbers have a meaning, it `is_whole`."""

    low: float
    high: float
    name: str = ""
    log: bool = False
    is_whole: bool = False

    @classmethod
    def of(cls, values: Array, name: str = "", *, log: bool = False) -> Axis | None:
        """Return the axis of all finite values, None where there are none; a single value is put into the middle."""
        finite = values[np.isfinite(values)]
        if not len(finite):
            return None
        low, high = float(finite.min()), float(finite.max())
        if high - low < 1e-12 * max(abs(low), abs(high), 1e-300):
            pad = abs(low) * 0.5 or 1.0
            low, high = low - pad, high + pad
        return cls(low, high, name, log)

    def to_round_ends(self, most: int) -> Axis:
        """Return the axis, longer by up to a twelfth at either end where a round number lies there, or as far as it takes to have two."""
        if self.log:
            return self
        step = round_step(self.low, self.high, most)
        near = (self.high - self.low) / 12 if len(self.ticks(most)) > 1 else step
        below, above = math.floor(self.low / step) * step, math.ceil(self.high / step) * step
        return replace(self, low=below if self.low - below <= near else self.low, high=above if above - self.high <= near else self.high)

    def place(self, values: Array, dots: int) -> NDArray[np.int_]:
        """Return which of so many dots, counted from the low end, each value falls on."""
        share = (values - self.low) / (self.high - self.low)
        return np.asarray(np.clip(np.rint(share * (dots - 1)), 0, dots - 1), dtype=int)

    def ticks(self, most: int) -> list[Tick]:
        """Return at most so many ticks, at least one."""
        if self.log:
            return log_ticks(self.low, self.high, max(2, most))
        return linear_ticks(self.low, self.high, max(2, most), least=1.0 if self.is_whole else 0.0)

    @property
    def has_zero_inside(self) -> bool:
        """Return whether zero lies between the ends."""
        return not self.log and self.low < 0 < self.high


def most_ticks(rows: int) -> int:
    """Return how many ticks so many rows have room for."""
    return max(_FEWEST_TICKS, rows // _ROWS_PER_TICK + 1)


def y_ticks(axis: Axis, rows: int) -> dict[int, str]:
    """Return the labels of the vertical axis by row, row 0 at the top."""
    ticks = axis.ticks(most_ticks(rows))
    at = axis.place(np.array([tick.at for tick in ticks]), 4 * rows) // 4
    return {rows - 1 - int(row): tick.label for row, tick in zip(at, ticks, strict=True)}


def framed(rows: Sequence[Line], y_labels: dict[int, str], x: Axis, width: int) -> list[Line]:
    """Return rows of `width` cells with the vertical axis on their left and the horizontal one below."""
    margin = max(map(len, y_labels.values()), default=0) + 1
    lines = [
        Line.assemble((f"{y_labels.get(index, '').rjust(margin - 1)} {'┤' if index in y_labels else '│'}", QUIET), row)
        for index, row in enumerate(rows)
    ]
    return lines + _below(x, margin, width)


def _below(x: Axis, margin: int, width: int) -> list[Line]:
    """Return the horizontal axis: its rule with ticks, their labels, and its name beside them or under them."""
    rule, labels = ["─"] * width, [" "] * width
    end = 0
    for tick in x.ticks(width // _CELLS_PER_TICK + 1):
        column = int(x.place(np.array([tick.at]), 2 * width)[0]) // 2
        start = max(0, min(column - len(tick.label) // 2, width - len(tick.label)))
        if start >= end:
            rule[column] = "┬"
            labels[start : start + len(tick.label)] = tick.label
            end = start + len(tick.label) + 1
    lines = [Line(" " * margin + "└" + "".join(rule), style=QUIET), Line(" " * (margin + 1) + "".join(labels).rstrip(), style=QUIET)]
    if x.name:
        lines.append(Line(" " * (margin + 1 + max(0, (width - cell_len(x.name)) // 2)) + x.name, style=QUIET))
    return lines
