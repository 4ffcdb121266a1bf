"""Histograms, one above the other on one horizontal axis, each with the scale of its heights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Language
from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.axes import Axis, framed
from dl_quiz.render.pictures.colours import series_colour
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import QUIET
from dl_quiz.stage.steps import Plot
from dl_quiz.text import words

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_ROWS = 4


def draw_histogram(plot: Plot, language: Language, screen: Screen) -> list[Line]:
    """Return the lines of a histogram of each series."""
    samples = {say(label, language): np.asarray(data, dtype=float).ravel() for label, data in plot.series.items()}
    axis = Axis.of(np.concatenate([*samples.values(), np.array(plot.extent or ())[:2]]), say(plot.x, language))
    if axis is None:
        return [Line(words.NO_FINITE_POINT.of(language), style=QUIET)]
    edges = np.linspace(axis.low, axis.high, plot.bins + 1)
    counts = [np.histogram(data, edges)[0] for data in samples.values()]
    margin = len(str(max(int(count.max()) for count in counts))) + 1
    cell = max(1, min(3, (screen.width - margin - 1) // plot.bins))
    lines: list[Line] = []
    for index, (label, count) in enumerate(zip(samples, counts, strict=True)):
        lines += [Line(label, style=QUIET)] if label else []
        last = index == len(counts) - 1
        scale = {0: str(count.max()).rjust(margin - 1), _ROWS - 1: "0"}
        body = framed(_columns(count, cell, series_colour(index, screen)), scale, axis, cell * plot.bins)
        lines += body if last else body[:_ROWS]
    return lines


def _columns(count: NDArray[np.int_], cell: int, colour: str) -> list[Line]:
    """Return the rows of columns whose heights are in proportion; whatever is counted shows at least an eighth."""
    heights = np.ceil(count / max(1, count.max()) * 8 * _ROWS).astype(int)
    return [
        Line("".join(_EIGHTHS[min(8, max(0, height - 8 * row))] * cell for height in heights), style=colour)
        for row in reversed(range(_ROWS))
    ]
