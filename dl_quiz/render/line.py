"""Text that wraps by display width, Chinese included: a line may break between Chinese characters, but not before their punctuation."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from rich.cells import cell_len, set_cell_size
from rich.measure import Measurement
from rich.text import Text

from dl_quiz.visible import visible

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.containers import Lines
    from rich.style import Style

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_CLOSING = r"，。；：？！、）】》”’…%％"
_OPENING = r"（【《“‘"
_FIRST_WIDE = "\u2e80"


@functools.cache
def _piece() -> re.Pattern[str]:
    """Return the pattern of a part that is not broken; compiled only where there is Chinese to break."""
    return re.compile(rf"[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*\s*")


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of a line between which it may break, each with its offset: words with the space after them, single Chinese characters with their punctuation."""
    start = 0
    while start < len(text):
        match = _piece().match(text, start)
        end = match.end() if match and match.end() > start else start + 1
        yield start, text[start:end]
        start = end


def break_offsets(text: str, width: int) -> list[int]:
    """Return where a line must break to fit into `width` cells; a piece that is wider itself is broken anywhere."""
    offsets: list[int] = []
    used = 0
    for start, piece in pieces(text):
        size = cell_len(piece.rstrip())
        if used and used + size > width:
            offsets.append(start)
            used = 0
        if size > width:
            for index, character in enumerate(piece):
                if used + cell_len(character) > width:
                    offsets.append(start + index)
                    used = 0
                used += cell_len(character)
        else:
            used += cell_len(piece)
    return offsets


def begun(text: str, room: int) -> str:
    """Return the beginning of a text, on one line of at most `room` cells; … stands for what is left out."""
    line = " ".join(text.split())
    return line if cell_len(line) <= room else f"{set_cell_size(line, max(0, room - 1)).rstrip()}…"


class Line(Text):
    """Rich's Text, broken at these offsets; it is measured as it will be shown."""

    def __init__(self, text: str = "", *arguments: Any, **options: Any) -> None:
        super().__init__(visible(text), *arguments, **options)

    def append(self, text: Text | str, style: str | Style | None = None) -> Line:
        """Append a string, or a styled text; return the line."""
        super().append(visible(text) if isinstance(text, str) else text, style)
        return self

    @classmethod
    def assemble(cls, *parts: Any, **options: Any) -> Line:
        """Return a line made of strings and of (string, style) pairs."""
        return cast(Line, super().assemble(*parts, **options))

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Return the lines of at most `width` cells."""
        if options.get("no_wrap") or self.no_wrap or not self._is_wide:
            return super().wrap(console, width, **options)
        from rich.containers import Lines

        lines = Lines()
        for line in self.split(allow_blank=True):
            for part in line.divide(break_offsets(line.plain, max(1, width))):
                part.rstrip_end(width)
                lines.append(part)
        justify = options.get("justify") or self.justify
        if justify in ("right", "center"):
            lines.justify(console, width, justify=justify, overflow="fold")
        return lines

    @property
    def _is_wide(self) -> bool:
        """Return whether there is Chinese in the text."""
        return max(self.plain, default="") >= _FIRST_WIDE

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the narrowest and the widest that the text can be."""
        if not self._is_wide:
            return super().__rich_measure__(console, options)
        rows = self.plain.splitlines() or [""]
        longest = max(cell_len(row) for row in rows)
        narrowest = max((cell_len(piece.rstrip()) for row in rows for _, piece in pieces(row)), default=0)
        return Measurement(narrowest, longest)
