"""Where a command's document goes, and where it reads from."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dl_quiz.errors import UsageError
from dl_quiz.files.read import kind_of, nearest_file
from dl_quiz.files.write import require_free, whole_file
from dl_quiz.nouns import Document, Text
from dl_quiz.render.report import pretty
from dl_quiz.sheets.documents import LARGEST_SHEET
from dl_quiz.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dl_quiz.terminal.terminal import Terminal

_HANDED_OVER = ("-", "/dev/stdin", "/dev/fd/", "/proc/self/fd/", os.devnull)
"""What a shell has opened for this program: it is read as it comes, like standard input."""


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
        terminal.show(shown())


def read_input(name: str) -> str:
    """Read a sheet from a file, or standard input for `-`. Raises UsageError."""
    try:
        return read_data(name, LARGEST_SHEET, Text(en="sheet", zh="题目单")).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name}: is not UTF-8 text; save it as UTF-8", f"{name}：不是 UTF-8 文本；请另存为 UTF-8 编码") from None


def read_data(name: str, largest: int, called: Text) -> bytes:
    """Read a file, or standard input for `-`, in bounded memory; people call what is in it so. Raises UsageError."""
    kind = None if name.startswith(_HANDED_OVER) else kind_of(Path(name))
    if kind is not None:
        raise UsageError(f"{name} is {kind.en}; name a file", f"{name} 是{kind.zh}；请指定文件")
    try:
        data = sys.stdin.buffer.read(largest + 1) if name == "-" else _read_file(Path(name), largest)
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or "it is closed"
        near = nearest_file(Path(name))
        raise UsageError(
            f"{name} cannot be read ({reason}){near.en or '; check the name'}", f"{name} 无法读取（{reason}）{near.zh or '；请检查名称'}"
        ) from None
    if len(data) > largest:
        raise UsageError(
            f"{name}: is larger than {largest:,} bytes; it is no {called.en}", f"{name}：超过 {largest:,} 字节，不是{called.zh}"
        )
    return data


def _read_file(path: Path, largest: int) -> bytes:
    with path.open("rb") as file:
        return file.read(largest + 1)
