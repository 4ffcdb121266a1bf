"""Rendering of how far a learner has come: what was done, what is known, and the mistakes that came again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.console import Group, RenderableType

from dl_quiz.asking.progress import Known, Progress, ProgressPart, RepeatedSlip
from dl_quiz.nouns import Language, Text
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.bars import bar_lines
from dl_quiz.render.pictures.draw import draw
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import NAME, QUIET, TITLE
from dl_quiz.render.tables import hanging_table
from dl_quiz.stage.steps import Plot
from dl_quiz.text import progressing as words
from dl_quiz.text.planning import LIKELY, day

_WIDEST = 80
_NARROW = 60
_LOW = 18
"""Lines of a screen on which a curve is drawn low: it is one picture of several."""
_MOST_SLIPS, _MOST_NAMES = 8, 3


def render_progress(progress: Progress, closer: str, screen: Screen) -> RenderableType:
    """Return how far a learner has come, with the command that looks closer."""
    language = progress.language
    screen = replace(screen, width=min(screen.width, _WIDEST))
    title = f"{words.PROGRESS.of(language)} · {progress.course}"
    parts: list[RenderableType] = [Line(title, style=TITLE), Line(_done(progress)), Line(_known(progress)), Line()]
    parts += _headed(words.A_DAY, _answers_a_day(progress, screen), language)
    parts += [*known_curve(progress.known, progress.today, language, screen, progress.planned), Line()]
    then = (words.ALONE if progress.planned is None else words.PLANNED).format(by=day(date.fromisoformat(progress.later)))
    parts += _headed(words.BY_LEVEL.format(then=then), _bars(progress.levels, language, screen, leveled=True), language)
    met = sorted((topic for topic in progress.topics if topic.answered), key=lambda topic: topic.known)
    parts += _headed(words.BY_TOPIC.format(then=then), _bars(met, language, screen), language)
    unmet = [topic.name for topic in progress.topics if not topic.answered]
    if unmet and met:
        parts += [Line(words.NOT_MET.format(count=len(unmet), topics=_names(unmet)).of(language), style=QUIET), Line()]
    parts += render_slips(progress.slips, language)
    return Group(*parts, Line(words.LOOK_CLOSER.format(command=closer).of(language), style=QUIET))


def render_slips(slips: Sequence[RepeatedSlip], language: Language) -> list[RenderableType]:
    """Return the mistakes that came again, each with the questions at which it was made; nothing without any."""
    if not slips:
        return []
    table = hanging_table()
    for one in slips[:_MOST_SLIPS]:
        table.add_row(words.TIMES.format(count=one.times).of(language), Line.assemble(one.slip, "\n", (_names(one.questions), NAME)))
    return [Line(words.AGAIN_AND_AGAIN.of(language), style=TITLE), table, Line()]


def known_curve(known: Sequence[Known], today: str, language: Language, screen: Screen, planned: float | None = None) -> list[Line]:
    """Return the curve of what was known on each day until today, and will be if nothing is done, or all that is planned."""
    place = next(place for place, one in enumerate(known) if one.day == today)
    days, shares = list(range(-place, len(known) - place)), [100 * one.known for one in known]
    series = {
        words.SO_FAR: (days[: place + 1], shares[: place + 1]),
        words.IF_NOTHING: (days[place:], shares[place:]),
    }
    if planned is not None:
        series[words.WITH_PLAN] = ([0, days[-1]], [shares[place], 100 * planned])
    plot = Plot("", series, extent=(days[0], max(days[-1], 1), 0, 100), x=words.DAYS_AGO, y=words.SHARE_RIGHT)
    return draw(plot, language, replace(screen, height=_LOW))


def percent(share: float) -> str:
    """Return a share as people read it."""
    return f"{share:.0%}"


def _names(names: Sequence[str]) -> str:
    """Return the first few names, and whether there are more."""
    return ", ".join([*names[:_MOST_NAMES], *["…"][: len(names) > _MOST_NAMES]])


def _headed(title: Text, lines: Sequence[Line], language: Language) -> list[RenderableType]:
    return [Line(title.of(language), style=TITLE), *lines, Line()] if lines else []


def _done(progress: Progress) -> str:
    language = progress.language
    done = words.DONE.format(answers=progress.answers, right=progress.right, days=progress.active_days, time=_time(progress.seconds))
    told = [done, words.INTERVIEWED.format(count=progress.interviews)][: 2 if progress.interviews else 1]
    told += [words.IN_A_ROW.format(count=progress.days_in_a_row)][: progress.days_in_a_row > 1]
    return " · ".join(one.of(language) for one in told)


def _time(seconds: float) -> Text:
    if seconds < 60:
        return words.ONLY_SECONDS.format(seconds=round(seconds))
    hours, minutes = divmod(round(seconds / 60), 60)
    return words.HOURS.format(hours=hours, minutes=minutes) if hours else words.MINUTES.format(minutes=minutes)


def _known(progress: Progress) -> str:
    shares: dict[str, str | Text] = {
        "now": percent(progress.known_now),
        "alone": percent(progress.known_later),
        "by": day(date.fromisoformat(progress.later)),
    }
    if progress.planned is None:
        return words.EXPECTED.format(questions=progress.questions, **shares).of(progress.language)
    return LIKELY.format(questions=progress.questions, planned=percent(progress.planned), **shares).of(progress.language)


def _answers_a_day(progress: Progress, screen: Screen) -> list[Line]:
    """Return a column for each of the last days, as high as answers were given."""
    today = date.fromisoformat(progress.today)
    samples = [(date.fromisoformat(day.day) - today).days for day in progress.days for _ in range(day.answers + day.interviews)]
    ends = (0.5 - len(progress.days), 0.5, 0.0, 0.0)
    plot = Plot("", kind="histogram", series={"": samples}, bins=len(progress.days), extent=ends, x=words.DAYS_AGO)
    return draw(plot, progress.language, screen) if samples else []


def _bars(parts: Sequence[ProgressPart], language: Language, screen: Screen, *, leveled: bool = False) -> list[Line]:
    labels = [words.LEVEL.format(level=part.name).of(language) if leveled else part.name for part in parts]
    counts = [f" ({part.answered}/{part.questions})" if screen.width >= _NARROW else "" for part in parts]
    figures = [f"{100 * part.known:.0f} → {100 * (part.known_later if part.planned is None else part.planned):.0f}" for part in parts]
    return bar_lines([label + count for label, count in zip(labels, counts, strict=True)], [part.known for part in parts], figures, screen)
