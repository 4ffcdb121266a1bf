"""A matrix as a picture: two pixels in a cell, one above the other, or a cell of shade each where there is no colour; its scale below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest

from dl_quiz.render.labels import short
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.scale import Scale
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import QUIET

_WIDEST_IN_WHOLE_CELLS = 20
"""With at most so many columns a pixel has a whole line, two cells wide; with more, half a line."""
_SCALE_CELLS = 12
_SIGNED_FROM = 1 / 3
"""A picture with some noise below zero is no signed one."""

Row = Sequence[float]


def draw_image(rows: Sequence[Row], values: Sequence[float], screen: Screen) -> list[Line]:
    """Return the lines of a picture whose pixels are as high as they are wide, on the scale of some values; NaN is left empty."""
    columns = max(map(len, rows))
    if columns > screen.width:
        return draw_image([row[:: -(-columns // screen.width)] for row in rows], values, screen)
    scale = Scale.of(values, least_side=_SIGNED_FROM)
    large = columns <= min(_WIDEST_IN_WHOLE_CELLS, screen.width // 2)
    if not screen.colours:
        lines = [Line("".join(_shade(value, scale) * (2 if 2 * columns <= screen.width else 1) for value in row)) for row in rows]
    elif large:
        lines = [Line.assemble(*(("  ", _on(value, scale, screen)) for value in row)) for row in rows]
    else:
        lines = [_two_rows(upper, lower or [math.nan] * columns, scale, screen) for upper, lower in zip_longest(rows[::2], rows[1::2])]
    return [*lines, scale_line(scale, screen)]


def _shade(value: float, scale: Scale) -> str:
    return " " if math.isnan(value) else scale.shade(value)


def _on(value: float, scale: Scale, screen: Screen) -> str:
    return "" if math.isnan(value) else f"on {scale.colour(value, screen)}"


def _two_rows(upper: Row, lower: Row, scale: Scale, screen: Screen) -> Line:
    """Return two rows of pixels as one line."""
    line = Line()
    for top, bottom in zip(upper, lower, strict=True):
        if math.isnan(top):
            line.append(" " if math.isnan(bottom) else "▄", "" if math.isnan(bottom) else scale.colour(bottom, screen))
        else:
            line.append("▀", f"{scale.colour(top, screen)} {_on(bottom, scale, screen)}")
    return line


def scale_line(scale: Scale, screen: Screen) -> Line:
    """Return the scale as a strip between its ends."""
    low, high = (-scale.reach, scale.reach) if scale.is_signed else (scale.low, scale.high)
    values = [low + (high - low) * step / (_SCALE_CELLS - 1) for step in range(_SCALE_CELLS)]
    strip = [(" ", _on(value, scale, screen)) if screen.colours else (scale.shade(value), "") for value in values]
    return Line.assemble((f"{short(float(f'{low:.3g}'))} ", QUIET), *strip, (f" {short(float(f'{high:.3g}'))}", QUIET))
