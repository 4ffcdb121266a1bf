"""`dl-quiz review`: ask again what is due."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from dl_quiz.asking.choose import candidates
from dl_quiz.asking.due import DueList, list_due
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import remembered
from dl_quiz.cli.options import ListFormat, MaybeCount, Minutes
from dl_quiz.cli.output import require_format
from dl_quiz.cli.quiz import ask
from dl_quiz.cli.selection import read_selection
from dl_quiz.cli.today import today
from dl_quiz.errors import UsageError
from dl_quiz.render.line import Line
from dl_quiz.render.report import pretty
from dl_quiz.render.style import QUIET
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import implementing, planning
from dl_quiz.text.commands import command

_MOST_OPEN = 3
"""How many open questions are named: as many as an interview has."""

Topics = Annotated[
    list[str] | None, typer.Argument(help=said("Topics, or single questions (default: all).", "主题，或单题（默认：全部）。"))
]


def review(
    context: typer.Context, topic: Topics = None, count: MaybeCount = None, minutes: Minutes = None, format: ListFormat = "text"
) -> int:
    """Ask again what is due, or, under a plan, what would be forgotten by its date; with --format json, list it."""
    given: Globals = context.obj
    require_format(format, "text", "json")
    terminal = given.terminal()
    if format == "text" and not terminal.interactive:
        listing = command("review", "--format", "json")
        raise UsageError(
            f"there is no terminal to ask at; list what is due with {listing}", f"没有可以提问的终端；列出该复习的题请用 {listing}"
        )
    selection = read_selection(given.course(), topic, None, None, count, random.randrange(10_000))
    here = today(given, remembered(terminal) or {}, terminal)
    course = given.course()
    topics = [outline for outline in course.outlines if not selection.topics or outline.id in selection.topics]
    written = {f"{outline.id}/{exercise.id}": exercise.function for outline in topics for exercise in outline.exercises}
    title, asked = course.manifest.title.of(given.language), candidates(course, selection)
    open = [one for one in here.course_open if not selection.topics or one.topic in selection.topics]
    due = list_due(title, asked, written, open, here.past, given.language)
    if format == "json":
        terminal.write(pretty(due))
        return 0
    if due.exercises:
        again = " · ".join(command("implement", written[one]) for one in due.exercises)
        terminal.show(Line(terminal.say(implementing.DUE.format(commands=again))))
    if due.open:
        terminal.show(Line(terminal.say(planning.OPEN_DUE.format(command=command("interview", *due.open[:_MOST_OPEN])))))
    if not due.due:
        _say_nothing_is(terminal, due)
        return 0
    fading = planning.TO_REVIEW if here.plan is None or here.days is None else planning.FADING.format(by=planning.day(here.plan.by))
    terminal.show(Line(terminal.say(fading.format(count=len(due.due))), style=QUIET))
    return ask(given, replace(selection, seconds=minutes and minutes * 60, only="due"), topic)


def _say_nothing_is(terminal: Terminal, due: DueList) -> None:
    """Say that nothing is to be reviewed, when something will be, and what there is to do meanwhile."""
    if not due.met:
        said = [planning.NOTHING_MET.format(command=command("quiz"))]
    else:
        coming = [planning.NEXT_DUE.format(count=due.coming, day=planning.day(date.fromisoformat(due.next)))] if due.next else []
        said = [planning.NOTHING_DUE, *coming, planning.OTHERS.format(command=command("quiz", "--new"))]
    terminal.show(*(Line(terminal.say(one)) for one in said))
