"""Pictures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from dl_quiz.render.line import Line

GUTTER = 3


def beside(pictures: Sequence[Sequence[Line]], width: int) -> list[Line]:
    """Return pictures next to each other, as many in a row as `width` cells hold, rows of them one under the other."""
    rows: list[list[Sequence[Line]]] = []
    for picture in pictures:
        if rows and sum(map(_width, rows[-1])) + GUTTER * len(rows[-1]) + _width(picture) <= width:
            rows[-1].append(picture)
        else:
            rows.append([picture])
    lines: list[Line] = []
    for row in rows:
        lines += [Line()] if lines else []
        lines += _row(row)
    return lines


def _row(pictures: Sequence[Sequence[Line]]) -> list[Line]:
    widths = [*(_width(picture) + GUTTER for picture in pictures[:-1]), 0]
    lines = []
    for parts in zip_longest(*pictures, fillvalue=Line()):
        line = Line()
        for part, width in zip(parts, widths, strict=True):
            line = Line.assemble(line, part, " " * (width - part.cell_len))
        lines.append(line)
    return lines


def _width(picture: Sequence[Line]) -> int:
    return max((line.cell_len for line in picture), default=0)
