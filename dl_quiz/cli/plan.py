"""`dl-quiz plan`: the date of the interview and the minutes a day, and what each day will hold."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer

from dl_quiz.asking.choose import practice_in
from dl_quiz.asking.timetable import timetable
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import remembered
from dl_quiz.cli.options import ListFormat
from dl_quiz.cli.output import require_format, show_listing
from dl_quiz.cli.today import Today, today
from dl_quiz.errors import UsageError
from dl_quiz.learner.home import home
from dl_quiz.learner.plans import Plan, keep_plan
from dl_quiz.render.line import Line
from dl_quiz.render.plan import render_plan
from dl_quiz.text import planning
from dl_quiz.text.commands import command

MINUTES = 30
"""How many minutes a day a plan has, unless it is said."""
_LONGEST = 366
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")

By = Annotated[
    str | None, typer.Option("--by", metavar="DATE", help=said("The day of the interview, like 2026-12-10.", "面试日期，如 2026-12-10。"))
]
Minutes = Annotated[int | None, typer.Option(min=1, max=600, help=said(f"Minutes a day ({MINUTES}).", f"每天多少分钟（{MINUTES}）。"))]
Clear = Annotated[bool, typer.Option("--clear", help=said("Drop the plan.", "取消计划。"))]


def plan(context: typer.Context, by: By = None, minutes: Minutes = None, clear: Clear = False, format: ListFormat = "text") -> None:
    """Keep, change, show or drop the plan for a course; home, quiz and review follow it."""
    given: Globals = context.obj
    require_format(format, "text", "json")
    course, terminal = given.course(), given.terminal()
    if clear:
        if by or minutes:
            raise UsageError("--clear drops the plan; give it alone", "--clear 会取消计划；请单独使用")
        keep_plan(home(), given.course_name, None)
        terminal.show(Line(terminal.say(planning.PLAN_DROPPED)))
        return
    here = today(given, remembered(terminal) or {})
    kept = _changed(here, by, minutes)
    if kept != here.plan:
        keep_plan(home(), given.course_name, kept)
    what = practice_in(course, kept.minutes)
    title = course.manifest.title.of(given.language)
    whole = timetable(title, given.language, what, here.learner, here.date, kept.by, here.spent)
    titles = {outline.id: outline.title for outline in course.outlines}
    show_listing(terminal, format, whole, lambda: render_plan(whole, titles, given.language, terminal.width))


def _changed(here: Today, by: str | None, minutes: int | None) -> Plan:
    """Return the plan as it is to be from now on. Raises UsageError for a date that cannot be planned for, and where there is no plan."""
    plan = here.plan
    if by is not None:
        return Plan(_date(by, here.date), minutes or (plan.minutes if plan else MINUTES))
    if plan is None:
        raise UsageError(
            f"there is no plan yet; make one: {command('plan', '--by', 'DATE')}",
            f"还没有计划；请先制定：{command('plan', '--by', '日期')}",
        )
    if plan.by < here.date:
        raise UsageError(
            f"the date of the plan, {plan.by}, is past; give another with --by, or drop it with --clear",
            f"计划的日期 {plan.by} 已过；请用 --by 换个日期，或用 --clear 取消",
        )
    return Plan(plan.by, minutes or plan.minutes)


def _date(typed: str, today: date) -> date:
    """Return the day that was typed. Raises UsageError for none, for one that is past, and for one that is more than a year away."""
    match = _DATE.fullmatch(typed.strip())
    try:
        when = date(*map(int, match.groups())) if match else None
    except ValueError:
        when = None
    if when is None:
        raise UsageError(f"--by takes a date like 2026-12-10, not “{typed}”", f"--by 需要日期，如 2026-12-10，而不是“{typed}”")
    if when < today:
        raise UsageError(
            f"{when} is past; --by takes a day from today ({today}) on", f"{when} 已经过去；--by 需要今天（{today}）或以后的日期"
        )
    if (when - today).days > _LONGEST:
        raise UsageError(f"{when} is more than a year away; plan when it is nearer", f"{when} 在一年以后；请等近一些再计划")
    return when
