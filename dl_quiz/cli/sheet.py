"""`dl-quiz sheet`: an empty question sheet, to be filled in and graded."""

from __future__ import annotations

from typing import Annotated

import typer

from dl_quiz.asking.choose import choose_questions
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import Count, Kinds, Levels, OutputFile, Overwrite
from dl_quiz.cli.output import Output, require_format
from dl_quiz.cli.selection import read_selection
from dl_quiz.render.report import pretty
from dl_quiz.render.sheet import sheet_yaml
from dl_quiz.sheets.write import write_sheet

Seed = Annotated[int, typer.Option(min=0, help=said("The seed decides questions, numbers and order.", "种子决定题目、数值和顺序。"))]
SheetFormat = Annotated[str, typer.Option("--format", metavar="yaml|json", help=said("How to write it.", "输出格式。"))]


def sheet(
    context: typer.Context,
    topic: Annotated[
        list[str] | None, typer.Argument(help=said("Topics or single questions (default: all).", "主题或单题（默认：全部）。"))
    ] = None,
    count: Count = 10,
    level: Levels = None,
    kind: Kinds = None,
    seed: Seed = 0,
    format: SheetFormat = "yaml",
    output: OutputFile = None,
    force: Overwrite = False,
) -> None:
    """Write questions as they are drawn by the seed, without their keys."""
    given: Globals = context.obj
    require_format(format, "yaml", "json")
    out = Output(format, output, force)
    out.check()
    course = given.course()
    selection = read_selection(course, topic, level, kind, count, seed)
    written = write_sheet(course, choose_questions(course, selection), selection.seed, given.language)
    out.give(pretty(written) if format == "json" else sheet_yaml(written, given.language))
