"""A session as a value: which questions are put, what happened to each, what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from dl_quiz.asking.pose import Posed, pose
from dl_quiz.course.course import Course
from dl_quiz.nouns import NOT_KNOWN, Attempt, Kind, Seen, Verdict

UNKNOWN = Verdict(score=0.0, rule=NOT_KNOWN, read_as="")
"""What is made of "I don't know"."""

Only = Literal["new", "wrong", "due"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions to ask: of which topics, levels and kinds (empty: of all), how many, for how many seconds, and for which seed.

    `only` are those that are new, that were last answered wrong, or that are due: for who has a past.
    """

    topics: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    questions: tuple[str, ...] = ()
    count: int | None = None
    seed: int = 0
    seconds: float | None = None
    only: Only | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what was made of it: no verdict where it was skipped; `kept` is what the journal has of it."""

    posed: Posed
    response: str
    verdict: Verdict | None
    seconds: float
    seen: tuple[Seen, ...] = ()
    kept: Attempt | None = None

    def attempt(self, identity: str, at: datetime, session: str) -> Attempt | None:
        """Return what the journal keeps of it under a new id, as part of the session with an id: nothing where it was skipped."""
        if self.verdict is None:
            return None
        return Attempt(
            id=identity,
            at=at.astimezone(UTC),
            question=self.posed.id,
            drawn=self.posed.drawn,
            response=self.response,
            score=self.verdict.score,
            rule=self.verdict.rule,
            seconds=round(self.seconds, 3),
            session=session,
            seen=self.seen,
            slips=self.verdict.slips,
        )


@dataclass(frozen=True, slots=True)
class Session:
    """The questions of a session, those done so far, in order, and the ids of those whose answer was taken back after the key was shown."""

    posed: tuple[Posed, ...]
    done: tuple[Answered, ...] = field(default=())
    revealed: frozenset[str] = frozenset()

    @property
    def next(self) -> Posed | None:
        """Return the question to be put next, or None at the end."""
        return self.posed[len(self.done)] if len(self.done) < len(self.posed) else None

    @property
    def graded(self) -> tuple[Answered, ...]:
        """Return what was answered and graded."""
        return tuple(one for one in self.done if one.verdict is not None)

    @property
    def points(self) -> float:
        """Return the sum of the scores so far."""
        return sum(one.verdict.score for one in self.graded if one.verdict)

    @property
    def skipped(self) -> int:
        """Return how many questions were skipped: they earn nothing, like those that are answered wrong."""
        return len(self.done) - len(self.graded)

    def after(self, answered: Answered) -> Session:
        """Return the session with one more question done."""
        return replace(self, done=(*self.done, answered))

    def before_last(self) -> Session:
        """Return the session as it was before the last question was done, but for what its key has told since."""
        *done, last = self.done
        told = self.revealed if last.verdict is None else self.revealed | {last.posed.id}
        return replace(self, done=tuple(done), revealed=told)


def gone_on_with(posed: Iterable[Posed], attempts: Iterable[Attempt]) -> Session:
    """Return a session of which some questions were answered already: those are done, the others are still to be put."""
    answers = {attempt.question: attempt for attempt in attempts}
    done, rest = [], []
    for one in posed:
        answer = answers.get(one.id)
        if answer is None:
            rest.append(one)
        else:
            verdict = Verdict(score=answer.score, rule=answer.rule, read_as="")
            done.append(Answered(one, answer.response, verdict, answer.seconds, answer.seen, answer))
    return Session((*(answered.posed for answered in done), *rest), tuple(done))


def pose_again(course: Course, questions: Iterable[str], seed: int) -> tuple[Posed, ...]:
    """Return questions by their ids as they were posed for a seed; what the course no longer has is left out."""
    there = {f"{outline.id}/{question.id}" for outline in course.outlines for question in outline.questions}
    return tuple(pose_question(course, question, seed) for question in questions if question in there)


def pose_question(course: Course, question: str, seed: int) -> Posed:
    """Return a question by its id as it is posed for a seed."""
    topic, _, slug = question.partition("/")
    reading = course.read(topic)
    found = reading.question(slug)
    assert found is not None, f"{topic} is listed with a question {slug} that it does not have"
    return pose(reading, found, seed)
