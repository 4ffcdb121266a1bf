"""The body of `check`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from dl_quiz.checking.document import Findings, Inspection, inspection, prove
from dl_quiz.checking.lint import lint
from dl_quiz.cli.globals import Globals
from dl_quiz.course.find import find_topic
from dl_quiz.errors import UsageError
from dl_quiz.render.inspection import inspection_text
from dl_quiz.render.report import pretty

if TYPE_CHECKING:
    from dl_quiz.checking.prove import ProofRun
    from dl_quiz.course.course import Course


def inspect(given: Globals, root: Path | None, names: tuple[str, ...], *, run: bool, jobs: int | None, format: str, times: bool) -> int:
    """Check a course; return the exit code."""
    if format not in ("text", "json"):
        raise UsageError(f"--format takes text or json, not “{format}”", f"--format 只能是 text 或 json，而不是“{format}”")
    given = msgspec.structs.replace(given, course_root=root or given.course_root)
    course, terminal = given.course(), given.terminal()
    topics = tuple(find_topic(course, name) for name in names) if names else course.topics
    problems = [problem for problem in lint(course) if not names or problem.path.stem in topics]
    runs: list[ProofRun] = _prove(course, topics, jobs or os.cpu_count() or 1, show=terminal.err.is_terminal) if run else []
    problems += [problem for one in runs for problem in one.problems]
    findings = Findings(topics, tuple(problems), tuple(runs))
    found = inspection(course, findings, given.language, times=times or format == "text")
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


def print_schema(name: str) -> str:
    """Return the JSON Schema of a document or of a topic file. Raises UsageError for an unknown name."""
    from dl_quiz.course.schema import file_schema
    from dl_quiz.nouns import Topic
    from dl_quiz.sheets.documents import Report, Sheet
    from dl_quiz.stage.document import Walk

    documents: dict[str, type[msgspec.Struct]] = {"sheet": Sheet, "report": Report, "walk": Walk, "check": Inspection}
    if name not in ("topic", *documents):
        listed = ", ".join(["topic", *documents])
        raise UsageError(f"there is no schema “{name}”; there are {listed}", f"没有 schema “{name}”；有 {listed}")
    schema = file_schema(Topic) if name == "topic" else msgspec.json.schema(documents[name])
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"
