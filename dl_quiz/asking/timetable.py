"""What a plan comes to, day by day, as a value."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from dl_quiz.memory.forecast import Ahead, Practice, forecast, share_known
from dl_quiz.memory.open_questions import SHARE
from dl_quiz.memory.practice import Learner
from dl_quiz.nouns import Document, Language

_FORETOLD = 90
"""The most days that are foretold."""
_FULL = 0.8
"""Days that need less than this share of their minutes have room."""


class PlanDay(Document, frozen=True, kw_only=True):
    """One day: the minutes that it takes, how many questions are new and how many asked again, and which they are, the most useful first.

    `open` are the topics whose open question is to be answered in one's own words.
    """

    date: str
    minutes: int
    new: int
    again: int
    questions: tuple[str, ...]
    open: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics of the day, in the order in which they first come."""
        return tuple(dict.fromkeys(question.partition("/")[0] for question in self.questions))


class Timetable(Document, frozen=True, kw_only=True):
    """A plan: its date and minutes a day, what is met and spent so far, the share of right answers that is believed, and the days foretold.

    The shares are over all questions: `now`; on the date `alone`, if nothing more is practised; and `planned`, if all of it is (null
    where the date is too far to be foretold).
    """

    schema: Literal["dl-quiz.plan/1"] = "dl-quiz.plan/1"
    course: str
    language: Language
    today: str
    by: str
    minutes: int
    spent: int
    questions: int
    met: int
    now: float
    alone: float
    planned: float | None
    met_by_then: int
    enough: int
    days: tuple[PlanDay, ...]

    @property
    def slack(self) -> PlanDay | None:
        """Return the first day from which on less is left to do than there is time for."""
        for place, day in enumerate(self.days[1:], 1):
            rest = self.days[place:]
            if sum(each.minutes for each in rest) < _FULL * self.minutes * len(rest):
                return day
        return None

    @property
    def is_too_short(self) -> bool:
        """Return whether not every question is met, and hardly one comes back."""
        asked = sum(day.new + day.again for day in self.days)
        return self.met_by_then < self.questions and sum(day.again for day in self.days) < asked / 10


def timetable(title: str, language: Language, what: Practice, learner: Learner, today: date, by: date, spent: float) -> Timetable:
    """Return what a plan comes to from today on, when so many seconds of today are spent: the days before its date, or today."""
    days = max((by - today).days, 1)
    ahead, then = foretold(what, learner, days, spent)
    ids = [one.id for one in what.questions]
    return Timetable(
        course=title,
        language=language,
        today=today.isoformat(),
        by=by.isoformat(),
        minutes=what.minutes,
        spent=round(spent / 60),
        questions=len(ids),
        met=sum(one in learner.memory for one in ids),
        now=round(share_known(ids, learner), 3),
        alone=round(share_known(ids, learner, days), 3),
        planned=round(share_known(ids, then), 3) if len(ahead) == days else None,
        met_by_then=sum(one in then.memory for one in ids),
        enough=_enough(what, learner, then, len(ahead)),
        days=tuple(_day(today + timedelta(days=place), one) for place, one in enumerate(ahead)),
    )


def foretold(what: Practice, learner: Learner, days: int, spent: float) -> tuple[tuple[Ahead, ...], Learner]:
    """Return what each of the next days will hold, the first of which so many seconds are spent, and the learner after `days`; a far date is not foretold whole."""
    seconds, evenings = what.minutes * 60.0, min(days, _FORETOLD)
    return forecast(what, learner, days, [max(0.0, seconds - spent), *[seconds] * (evenings - 1)])


def _day(when: date, ahead: Ahead) -> PlanDay:
    return PlanDay(
        date=when.isoformat(),
        minutes=round(ahead.seconds / 60),
        new=ahead.new,
        again=len(ahead.asked) - ahead.new,
        questions=tuple(one.candidate.id for one in ahead.asked),
        open=ahead.open,
    )


def _enough(what: Practice, learner: Learner, then: Learner, evenings: int) -> int:
    """Return how many minutes a day meet every question and leave a third of the time to come back: what is planned where that does."""
    if all(one.id in then.memory for one in what.questions):
        return what.minutes
    new = sum(one.id not in learner.memory for one in what.questions)
    needed = 1.5 * new * learner.seconds(learner.unprepared("")) / evenings / 60 / (1 - SHARE * bool(what.open))
    return max(what.minutes, 5 * -(-int(needed) // 5))
