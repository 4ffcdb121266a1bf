"""Commands to type next, each with what it is good for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding

from dl_quiz.render.line import Line
from dl_quiz.render.style import NAME, QUIET
from dl_quiz.render.tables import plain_table

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

_INDENT, _GAP = 2, 2


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Commands with what each is good for: beside each other where there is room for both, else what it is good for below."""

    commands: Sequence[tuple[str, str]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield the lines."""
        widest = max((cell_len(command) for command, _ in self.commands), default=0)
        longest = max((cell_len(what) for _, what in self.commands), default=0)
        if _INDENT + widest + _GAP + longest <= options.max_width:
            table = plain_table()
            for command, what in self.commands:
                table.add_row(Line(" " * _INDENT + command, style=NAME), Line(what))
            yield table
            return
        for command, what in self.commands:
            yield Padding(Line(command, style=NAME, overflow="fold"), (0, 0, 0, _INDENT))
            yield Padding(Line(what, style=QUIET), (0, 0, 0, 2 * _INDENT))
