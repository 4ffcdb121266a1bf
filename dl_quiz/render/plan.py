"""Rendering of a plan: a calendar of what each day holds, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from rich.console import Group, RenderableType
from rich.table import Table

from dl_quiz.asking.timetable import PlanDay, Timetable
from dl_quiz.nouns import Language, Text
from dl_quiz.render.line import Line
from dl_quiz.render.style import GOOD, NAME, QUIET, TITLE
from dl_quiz.text import planning, words
from dl_quiz.text.commands import command

_NARROW = 70
_WEEKS = 5
"""The most weeks that are shown."""
_MOST_TOPICS = 4
_BEARABLE = 120
"""The most minutes a day that anybody is advised to practise."""
_DAY = timedelta(days=1)


def render_plan(plan: Timetable, titles: Mapping[str, Text], language: Language, width: int) -> RenderableType:
    """Return a plan: its days, today's questions by topic, what is to be expected, and what is worth saying of it."""
    by, today = date.fromisoformat(plan.by), date.fromisoformat(plan.today)
    title = planning.PLAN_TITLE.format(by=planning.day(by), count=max((by - today).days, 1), minutes=plan.minutes)
    parts: list[RenderableType] = [Line(title.of(language), style=TITLE), Line(), _calendar(plan, language, narrow=width < _NARROW)]
    if width < _NARROW:
        open = planning.LEGEND_OPEN.of(language) if any(day.open for day in plan.days) else ""
        parts.append(Line(planning.LEGEND.format(open=open).of(language), style=QUIET))
    holds = Line.assemble((planning.TODAY.of(language) + words.COLON.of(language), TITLE), today_text(plan, titles).of(language))
    to_do = " · ".join([command("quiz"), *([command("interview", *plan.days[0].open)] if plan.days[0].open else [])])
    said = [planning.DO_IT.format(commands=to_do, clear=command("plan", "--clear"))]
    return Group(
        *parts, Line(), holds, *(Line(one.of(language)) for one in remarks(plan)), *(Line(one.of(language), style=QUIET) for one in said)
    )


def today_text(plan: Timetable, titles: Mapping[str, Text]) -> Text:
    """Return what today holds."""
    day = plan.days[0]
    if not (day.questions or day.open):
        return planning.TODAY_DONE.format(spent=plan.spent, minutes=plan.minutes)
    some = [titles[topic] for topic in day.topics[:_MOST_TOPICS]]
    listed = Text(en=" · ".join(title.en for title in some), zh=" · ".join(title.zh for title in some))
    more = len(day.topics) - _MOST_TOPICS
    if more > 0:
        listed = planning.MORE_TOPICS.format(topics=listed, count=more, all=len(day.topics))
    return planning.TODAY_HOLDS.format(holds=planning.holds(day.again, day.new, day.minutes * 60, open=len(day.open)), topics=listed)


def remarks(plan: Timetable) -> Iterator[Text]:
    """Yield what is worth saying of a plan: what is to be expected, and where date and minutes do not fit the course."""
    by, shares = planning.day(date.fromisoformat(plan.by)), {"now": f"{plan.now:.0%}", "alone": f"{plan.alone:.0%}"}
    if plan.planned is not None:
        yield planning.LIKELY.format(questions=plan.questions, by=by, planned=f"{plan.planned:.0%}", **shares)
    else:
        yield planning.FAR.format(count=len(plan.days))
    if plan.by == plan.today:
        yield planning.LAST_DAY
    if plan.is_too_short:
        said = planning.NO_TIME if plan.enough <= _BEARABLE else planning.TOO_NEAR
        yield said.format(minutes=plan.minutes, met=plan.met_by_then, questions=plan.questions, more=plan.enough)
    if plan.slack is not None:
        yield planning.ENOUGH.format(day=planning.day(date.fromisoformat(plan.slack.date)), minutes=plan.minutes)


def _calendar(plan: Timetable, language: Language, *, narrow: bool) -> RenderableType:
    """Return the weeks from today to the date, Monday first, as far as they are shown."""
    by, today = date.fromisoformat(plan.by), date.fromisoformat(plan.today)
    days = {date.fromisoformat(day.date): day for day in plan.days}
    monday = today - today.weekday() * _DAY
    weeks = min((by - monday).days // 7 + 1, _WEEKS)
    table = Table(box=None, padding=(0, 1 if narrow else 3, 0, 0), pad_edge=False, header_style=QUIET)
    for name in planning.WEEKDAYS:
        table.add_column(name.of(language), no_wrap=True, min_width=4 if narrow else 8)
    for week in range(weeks):
        table.add_row(*(_cell(monday + (7 * week + place) * _DAY, days, (today, by), language, narrow=narrow) for place in range(7)))
    rest = (by - (monday + weeks * 7 * _DAY)).days + 1
    later = [Line(planning.LATER.format(count=rest, by=planning.day(by)).of(language), style=QUIET)] if rest > 0 else []
    return Group(table, *later)


def _cell(when: date, days: dict[date, PlanDay], bounds: tuple[date, date], language: Language, *, narrow: bool) -> Line:
    """Return one day: its number, with the month where that changes, and what it holds."""
    today, by = bounds
    if not today <= when <= by:
        return Line("\n\n")
    named = f"{when.month}/{when.day}" if narrow else planning.day(when).of(language)
    head = named if when in (today, by) or when.day == 1 else str(when.day)
    cell = Line(f"◎ {head}" if when == by and not narrow else f"◎{head}" if when == by else head, style=TITLE if when == today else "")
    day = days.get(when)
    if day is None:
        return cell.append(f"\n{planning.INTERVIEW_DAY.of(language)}" if when == by and not narrow else "", GOOD)
    for count, mark, text in ((day.new, "+", planning.NEW), (day.again, "↻", planning.AGAIN), (len(day.open), "✎", planning.OPEN)):
        said = f"{mark}{count}" if narrow else text.format(count=count).of(language)
        cell.append(f"\n{said}" if count else "", NAME if mark == "+" else "")
    return cell
