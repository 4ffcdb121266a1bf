"""`dl-quiz check`: everything that an author can get wrong, and with --run the proof of every answer."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dl_quiz.bundled import bundled_root
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
from dl_quiz.course.joined import OURS
from dl_quiz.errors import QuizError
from dl_quiz.render.inspection import inspection_text
from dl_quiz.render.line import Line
from dl_quiz.render.report import pretty
from dl_quiz.render.style import QUIET
from dl_quiz.terminal.watching import stamp_of, watch
from dl_quiz.text import words

Folder = Annotated[
    Path | None,
    typer.Argument(help=said("The folder of a course (default: ours, or --course).", "课程文件夹（默认：内置课程或 --course）。")),
]
Topics = Annotated[list[str] | None, typer.Option("--topic", help=said("Only this topic (may be repeated).", "只检查该主题（可重复）。"))]
Run = Annotated[bool, typer.Option("--run", help=said("Prove every answer and compute every key.", "证明每个答案，计算每个标准答案。"))]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, max=64, help=said("How many processes (default: one a core).", "进程数（默认每核一个）。"))
]
Watch = Annotated[bool, typer.Option("--watch", help=said("Check again at each save.", "每次保存后重新检查。"))]
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
    watch: Watch = False,
    schema: Schema = None,
) -> int:
    """Check a course; the exit code tells whether anything is wrong."""
    given: Globals = msgspec.structs.replace(context.obj, roots=(course,) if course else context.obj.roots)
    if schema is not None:
        given.terminal().write(schema_of(schema, given.course().manifest.demands))
        return 0
    require_format(format, "text", "json")
    look = _Look(given, tuple(topic or ()), jobs or os.cpu_count() or 1, run, times or format == "text", format)
    return look.again_and_again() if watch else look.once()


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked at in a course, and how what is found is told."""

    given: Globals
    names: tuple[str, ...]
    jobs: int
    run: bool
    times: bool
    format: str

    def once(self) -> int:
        """Check the course and tell what was found; return the exit code."""
        given, terminal = self.given, self.given.terminal()
        opened = given.course(afresh=True)
        topics = tuple(find_topic(opened, name) for name in self.names) or opened.topics
        problems = [problem for part in opened.parts for problem in lint(part) if not self.names or problem.path.stem in topics]
        runs = _prove(opened, topics, self.jobs, show=terminal.err.is_terminal) if self.run else []
        problems += [problem for one in runs for problem in one.problems]
        found = inspection(opened, Findings(topics, tuple(problems), tuple(runs)), given.language, Path.cwd(), times=self.times)
        terminal.write(pretty(found) if self.format == "json" else inspection_text(found, given.language))
        return 1 if found.problems else 0

    def again_and_again(self) -> int:
        """Check the course now and at each save of one of its files, until its author leaves; return the last exit code."""
        codes, terminal = [0], self.given.terminal()

        def at_save() -> bool:
            try:
                codes.append(self.once())
            except QuizError as error:
                terminal.warn(error.text)
                codes.append(error.exit_code)
            terminal.show(Line(terminal.say(words.WATCHING), style=QUIET))
            return False

        watch(lambda: stamp_of(*_files(self.given)), at_save, lambda word: None, lambda: None)
        return codes[-1]


def _files(given: Globals) -> Iterator[Path]:
    """Yield the files of the courses, as they are now."""
    for root in (bundled_root() if root == OURS else root for root in given.roots or (OURS,)):
        yield from (
            [root]
            if root.is_file()
            else sorted(path for folder in ("questions", "demos") for path in (root / folder).rglob("*") if path.suffix in (".yaml", ".py"))
        )


def _prove(course: Course, topics: tuple[str, ...], jobs: int, *, show: bool) -> list[ProofRun]:
    """Prove topics, with a progress bar on standard error where that is a terminal."""
    return [one for _, each in _tracked(prove(course, topics, min(jobs, len(topics))), len(topics), show=show) for one in each]


def _tracked(proved: Iterable[tuple[str, list[ProofRun]]], total: int, *, show: bool) -> Iterable[tuple[str, list[ProofRun]]]:
    if not show:
        return proved
    from rich.console import Console
    from rich.progress import track

    return track(proved, description="", total=total, console=Console(stderr=True), transient=True)
