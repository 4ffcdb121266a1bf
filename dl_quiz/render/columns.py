"""Columns of a table that is wider than the screen: which of them stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence


def abreast(widths: Sequence[int], room: int) -> list[range]:
    """Return the columns in parts, to stand one below the other: each has as many as there is room for, and one at least.

    `widths` are those of the columns, with the space that follows all but the last of a part.
    """
    parts, start, used = [], 0, 0
    for place, width in enumerate(widths):
        if place > start and used + width - 1 > room:
            parts.append(range(start, place))
            start, used = place, 0
        used += width
    return [*parts, range(start, len(widths))]
