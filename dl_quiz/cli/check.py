"""`dl-quiz check`: everything that an author can get wrong, and with --run the proof of every answer."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dl_quiz.checking.document import Findings, inspection, prove
from dl_quiz.checking.lint import lint
from dl_quiz.checking.prove import ProofRun
from dl_quiz.cli.documents import SCHEMAS, schema_of
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import Times
from dl_quiz.cli.output import require_format
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_topic
from dl_quiz.render.inspection import inspection_text
from dl_quiz.render.report import pretty

Folder = Annotated[
    Path | None,
    typer.Argument(help=said("The folder of a course (default: ours, or --course).", "课程文件夹（默认：内置课程或 --course）。")),
]
Topics = Annotated[list[str] | None, typer.Option("--topic", help=said("Only this topic (may be repeated).", "只检查该主题（可重复）。"))]
Run = Annotated[bool, typer.Option("--run", help=said("Prove every answer and compute every key.", "证明每个答案，计算每个标准答案。"))]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, max=64, help=said("How many processes (default: one a core).", "进程数（默认每核一个）。"))
]
Schema = Annotated[
    str | None,
    typer.Option(
        "--schema",
        metavar="NAME",
        help=said(
            f"Print the JSON Schema of a file or a document instead: {', '.join(SCHEMAS)}.",
            f"改为输出文件或文档的 JSON Schema：{', '.join(SCHEMAS)}。",
        ),
    ),
]


def check(
    context: typer.Context,
    course: Folder = None,
    topic: Topics = None,
    run: Run = False,
    jobs: Jobs = None,
    format: Annotated[str, typer.Option("--format", metavar="text|json", help=said("How to print.", "输出格式。"))] = "text",
    times: Times = False,
    schema: Schema = None,
) -> int:
    """Check a course; the exit code tells whether anything is wrong."""
    given: Globals = msgspec.structs.replace(context.obj, course_root=course or context.obj.course_root)
    terminal = given.terminal()
    if schema is not None:
        terminal.write(schema_of(schema, given.course().manifest.demands))
        return 0
    require_format(format, "text", "json")
    opened = given.course(afresh=True)
    topics = tuple(find_topic(opened, name) for name in topic) if topic else opened.topics
    problems = [problem for problem in lint(opened) if not topic or problem.path.stem in topics]
    runs = _prove(opened, topics, jobs or os.cpu_count() or 1, show=terminal.err.is_terminal) if run else []
    problems += [problem for one in runs for problem in one.problems]
    found = inspection(opened, Findings(topics, tuple(problems), tuple(runs)), given.language, times=times or format == "text")
    terminal.write(pretty(found) if format == "json" else inspection_text(found, given.language))
    return 1 if found.problems else 0


def _prove(course: Course, topics: tuple[str, ...], jobs: int, *, show: bool) -> list[ProofRun]:
    """Prove topics, with a progress bar on standard error where that is a terminal."""
    return [one for _, each in _tracked(prove(course, topics, min(jobs, len(topics))), len(topics), show=show) for one in each]


def _tracked(proved: Iterable[tuple[str, list[ProofRun]]], total: int, *, show: bool) -> Iterable[tuple[str, list[ProofRun]]]:
    if not show:
        return proved
    from rich.console import Console
    from rich.progress import track

    return track(proved, description="", total=total, console=Console(stderr=True), transient=True)
