"""`dl-quiz implement`: functions to be written by the learner, listed, begun, judged, watched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import remembered
from dl_quiz.cli.options import Overwrite
from dl_quiz.cli.output import require_format
from dl_quiz.errors import UsageError
from dl_quiz.exercises.listing import list_exercises
from dl_quiz.render.exercise_list import exercise_list
from dl_quiz.render.report import pretty

Name = Annotated[
    str | None, typer.Argument(help=said("The function, or its topic (default: list them).", "函数名，或其主题（默认：列出全部）。"))
]
File = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help=said("The file that you write in (default: NAME.py here).", "你编写的文件（默认：当前文件夹的 NAME.py）。")
    ),
]
Watch = Annotated[bool, typer.Option("--watch", help=said("Judge it at each save.", "每次保存时判定。"))]
Hint = Annotated[bool, typer.Option("--hint", help=said("Show the next of three hints.", "显示三条提示中的下一条。"))]
Solution = Annotated[bool, typer.Option("--solution", help=said("Show a solution.", "显示参考解。"))]
Seed = Annotated[int, typer.Option(min=0, help=said("Seed of the cases.", "用例的随机种子。"))]
ReportFormat = Annotated[str, typer.Option("--format", metavar="text|json|junit", help=said("How to print.", "输出格式。"))]


def implement(
    context: typer.Context,
    name: Name = None,
    output: File = None,
    watch: Watch = False,
    hint: Hint = False,
    solution: Solution = False,
    seed: Seed = 0,
    format: ReportFormat = "text",
    force: Overwrite = False,
) -> int:
    """Write the file of an exercise where there is none yet, else judge it; the exit code tells whether it is solved."""
    given: Globals = context.obj
    require_format(format, "text", "json", "junit")
    if sum((watch, hint, solution, format != "text")) > 1:
        raise UsageError(
            "--watch, --hint, --solution and --format exclude each other; give one", "--watch、--hint、--solution、--format 只能用一个"
        )
    if name is None:
        return _list(given, format)
    from dl_quiz.cli.practising import desk

    at = desk(given, name, output, seed)
    if hint:
        return at.hint()
    if solution:
        return at.solution()
    if format != "text":
        return at.report(format)
    if force or at.is_new:
        at.write(force=force, watched=watch)
        return at.watch() if watch else 0
    return at.watch() if watch else at.judge()


def _list(given: Globals, format: str) -> int:
    course, terminal = given.course(), given.terminal()
    scores = {identity: recall.score for identity, recall in (remembered(terminal) or {}).items()}
    listing = list_exercises(course.outlines, scores, given.language)
    if format == "json":
        terminal.write(pretty(listing))
        return 0
    require_format(format, "text", "json")
    terminal.show(exercise_list(listing))
    return 0
