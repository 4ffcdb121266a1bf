"""What was done, from the attempts: how much on each day, and which mistakes were made again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dl_quiz.nouns import Attempt, Text


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many questions were answered, how many of them right, how many open questions in interviews, and the seconds it took."""

    answers: int = 0
    right: int = 0
    interviews: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that was recognised: how it is told, how often it was made, at which questions, and when last."""

    told: Text
    times: int
    questions: tuple[str, ...]
    last: datetime


def days_of(attempts: Iterable[Attempt], day_of: Callable[[datetime], date]) -> dict[date, Day]:
    """Return what was done on each day on which something was, by the learner's own calendar."""
    days: dict[date, list[Attempt]] = {}
    for attempt in attempts:
        days.setdefault(day_of(attempt.at), []).append(attempt)
    return {day: _day(each) for day, each in days.items()}


def _day(attempts: list[Attempt]) -> Day:
    closed = [attempt for attempt in attempts if attempt.question.count("/") == 1]
    opened = {(attempt.session, attempt.question.partition("/")[0]) for attempt in attempts if attempt.question.count("/") > 1}
    return Day(len(closed), sum(one.score >= 1 for one in closed), len(opened), sum(attempt.seconds for attempt in attempts))


def days_in_a_row(days: Collection[date], today: date) -> int:
    """Return on how many days in a row something was done, up to today, or to yesterday as long as today is not over."""
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


def mistakes_of(attempts: Iterable[Attempt]) -> list[Mistake]:
    """Return the mistakes that were recognised, the most frequent first, of those the one that was made last."""
    made: dict[str, list[tuple[Attempt, Text]]] = {}
    for attempt in attempts:
        for slip in attempt.slips:
            made.setdefault(slip.en, []).append((attempt, slip))
    mistakes = [_mistake(each) for each in made.values()]
    return sorted(mistakes, key=lambda one: (one.times, one.last), reverse=True)


def _mistake(made: list[tuple[Attempt, Text]]) -> Mistake:
    questions = tuple(dict.fromkeys(attempt.question for attempt, _ in made))
    return Mistake(made[-1][1], len(made), questions, max(attempt.at for attempt, _ in made))
