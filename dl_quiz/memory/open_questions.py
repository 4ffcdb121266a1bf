"""Which open questions to answer in one's own words on a day, when the date is fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dl_quiz.memory.practice import Learner

SECONDS = 300.0
"""What an open question takes: the answer, what is asked back, a follow-up, and reading what was missing."""
_EVERY = 30
"""To how many minutes of practice one open question belongs."""
SHARE = SECONDS / (60 * _EVERY)
"""The share of the time that open questions take."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The open question of a topic, and the ids under which its key points stand in a journal."""

    topic: str
    points: tuple[str, ...]

    def unsaid(self, learner: Learner, days: int) -> float:
        """Return how many of its points will not be said some days from now, as is believed; one that was never asked for will not."""
        return sum(1 - learner.chance(point, days) if point in learner.memory else 1.0 for point in self.points)

    def rested(self, learner: Learner) -> bool:
        """Return whether it was not asked today."""
        return all(map(learner.rested, self.points))


def open_practice(every: Iterable[OpenQuestion], learner: Learner, days: int, minutes: int, seconds: float) -> list[OpenQuestion]:
    """Return the open questions for which a day of so many minutes, of which some seconds are left, still has room, that first of which the most points would be missing on the date.

    There is one for every half-hour; days of less have one from time to time. It is about a topic of which something was met before
    today: nobody explains what was never seen. What was asked today counts as one of the day.
    """
    every = list(every)
    fresh = [one for one in every if one.rested(learner)]
    wanted = minutes * (days + 1) // _EVERY - minutes * days // _EVERY - (len(every) - len(fresh))
    ready = [one for one in fresh if one.topic in learner.met_before]
    ready.sort(key=lambda one: -one.unsaid(learner, days))
    return ready[: max(0, int(min(wanted, seconds / SECONDS)))]


def spent(every: Iterable[OpenQuestion], learner: Learner, midnight: datetime) -> float:
    """Return the seconds that went into today's practice, since midnight: into open questions and all others."""
    return learner.spent(midnight) + SECONDS * sum(not one.rested(learner) for one in every)
