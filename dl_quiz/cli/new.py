"""`dl-quiz new`: files to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from dl_quiz.checking.add import BEGUN, begin_question
from dl_quiz.checking.begin import begin_course, begin_demo, begin_topic, is_course, write_topic
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.errors import UsageError
from dl_quiz.exchange.course import course_of
from dl_quiz.exchange.read import read_questions, require_readable
from dl_quiz.nouns import LANGUAGES, Language, Text
from dl_quiz.sheets.read import read_input
from dl_quiz.text import words
from dl_quiz.text.commands import command

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
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help=said("Take the questions of a course from a GIFT file or a CSV table.", "从 GIFT 文件或 CSV 表格读入课程的题目。"),
    ),
]
Both = Annotated[bool, typer.Option("--both", help=said("Begin a course in both languages.", "新建中英双语课程。"))]


def new(
    context: typer.Context, what: What, name: Name, demo: Demo = None, kind: OfKind = "choose", both: Both = False, source: From = None
) -> int:
    """Write files that pass `check` and are there to be rewritten; return the exit code."""
    given: Globals = context.obj
    languages = LANGUAGES if both else (given.language,)
    _require_fitting(what, {"--demo": demo, "--both": both, "--from": source, "--kind": kind != "choose"}, kind)
    if what == "course" and source is not None:
        return _take_over(given, Path(name), source)
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


_OWNERS = {"--demo": "topic", "--both": "course", "--from": "course", "--kind": "question"}
"""What each option is for."""


def _require_fitting(what: str, given: Mapping[str, object], kind: str) -> None:
    """Raise UsageError for an option of something else than what is begun."""
    for option, owner in _OWNERS.items():
        if given[option] and what != owner:
            raise UsageError(f"{option} goes with: new {owner}", f"{option} 要与 new {owner} 一起用")
    if kind not in BEGUN:
        listed = ", ".join(BEGUN)
        raise UsageError(f"--kind takes {listed}, not “{kind}”", f"--kind 只能是 {listed}，而不是“{kind}”")


def _take_over(given: Globals, root: Path, source: str) -> int:
    """Begin a course with the questions of a file, and say what was left behind; return 1 where anything was."""
    require_readable(source)
    text = read_input(source)
    title = root.resolve().name
    made = course_of(read_questions(source, text), title)
    terminal = given.terminal()
    for left in made.left:
        terminal.warn(Text(en=f"{source}:{left.line}: {left.why.en}", zh=f"{source}:{left.line}: {left.why.zh}"))
    if not made.count:
        raise UsageError(f"{source}: no question could be read; nothing was written", f"{source}：没有读出任何题目；什么也没有写")
    written = begin_course(root, title, (made.language,))
    _tell(given, written + [write_topic(root, topic, text) for topic, text in made.topics.items()])
    terminal.warn(words.TAKEN_OVER.format(count=made.count, left=len(made.left)))
    return 1 if made.left else 0


def _begun(given: Globals, root: Path, languages: tuple[Language, ...]) -> list[Path] | None:
    """Return what had to be written so that a folder is a course; None where that is not wanted. Raises UsageError where nobody can be asked."""
    terminal = given.terminal()
    if is_course(root):
        return []
    if not terminal.interactive:
        raise UsageError(
            f"{root.resolve()} is no course; begin one: {command('new', 'course', 'NAME')}, then name it with --course",
            f"{root.resolve()} 不是课程；请先新建：{command('new', 'course', '名称')}，再用 --course 指定",
        )
    answer = terminal.ask(terminal.say(words.BEGIN_HERE.format(folder=str(root.resolve()))))
    if answer.strip().casefold() not in words.YES:
        return None
    return begin_course(root, root.resolve().name, languages)


def _tell(given: Globals, written: list[Path]) -> int:
    given.terminal().write("".join(f"{path}\n" for path in written))
    return 0
