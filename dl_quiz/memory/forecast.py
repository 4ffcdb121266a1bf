"""What the days until a date will hold, if each is practised and goes as is believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dl_quiz.memory.forgetting import Rating
from dl_quiz.memory.open_questions import SECONDS, OpenQuestion, open_practice
from dl_quiz.memory.practice import Candidate, Learner, Prospect, practice
from dl_quiz.memory.recall import DAY, answered


@dataclass(frozen=True, slots=True)
class Ahead:
    """One day ahead: what will be asked on it, in the order of its worth, and the topics whose open question will be."""

    at: datetime
    asked: tuple[Prospect, ...]
    open: tuple[str, ...] = ()

    @property
    def new(self) -> int:
        """Return how many of the questions are new."""
        return sum(one.new for one in self.asked)

    @property
    def seconds(self) -> float:
        """Return what it takes."""
        return sum(one.seconds for one in self.asked) + SECONDS * len(self.open)


@dataclass(frozen=True, slots=True)
class Practice:
    """What there is to practise, and how many minutes a day."""

    questions: Sequence[Candidate]
    minutes: int
    open: Sequence[OpenQuestion] = ()


def forecast(what: Practice, learner: Learner, days: int, budgets: Sequence[float]) -> tuple[tuple[Ahead, ...], Learner]:
    """Return the days ahead from today on, one for each budget in seconds, until a date some days from now, and the learner on that date.

    Answers come out right as often as is believed: whenever the chances have added up to a whole.
    """
    memory, ahead, carried = dict(learner.memory), [], 0.5
    for day, seconds in enumerate(budgets):
        then = Learner(memory, learner.now + day * DAY)
        spoken = open_practice(what.open, then, days - day, what.minutes, seconds)
        seconds -= SECONDS * len(spoken)
        asked = practice(what.questions, then, days - day, seconds) if seconds > 0 else []
        memory = dict(memory)
        for question in [*(one.candidate.id for one in asked), *(point for one in spoken for point in one.points)]:
            carried += then.chance(question)
            right = carried >= 1
            carried -= right
            memory[question] = answered(
                memory.get(question), Rating.GOOD if right else Rating.AGAIN, then.now, score=float(right), seconds=0
            )
        ahead.append(Ahead(then.now, tuple(asked), tuple(one.topic for one in spoken)))
    return tuple(ahead), Learner(memory, learner.now + days * DAY)


def share_known(questions: Iterable[str], learner: Learner, days: int = 0) -> float:
    """Return the believed share of right answers over questions, some days from now, if nothing more is practised."""
    chances = [learner.chance(question, days) for question in questions]
    return sum(chances) / len(chances) if chances else 0.0
