"""Marks with text that hangs beside them, without the spaces that a table fills its lines up with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dl_quiz.render.line import Line

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions


@dataclass(frozen=True, slots=True)
class Hanging:
    """Rows of a mark and a text: what does not fit a line goes on below the text, or ends in an ellipsis where the text may not wrap."""

    rows: Sequence[tuple[Line, Line]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Line]:
        """Yield the lines."""
        indent = max((cell_len(mark.plain) for mark, _ in self.rows), default=0)
        width = max(1, options.max_width - indent)
        for mark, text in self.rows:
            head = Line.assemble(mark, " " * (indent - cell_len(mark.plain)))
            if text.no_wrap:
                cut = text.copy()
                cut.truncate(width, overflow="ellipsis")
                yield Line.assemble(head, cut, no_wrap=True)
                continue
            for line in text.wrap(console, width):
                yield Line.assemble(head, line)
                head = Line(" " * indent)


def hung(line: Line, by: int = 2) -> Hanging:
    """Return a text that stands so many cells to the right."""
    return Hanging([(Line(" " * by), line)])
