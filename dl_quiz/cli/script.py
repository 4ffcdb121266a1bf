"""Commands for scripts."""

from __future__ import annotations

from typing import Annotated

import typer

from dl_quiz.cli.help import said
from dl_quiz.cli.options import Count, Format, Jobs, Kinds, Levels, OutputFile, Overwrite, PassMark, Reveal, Times

SheetFormat = Annotated[str, typer.Option("--format", metavar="yaml|json", help=said("How to write it.", "输出格式。"))]


def sheet(
    context: typer.Context,
    topic: Annotated[
        list[str] | None, typer.Argument(help=said("Topics or single questions (default: all).", "主题或单题（默认：全部）。"))
    ] = None,
    count: Count = 10,
    level: Levels = None,
    kind: Kinds = None,
    seed: Annotated[
        int, typer.Option(min=0, help=said("The seed decides questions, numbers and order.", "种子决定题目、数值和顺序。"))
    ] = 0,
    format: SheetFormat = "yaml",
    output: OutputFile = None,
    force: Overwrite = False,
) -> int:
    from dl_quiz.cli.learning import read_selection
    from dl_quiz.cli.scripting import Output, make_sheet

    given = context.obj
    selection = read_selection(given.course(), tuple(topic or ()), tuple(level or ()), tuple(kind or ()), count, seed)
    return make_sheet(given, selection, Output(format, output, force))


def grade(
    context: typer.Context,
    sheet: Annotated[
        list[str],
        typer.Argument(
            help=said(
                "Filled-in sheets (YAML or JSON), one file of JSON Lines, or - for standard input.",
                "填好的题目单（YAML 或 JSON）、一个 JSON Lines 文件，或 - 表示标准输入。",
            )
        ),
    ],
    format: Format = "text",
    output: OutputFile = None,
    pass_mark: PassMark = 0.0,
    reveal: Reveal = False,
    times: Times = False,
    jobs: Jobs = 1,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=said(
                "Grade a sheet of another edition as far as it goes, and write over the output file.",
                "尽量批改其他版本的题目单，并覆盖输出文件。",
            ),
        ),
    ] = False,
) -> int:
    from dl_quiz.cli.scripting import Output, grade_files
    from dl_quiz.sheets.grade import Terms

    terms = Terms(pass_mark=pass_mark, reveal=reveal, times=times, force=force)
    return grade_files(context.obj, tuple(sheet), terms, Output(format, output, force), jobs)
