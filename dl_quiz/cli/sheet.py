"""`dl-quiz sheet`: a question sheet to be filled in and graded, or the variants of a class."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import Count, Kinds, Levels, OutputFile, Overwrite
from dl_quiz.cli.output import Output, require_format
from dl_quiz.cli.selection import read_selection
from dl_quiz.errors import UsageError
from dl_quiz.files.read import read_named
from dl_quiz.files.write import folder_for, require_free, write_whole
from dl_quiz.nouns import Text
from dl_quiz.render.paper_html import key_html, paper_html
from dl_quiz.render.paper_markdown import key_markdown, paper_markdown
from dl_quiz.render.report import pretty
from dl_quiz.render.sheet import sheet_yaml
from dl_quiz.sheets.read import as_text
from dl_quiz.sheets.variants import MOST, Blueprint, Heading, Variant, file_name, read_names, variants_of, whole_test
from dl_quiz.visible import visible

_LARGEST = 1_000_000
"""The most bytes that a file of names may have."""

Seed = Annotated[int, typer.Option(min=0, help=said("The seed decides questions, numbers and order.", "种子决定题目、数值和顺序。"))]
SheetFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="yaml|json|markdown|html",
        help=said(
            "How to write it: to be filled in (yaml, json) or printed (markdown, html).",
            "输出格式：供填写（yaml、json）或打印（markdown、html）。",
        ),
    ),
]
Variants = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=MOST,
        help=said(
            "Write so many sheets with the same questions, each with its own numbers and order, into the folder -o.",
            "生成这么多份题目单：题目相同，数值和顺序各异，写入 -o 指定的文件夹。",
        ),
    ),
]
Names = Annotated[
    Path | None,
    typer.Option(help=said("A file with a name a line: a variant for each.", "每行一个姓名的文件：每人一份变体。")),
]
Title = Annotated[str, typer.Option(help=said("The title of the test.", "试卷标题。"))]
Minutes = Annotated[
    int | None,
    typer.Option(
        min=1, max=10_000, help=said("The time allowed, which `take` shows and `grade` tells.", "限时（分钟）：作答时显示，批改时给出。")
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help=said("Write the answer key of a printed test to this file.", "把打印试卷的标准答案写入该文件。")),
]


def sheet(
    context: typer.Context,
    topic: Annotated[
        list[str] | None, typer.Argument(help=said("Topics or single questions (default: all).", "主题或单题（默认：全部）。"))
    ] = None,
    count: Count = 10,
    level: Levels = None,
    kind: Kinds = None,
    seed: Seed = 0,
    title: Title = "",
    minutes: Minutes = None,
    variants: Variants = None,
    names: Names = None,
    format: SheetFormat = "yaml",
    output: OutputFile = None,
    key: KeyFile = None,
    force: Overwrite = False,
) -> None:
    """Write questions as they are drawn by the seed, without their keys."""
    given: Globals = context.obj
    require_format(format, *_WRITERS)
    out = Output(format, output, force)
    _require_free_key(key, format, force)
    course = given.course()
    test = Blueprint(course, read_selection(course, topic, level, kind, count, seed), Heading(title, minutes, given.language))
    if variants is None and names is None:
        out.check()
        one = whole_test(test)
        keys = _key(test, [one], format) if key else ""
        out.give(_WRITERS[format](one))
    else:
        whose = read_names(_names_in(names), str(names)) if names else ()
        every = partial(variants_of, test, _count(variants, whose), whose)
        keys = _key(test, every(), format) if key else ""
        _write_all(every, _count(variants, whose), out)
    if key is not None:
        write_whole(key, keys, force=force)


def _names_in(path: Path) -> str:
    """Return a file of names as it stands, or standard input for `-`. Raises UsageError."""
    return as_text(read_named(str(path), _LARGEST, Text(en="list of names", zh="姓名列表")), str(path))


def _key(test: Blueprint, every: Iterable[Variant], format: str) -> str:
    """Return the answer key of a printed test. Raises TrustError where it takes code that may not run."""
    return _KEYS[format](((one, one.keys(test.course)) for one in every), test.heading.language)


def _require_free_key(key: Path | None, format: str, force: bool) -> None:
    if key is None:
        return
    if format not in _KEYS:
        raise UsageError(
            "--key goes with --format markdown or html; sheets to be filled in are graded by `grade`",
            "--key 要与 --format markdown 或 html 一起用；供填写的题目单由 `grade` 批改",
        )
    require_free(key, force=force)


def _count(variants: int | None, names: tuple[str, ...]) -> int:
    """Return how many variants are wanted: as many as there are names, unless it is said. Raises UsageError where that is too few or too many."""
    count = len(names) if variants is None else variants
    if not max(1, len(names)) <= count <= MOST:
        raise UsageError(
            f"there are {len(names)} names for {count} variants; give at least one a name, and at most {MOST:,}",
            f"{count} 份变体对应 {len(names)} 个姓名；每个姓名至少一份，最多 {MOST:,} 份",
        )
    return count


def _write_all(every: Callable[[], Iterable[Variant]], count: int, output: Output) -> None:
    """Write each variant to a file of its own, or none where one of them may not be written."""
    if output.path is None:
        raise UsageError("variants are files in a folder; name it with -o", "多份变体要写入一个文件夹；请用 -o 指定")
    folder = folder_for(output.path)
    ending = _ENDINGS.get(output.format, output.format)
    for checked in (True, False):
        for one in every():
            path = folder / file_name(one, count, ending)
            if checked:
                require_free(path, force=output.force)
            else:
                write_whole(path, visible(_WRITERS[output.format](one)), force=output.force)


_WRITERS: dict[str, Callable[[Variant], str]] = {
    "yaml": lambda variant: sheet_yaml(variant.sheet, variant.sheet.language),
    "json": lambda variant: pretty(variant.sheet),
    "markdown": paper_markdown,
    "html": paper_html,
}
_KEYS = {"markdown": key_markdown, "html": key_html}
_ENDINGS = {"markdown": "md"}
