"""`dl-quiz progress`: what was answered and what is known; the history written out, read in, taken back and set aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dl_quiz.asking.attempts import AnswerList, answers_to, ids_of
from dl_quiz.asking.progress import Calendar, Progress, progress_of
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import open_journal
from dl_quiz.cli.options import ListFormat, OutputFile, Overwrite
from dl_quiz.cli.output import Output, output_of, require_format
from dl_quiz.cli.today import Today, today
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_question, find_topic
from dl_quiz.errors import UsageError
from dl_quiz.files.read import read_named
from dl_quiz.learner import clock
from dl_quiz.nouns import Attempt, Document, Text
from dl_quiz.render.line import Line
from dl_quiz.render.report import pretty
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.text import progressing as words
from dl_quiz.text.commands import command
from dl_quiz.text.names import called

if TYPE_CHECKING:
    from rich.console import RenderableType

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TOPIC[/QUESTION] | export | import FILE | undo | reset]",
        help=said(
            "A topic or a question; or: write the history out (JSON Lines), add one to it, take the last answer back, begin anew.",
            "主题或题目；或者：导出学习记录（JSON Lines）、并入一份记录、撤销上一次作答、重新开始。",
        ),
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help=said("With reset: do not ask.", "与 reset 同用：不再询问。"))]
_DEEDS = ("export", "import", "undo", "reset")
_AHEAD = timedelta(days=14)
"""How far is looked ahead without a plan."""


def progress(
    context: typer.Context,
    what: Words = None,
    format: ListFormat = "text",
    output: OutputFile = None,
    force: Overwrite = False,
    yes: Yes = False,
) -> int:
    """Show how far the learner has come, or do something to the history."""
    given: Globals = context.obj
    name, *more = what or [""]
    if len(more) != (name == "import"):
        like = command("progress", "import", "history.jsonl")
        raise UsageError(
            f"progress takes one word, and import a file besides, like: {like}",
            f"progress 只接一个词，import 后再接一个文件，如：{like}",
        )
    shown, moved = name not in _DEEDS, output is not None or force
    if (format != "text" and not shown) or (moved and not shown and name != "export") or (yes and name != "reset"):
        raise UsageError(
            "--format goes with what is shown, --output and --force with that and with export, --yes with reset",
            "--format 用于显示进度，--output 和 --force 用于显示进度或 export，--yes 用于 reset",
        )
    match name:
        case "export":
            return _export(given, Output(path=output, force=force))
        case "import":
            return _import(given, more[0])
        case "undo":
            return _undo(given)
        case "reset":
            return _reset(given, asked=not yes)
    require_format(format, "text", "json")
    _show(given, name, output_of(format, output, force))
    return 0


def _show(given: Globals, name: str, out: Output) -> None:
    """Show how far the learner has come in a course, or in what is named."""
    course, terminal, journal = given.course(), given.terminal(), open_journal(given.terminal())
    calendar = _calendar(today(given, {}, terminal))
    if name:
        topic, ids = _meant(course, name)
        attempts = [one for each in ids for one in journal.of_question(each)]
        answers = answers_to(course, topic, ids, attempts, calendar, given.language)
        _give(terminal, out, answers, lambda: _render_answers(answers, calendar, terminal))
    else:
        progress = progress_of(course, journal.standing(), calendar, given.language)
        _give(terminal, out, progress, lambda: _render_progress(progress, terminal))


def _meant(course: Course, name: str) -> tuple[str, list[str]]:
    """Return the topic that is named, and the ids of what is: of all of it, or of one question, exercise or point. Raises UsageError."""
    head, _, rest = name.partition("/")
    topic = find_topic(course, head)
    ids = ids_of(course, topic)
    found = called(rest, [(one.partition("/")[2], one) for one in ids]) if rest else ids
    if rest and len(found) != 1:
        _, question = find_question(course, name)
        found = [f"{topic}/{question.id}"] if question else found
    return topic, found


def _calendar(here: Today) -> Calendar:
    """Return what is looked forward to: the date of the plan, else one in two weeks."""
    if here.plan is None or here.days is None:
        return Calendar(here.learner.now, here.date + _AHEAD)
    return Calendar(here.learner.now, here.plan.by, here.plan.minutes)


def _give(terminal: Terminal, out: Output, document: Document, shown: Callable[[], RenderableType]) -> None:
    if out.format == "json":
        out.give(pretty(document))
    else:
        terminal.page(shown())


def _render_progress(progress: Progress, terminal: Terminal) -> RenderableType:
    if not progress.answers + progress.interviews:
        return Line(terminal.say(words.NOTHING_YET.format(command=command("quiz"))))
    from dl_quiz.render.progress import render_progress  # pictures want NumPy

    return render_progress(progress, command("progress", "TOPIC/QUESTION"), terminal.screen)


def _render_answers(answers: AnswerList, calendar: Calendar, terminal: Terminal) -> RenderableType:
    from dl_quiz.render.answers import render_answers

    return render_answers(answers, calendar.today.isoformat(), _asked_by(answers), terminal.screen)


def _asked_by(answers: AnswerList) -> str:
    """Return the command that asks what is listed."""
    first, *more = answers.questions
    if more or first.question.count("/") > 1:
        return command("quiz" if more else "interview", answers.topic)
    return command("quiz" if first.kind else "implement", first.question)


def _export(given: Globals, output: Output) -> int:
    from dl_quiz.learner.exported import exported

    output.check()
    output.give_each(exported(open_journal(given.terminal())))
    return 0


def _import(given: Globals, name: str) -> int:
    from dl_quiz.learner.exported import LARGEST, History

    terminal = given.terminal()
    path = Path("standard input" if name == "-" else name)
    history = History(path, read_named(name, LARGEST, Text(en="history", zh="学习记录")))
    entries = sum(1 for _ in history)  # all of it is read before any of it is written
    new = open_journal(terminal).unite(history)
    terminal.show(Line(terminal.say(words.IMPORTED.format(new=new, all=entries))))
    return 0


def _undo(given: Globals) -> int:
    from dl_quiz.learner.undoing import take_back_last

    terminal = given.terminal()
    last = take_back_last(open_journal(terminal), clock.now())
    nothing = words.NOTHING_YET.format(command=command("quiz"))
    terminal.show(Line(terminal.say(_taken_back(last) if last else nothing)))
    return 0


def _taken_back(last: tuple[Attempt, ...]) -> Text:
    topic, _, rest = last[0].question.partition("/")
    points = words.POINTS_OF.format(topic=topic, count=len(last))
    what = points if "/" in rest else Text(en=last[0].question, zh=last[0].question)
    return words.TAKEN_BACK.format(what=what, when=f"{clock.local(last[0].at):%Y-%m-%d %H:%M}")


def _reset(given: Globals, *, asked: bool) -> int:
    from dl_quiz.learner.resetting import set_aside

    terminal = given.terminal()
    if asked and not terminal.interactive:
        raise UsageError(
            "there is no terminal to ask at; add --yes to set the history aside", "没有可以询问的终端；要存档学习记录请加上 --yes"
        )
    try:
        agreed = not asked or terminal.ask(terminal.say(words.RESET)).strip().casefold() in ("y", "yes", "是", "好")
    except Leave as leave:
        return 130 if leave.interrupted else 0
    kept = set_aside(open_journal(terminal), clock.now()) if agreed else None
    if kept is None:
        terminal.show(Line(terminal.say(words.RESET_NOT)))
        return 0
    back = command("progress", "import", str(kept / "journal.sqlite"))
    terminal.write(terminal.say(words.RESET_DONE.format(folder=str(kept), command=back)) + "\n")
    return 0
