"""`dl-quiz new`: files to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dl_quiz.checking.add import BEGUN, begin_question
from dl_quiz.checking.begin import begin_course, begin_demo, begin_topic, is_course
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.errors import UsageError
from dl_quiz.nouns import LANGUAGES, Language
from dl_quiz.text import words

What = Annotated[Literal["course", "topic", "question", "demo"], typer.Argument(help=said("What to begin.", "要新建什么。"))]
Name = Annotated[
    str,
    typer.Argument(
        help=said("Its name: a folder, a topic, TOPIC/QUESTION, a demo.", "名称：文件夹、主题、主题/题目、演示。"),
    ),
]
Demo = Annotated[
    str | None,
    typer.Option(help=said("Begin a topic with everything, that leads to this demo.", "新建内容齐全的主题，并对应该演示。")),
]
OfKind = Annotated[str, typer.Option("--kind", metavar="|".join(BEGUN), help=said("The kind of a question.", "题型。"))]
Both = Annotated[bool, typer.Option("--both", help=said("Begin a course in both languages.", "新建中英双语课程。"))]


def new(context: typer.Context, what: What, name: Name, demo: Demo = None, kind: OfKind = "choose", both: Both = False) -> int:
    """Write files that pass `check` and are there to be rewritten; return the exit code."""
    given: Globals = context.obj
    languages = LANGUAGES if both else (given.language,)
    _require_fitting(what, demo=demo, kind=kind, both=both)
    if what == "course":
        return _tell(given, begin_course(Path(name), Path(name).resolve().name, languages))
    root = next(iter(given.roots), Path())
    written = _begun(given, root, languages)
    if written is None:
        return 1
    if what == "question":
        path, line = begin_question(root, name, kind)
        given.terminal().write(f"{path}:{line}\n")
        return 0
    return _tell(given, written + (begin_topic(root, name, demo) if what == "topic" else begin_demo(root, name)))


def _require_fitting(what: str, *, demo: str | None, kind: str, both: bool) -> None:
    """Raise UsageError for an option of something else than what is begun."""
    for option, owner, there in (("--demo", "topic", demo), ("--both", "course", both), ("--kind", "question", kind != "choose")):
        if there and what != owner:
            raise UsageError(f"{option} goes with: new {owner}", f"{option} 要与 new {owner} 一起用")
    if kind not in BEGUN:
        listed = ", ".join(BEGUN)
        raise UsageError(f"--kind takes {listed}, not “{kind}”", f"--kind 只能是 {listed}，而不是“{kind}”")


def _begun(given: Globals, root: Path, languages: tuple[Language, ...]) -> list[Path] | None:
    """Return what had to be written so that a folder is a course; None where that is not wanted. Raises UsageError where nobody can be asked."""
    terminal = given.terminal()
    if is_course(root):
        return []
    if not terminal.interactive:
        raise UsageError(
            f"{root.resolve()} is no course; begin one: dl-quiz new course NAME, then name it with --course",
            f"{root.resolve()} 不是课程；请先新建：dl-quiz new course 名称，再用 --course 指定",
        )
    answer = terminal.ask(terminal.say(words.BEGIN_HERE.format(folder=str(root.resolve()))))
    if answer.strip().casefold() not in words.YES:
        return None
    return begin_course(root, root.resolve().name, languages)


def _tell(given: Globals, written: list[Path]) -> int:
    given.terminal().write("".join(f"{path}\n" for path in written))
    return 0
