"""Memory: attempts give what is remembered of each question, when it is due, and mastery; a pure fold."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from dl_quiz.memory.forgetting import Rating, Trace, interval, retention, review
from dl_quiz.nouns import Attempt
from dl_quiz.nouns.text import Noun

FOLD = 3
"""The number of this fold: another one, wherever the same attempts would leave other memories."""
DAY = timedelta(days=1)
_NIGHT = timedelta(hours=8)
"""What may be missing of a day between two evenings: people do not come at the same minute."""


class Recall(Noun, frozen=True):
    """What the attempts say of one question: its last score, when it is due again, and the state of its memory.

    `first` is the first score, `seconds` what the last answer took, `times` how often it was answered.
    """

    score: float
    due: datetime
    last: datetime
    stability: float
    difficulty: float
    first: float = 0.0
    seconds: float = 0.0
    times: int = 1

    @property
    def trace(self) -> Trace:
        """Return the state of its memory."""
        return Trace(self.stability, self.difficulty)

    def is_due(self, now: datetime) -> bool:
        """Return whether it is due: on the day when it is, from some hours before the time of the last answer on."""
        return self.due - _NIGHT <= now

    def known(self, at: datetime) -> float:
        """Return the believed chance of a right answer at a time."""
        return retention(self.stability, nights(self.last, at))


def nights(last: datetime, at: datetime) -> int:
    """Return how many days lie between two times, in whole ones: from sixteen hours on there is a night between."""
    return max(0, (at - last + _NIGHT) // DAY)


def recall(attempts: Iterable[Attempt], now: datetime, before: Mapping[str, Recall] | None = None) -> dict[str, Recall]:
    """Fold attempts, in the order in which they were written, into what is remembered of each question, going on from `before`."""
    memory = dict(before or {})
    for attempt in attempts:
        memory[attempt.question] = after(memory.get(attempt.question), attempt, now)
    return memory


def after(before: Recall | None, attempt: Attempt, now: datetime) -> Recall:
    """Return what is remembered of a question after one more attempt. What claims to be later than `now` happened now."""
    return answered(before, rating_of(attempt), min(attempt.at, now), score=attempt.score, seconds=attempt.seconds)


def answered(before: Recall | None, rating: Rating, at: datetime, *, score: float, seconds: float) -> Recall:
    """Return what is remembered of a question after an answer at a time."""
    trace = review(before.trace if before else None, rating, nights(before.last, at) if before else 0)
    return Recall(
        score=score,
        due=at + interval(trace.stability) * DAY,
        last=at,
        stability=trace.stability,
        difficulty=trace.difficulty,
        first=before.first if before else score,
        seconds=seconds,
        times=before.times + 1 if before else 1,
    )


def memories(times: Iterable[datetime], attempts: Iterable[Attempt], now: datetime) -> Iterator[dict[str, Recall]]:
    """Yield what is remembered at each of some rising times, by what had been answered until then.

    `attempts` stand in their order; after `now` nothing more is answered.
    """
    memory, rest = dict[str, Recall](), deque(attempts)
    for time in times:
        while rest and (rest[0].at <= time or rest[0].at > now):
            attempt = rest.popleft()
            memory[attempt.question] = after(memory.get(attempt.question), attempt, now)
        yield dict(memory)


def rating_of(attempt: Attempt) -> Rating:
    """Return how an attempt counts: a full score alone as good; a partial one, or one with help, as hard; nothing, or the key seen, as a lapse."""
    if "key" in attempt.seen:
        return Rating.AGAIN
    if attempt.score >= 1 and not attempt.seen:
        return Rating.GOOD
    return Rating.HARD if attempt.score > 0 else Rating.AGAIN


def in_order(attempts: Iterable[Attempt], now: datetime) -> list[Attempt]:
    """Return attempts in the order of their times, so that two homes that hold the same ones remember the same.

    Of one that claims to be later than `now` nobody knows when it was; it counts before all others.
    """
    return sorted(attempts, key=lambda attempt: (attempt.at <= now, attempt.at, attempt.id))


def standing(attempts: Collection[Attempt]) -> list[Attempt]:
    """Return the attempts that were not taken back."""
    taken_back = {attempt.retracts for attempt in attempts}
    return [attempt for attempt in attempts if not attempt.retracts and attempt.id not in taken_back]


def mastery(questions: Iterable[str], memory: Mapping[str, Recall]) -> float:
    """Return the mean of the last scores over questions; one never answered counts as 0."""
    scores = [memory[question].score if question in memory else 0.0 for question in questions]
    return sum(scores) / len(scores) if scores else 0.0
