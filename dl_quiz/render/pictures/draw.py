"""A picture of any kind."""

from __future__ import annotations

from dl_quiz.nouns import Language
from dl_quiz.render.line import Line
from dl_quiz.render.screen import Screen
from dl_quiz.stage.steps import Plot


def draw(plot: Plot, language: Language, screen: Screen) -> list[Line]:
    """Return the lines of a picture, none wider than the screen; its kind is loaded when it is drawn first."""
    match plot.kind:
        case "line" | "scatter":
            from dl_quiz.render.pictures.curves import draw_curves as drawn
        case "bars":
            from dl_quiz.render.pictures.bars import draw_bars as drawn
        case "histogram":
            from dl_quiz.render.pictures.histogram import draw_histogram as drawn
        case "regions":
            from dl_quiz.render.pictures.regions import draw_regions as drawn
    return drawn(plot, language, screen)
