"""The layout of help: by display width, Chinese included, in one language from end to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.cells import cell_len

from dl_quiz.nouns import Language
from dl_quiz.render.line import break_offsets
from dl_quiz.text.parser import words_in_chinese

_WIDEST, _NARROW, _NARROWEST = 100, 60, 20
_INDENT, _GAP, _WIDEST_TERM = 2, 2, 32


def lay_out(command: Any, language: Language, columns: int) -> Any:
    """Return a command whose help, and that of its subcommands, is laid out for a terminal of so many columns."""
    width = min(max(columns, _NARROWEST), _WIDEST)
    command.context_class = type("Context", (command.context_class,), {"make_formatter": lambda _: Layout(language, width)})
    for subcommand in getattr(command, "commands", {}).values():
        lay_out(subcommand, language, columns)
    return command


class Layout:
    """What the parser writes help to; it has the methods that are called of the parser's own formatter."""

    def __init__(self, language: Language, width: int) -> None:
        self.language = language
        self.width = width
        self._indent = 0
        self._lines: list[str] = []

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        head = f"{self._said('Usage')}{self._colon} {prog} ".replace("： ", "：")
        hang = cell_len(head) if cell_len(head) + _NARROWEST <= self.width else 2 * _INDENT
        self._write(head + args, 0, hang)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self._write(f"{self._said(heading)}{self._colon}", self._indent)

    def write_paragraph(self) -> None:
        """Write an empty line between paragraphs."""
        if self._lines:
            self._lines.append("")

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        for paragraph in text.split("\n\n"):
            self._write(" ".join(paragraph.split()), self._indent)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms with what they mean: beside each other where there is room for both, else below."""
        first = min(max((cell_len(term) for term, _ in rows), default=0), _WIDEST_TERM)
        for term, meaning in rows:
            told = " ".join(self._said(meaning).split())
            if self.width < _NARROW or cell_len(term) > first:
                self._write(term, self._indent)
                self._write(told, 3 * _INDENT if self.width < _NARROW else self._indent + first + _GAP)
            else:
                hang = self._indent + first + _GAP
                self._write(term + " " * (first - cell_len(term) + _GAP) + told, self._indent, hang)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Write a heading, and what follows indented."""
        self.write_paragraph()
        self.write_heading(name)
        with self.indentation():
            yield

    @contextmanager
    def indentation(self) -> Iterator[None]:
        """Indent what is written within."""
        self._indent += _INDENT
        try:
            yield
        finally:
            self._indent -= _INDENT

    def getvalue(self) -> str:
        """Return what was written."""
        return "\n".join(self._lines) + "\n"

    def _said(self, text: str) -> str:
        return words_in_chinese(text) if self.language == "zh" else text

    @property
    def _colon(self) -> str:
        return "：" if self.language == "zh" else ":"

    def _write(self, text: str, indent: int, hang: int | None = None) -> None:
        """Write a text with its first line at an indent, and those that it is folded into at another."""
        if text:
            self._lines += _folded(text, self.width, indent, indent if hang is None else hang)


def _folded(text: str, width: int, indent: int, hang: int) -> list[str]:
    """Return a text as lines of at most `width` cells, broken between words: the first at an indent, the others at `hang`."""
    lines, start, left = list[str](), 0, indent
    while start < len(text):
        offset = next((offset for offset in break_offsets(text[start:], max(1, width - left)) if offset), len(text) - start)
        lines.append(" " * left + text[start : start + offset].rstrip())
        start, left = start + offset, hang
    return lines
