"""A line of parts, between which alone it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dl_quiz.render.line import Line
from dl_quiz.render.style import QUIET

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts side by side, in as many rows as they need."""

    parts: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Line]:
        """Yield the rows."""
        for row in rows_of_parts(self.parts, options.max_width):
            yield Line(row, style=QUIET)


def rows_of_parts(parts: Sequence[str], width: int) -> list[str]:
    """Return parts joined into rows of at most so many cells; one that is wider alone has a row of its own."""
    rows: list[str] = []
    for part in parts:
        if rows and cell_len(rows[-1]) + cell_len(_BETWEEN) + cell_len(part) <= width:
            rows[-1] += f"{_BETWEEN}{part}"
        else:
            rows.append(part)
    return rows
