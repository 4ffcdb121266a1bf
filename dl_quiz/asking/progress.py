"""How far a learner has come, as a document: what was done, what is known now and later, and which mistakes came again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dl_quiz.asking.choose import practice_in
from dl_quiz.asking.timetable import foretold
from dl_quiz.course.course import Course
from dl_quiz.learner.clock import local
from dl_quiz.memory.activity import Day, days_in_a_row, days_of, mistakes_of
from dl_quiz.memory.forecast import share_known
from dl_quiz.memory.open_questions import spent
from dl_quiz.memory.practice import Learner
from dl_quiz.memory.recall import in_order, memories, recall
from dl_quiz.nouns import Attempt, Document, Language

_BACK = 28
"""How many days are looked back on, today included."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What time it is, and the day of the interview or, without one, another to look forward to; days are those of the machine's zone."""

    now: datetime
    later: date
    minutes: int | None = None
    """The minutes a day of the plan that leads there, if there is one."""

    @property
    def today(self) -> date:
        """Return what day it is."""
        return self.day_of(self.now)

    def day_of(self, at: datetime) -> date:
        """Return the day on which something was; what claims to be later than now was today."""
        return local(min(at, self.now)).date()

    @property
    def ahead(self) -> int:
        """Return how many days lie between today and the later one."""
        return max(0, (self.later - self.today).days)

    def times(self) -> list[datetime]:
        """Return this time of the day on each day from the first that is looked back on to the later one."""
        return [self.now + timedelta(days=day) for day in range(1 - _BACK, self.ahead + 1)]


class ProgressDay(Document, frozen=True, kw_only=True):
    """A day: how many questions were answered, how many of them right, how many open questions in interviews, and the seconds it took."""

    day: str
    answers: int
    right: int
    interviews: int
    seconds: float


class Known(Document, frozen=True, kw_only=True):
    """The believed share of right answers on a day, as it was or as it will be if nothing more is answered; a question never met counts as first answers went."""

    day: str
    known: float


class ProgressPart(Document, frozen=True, kw_only=True):
    """A topic or a level: how many questions it has, how many were answered, the believed share of right answers now, and on the later day: alone, and as planned."""

    name: str
    title: str
    questions: int
    answered: int
    known: float
    known_later: float
    planned: float | None


class RepeatedSlip(Document, frozen=True, kw_only=True):
    """A mistake that was made more than once: how it is told, how often and at which questions it was made, and the day when last."""

    slip: str
    times: int
    questions: tuple[str, ...]
    last: str


class Progress(Document, frozen=True, kw_only=True):
    """How far a learner has come in a course; `known` has a day for each of the last 28 and for those up to `later`, if nothing more is answered.

    `planned` is the believed share of right answers on that day if all that is planned is done; null without a plan.
    """

    schema: Literal["dl-quiz.progress/1"] = "dl-quiz.progress/1"
    course: str
    language: Language
    today: str
    later: str
    questions: int
    answered: int
    answers: int
    right: int
    interviews: int
    seconds: float
    active_days: int
    days_in_a_row: int
    known_now: float
    known_later: float
    planned: float | None
    days: tuple[ProgressDay, ...]
    known: tuple[Known, ...]
    levels: tuple[ProgressPart, ...]
    topics: tuple[ProgressPart, ...]
    slips: tuple[RepeatedSlip, ...]


def progress_of(course: Course, attempts: Iterable[Attempt], calendar: Calendar, language: Language) -> Progress:
    """Return how far a learner has come by the attempts that stand, in any order.

    Those of other courses tell what is believed of the learner, and count as nothing else.
    """
    ordered = in_order(attempts, calendar.now)
    own = [one for one in ordered if one.question.partition("/")[0] in course.topics]
    days = days_of(own, calendar.day_of)
    asked = {f"{topic.id}/{one.id}": one.level for topic in course.outlines for one in topic.questions}
    levels = {level: [one for one in asked if asked[one] == level] for level in sorted(set(asked.values()))}
    learner = Learner(recall(ordered, calendar.now), calendar.now)
    then = _then(course, learner, calendar)
    known = known_by_day(ordered, list(asked), calendar)
    return Progress(
        course=course.manifest.title.of(language),
        language=language,
        today=calendar.today.isoformat(),
        later=calendar.later.isoformat(),
        questions=len(asked),
        answered=len(asked.keys() & learner.memory.keys()),
        answers=sum(day.answers for day in days.values()),
        right=sum(day.right for day in days.values()),
        interviews=sum(day.interviews for day in days.values()),
        seconds=round(sum(day.seconds for day in days.values()), 1),
        active_days=len(days),
        days_in_a_row=days_in_a_row(days, calendar.today),
        known_now=known[_BACK - 1].known,
        known_later=known[-1].known,
        planned=None if then is None else _share(list(asked), then),
        days=_last_days(days, calendar),
        known=known,
        levels=tuple(_part(str(level), str(level), questions, learner, then, calendar) for level, questions in levels.items()),
        topics=tuple(
            _part(topic.id, topic.title.of(language), [f"{topic.id}/{one.id}" for one in topic.questions], learner, then, calendar)
            for topic in course.outlines
        ),
        slips=slips_of(own, calendar, language),
    )


def known_by_day(ordered: Sequence[Attempt], questions: Sequence[str], calendar: Calendar) -> tuple[Known, ...]:
    """Return what was and will be known of some questions, day by day."""
    times = calendar.times()
    return tuple(
        Known(day=local(at).date().isoformat(), known=_share(questions, Learner(memory, at)))
        for at, memory in zip(times, memories(times, ordered, calendar.now), strict=True)
    )


def _share(questions: Sequence[str], learner: Learner, days: int = 0) -> float:
    return round(share_known(questions, learner, days), 4)


def slips_of(attempts: Iterable[Attempt], calendar: Calendar, language: Language) -> tuple[RepeatedSlip, ...]:
    """Return the mistakes that were made more than once, the most frequent first."""
    return tuple(
        RepeatedSlip(slip=one.told.of(language), times=one.times, questions=one.questions, last=calendar.day_of(one.last).isoformat())
        for one in mistakes_of(attempts)
        if one.times > 1
    )


def _then(course: Course, learner: Learner, calendar: Calendar) -> Learner | None:
    """Return the learner on the date of the plan if all of it is done; None without one, or where that is too far to be foretold."""
    if calendar.minutes is None:
        return None
    what, days = practice_in(course, calendar.minutes), max(calendar.ahead, 1)
    ahead, then = foretold(what, learner, days, spent(what.open, learner, datetime.combine(calendar.today, time()).astimezone()))
    return then if len(ahead) == days else None


def _last_days(days: dict[date, Day], calendar: Calendar) -> tuple[ProgressDay, ...]:
    wanted = (calendar.today - timedelta(days=back) for back in reversed(range(_BACK)))
    each = ((day, days.get(day, Day())) for day in wanted)
    return tuple(
        ProgressDay(day=day.isoformat(), answers=one.answers, right=one.right, interviews=one.interviews, seconds=round(one.seconds, 1))
        for day, one in each
    )


def _part(name: str, title: str, questions: list[str], learner: Learner, then: Learner | None, calendar: Calendar) -> ProgressPart:
    return ProgressPart(
        name=name,
        title=title,
        questions=len(questions),
        answered=len(set(questions) & learner.memory.keys()),
        known=_share(questions, learner),
        known_later=_share(questions, learner, calendar.ahead),
        planned=None if then is None else _share(questions, then),
    )
