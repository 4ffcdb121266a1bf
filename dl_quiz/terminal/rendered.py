"""What is handed to Rich: renderables of which only what can be seen comes out, and lines that were rendered already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dl_quiz.visible import visible

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment


class Visible:
    """A renderable of which nothing but what can be seen reaches the terminal, whatever its texts hold."""

    def __init__(self, renderable: RenderableType) -> None:
        self.renderable = renderable
        self.rows = 0
        """How many rows it took when it was shown."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        from rich.segment import Segment

        for segment in console.render(self.renderable, options):
            self.rows += segment.text.count("\n")
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


class Lines:
    """Lines that were rendered already."""

    def __init__(self, lines: list[list[Segment]]) -> None:
        self.lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        from rich.segment import Segment

        for line in self.lines:
            yield from line
            yield Segment.line()
