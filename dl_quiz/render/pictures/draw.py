"""A picture of any kind."""

from __future__ import annotations

from dl_quiz.nouns import Language
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.bars import draw_bars
from dl_quiz.render.pictures.curves import draw_curves
from dl_quiz.render.pictures.histogram import draw_histogram
from dl_quiz.render.pictures.regions import draw_regions
from dl_quiz.render.screen import Screen
from dl_quiz.stage.steps import Plot

_DRAW = {"line": draw_curves, "scatter": draw_curves, "bars": draw_bars, "histogram": draw_histogram, "regions": draw_regions}


def draw(plot: Plot, language: Language, screen: Screen) -> list[Line]:
    """Return the lines of a picture, none wider than the screen."""
    return _DRAW[plot.kind](plot, language, screen)
