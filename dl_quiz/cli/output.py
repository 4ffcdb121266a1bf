"""Where a command's document goes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dl_quiz.errors import UsageError
from dl_quiz.files.write import require_free, whole_file
from dl_quiz.nouns import Document
from dl_quiz.render.report import pretty
from dl_quiz.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dl_quiz.terminal.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Output:
    """How a document is given back: in which format, to which file (None: standard output), and whether that may be written over."""

    format: str = "text"
    path: Path | None = None
    force: bool = False

    def check(self) -> None:
        """Raise UsageError where the file may not be written, before anything is done for it."""
        if self.path is not None:
            require_free(self.path, force=self.force)

    def give(self, *parts: str) -> None:
        """Write the parts of a text where they belong."""
        self.give_each(parts)

    def give_each(self, parts: Iterable[str]) -> None:
        """Write parts of a text as they come, so that it is never whole in memory; a file is there once it is complete."""
        if self.path is None:
            sys.stdout.writelines(map(visible, parts))
        else:
            with whole_file(self.path, force=self.force) as file:
                file.writelines(map(visible, parts))


def output_of(format: str, path: Path | None, force: bool) -> Output:
    """Return where a document or a page goes. Raises UsageError for a file of what is shown at a terminal only, or one that may not be written."""
    if path is not None and format == "text":
        raise UsageError("--output goes with --format json, svg or html", "--output 要与 --format json、svg 或 html 一起用")
    out = Output(format, path, force)
    out.check()
    return out


def require_format(format: str, *known: str) -> None:
    """Raise UsageError where a format is none of those that a command has."""
    if format not in known:
        en, zh = (f"{', '.join(known[:-1])} {word} {known[-1]}" for word in ("or", "或"))
        raise UsageError(f"--format takes {en}, not “{format}”", f"--format 只能是 {zh}，而不是“{format}”")


def show_listing(terminal: Terminal, format: str, document: Document, shown: Callable[[], RenderableType]) -> None:
    """Print a listing: for people as it is rendered, with `--format json` as the document that it is. Raises UsageError for another format."""
    require_format(format, "text", "json")
    if format == "json":
        terminal.write(pretty(document))
    else:
        terminal.page(shown())
