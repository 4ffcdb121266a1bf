"""The turns of an interview: whose move it is, and what about."""

from __future__ import annotations

from dataclasses import dataclass

from dl_quiz.nouns import FollowUp, Point, Text


@dataclass(frozen=True, slots=True)
class Opening:
    """The open question is put."""


@dataclass(frozen=True, slots=True)
class Ticking:
    """The learner, who answered aloud, ticks the points that were said."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Listening:
    """The program hears which points a reply, to the open question or to a probe, says; the one turn that is not the learner's."""

    points: tuple[Point, ...]
    said: str
    probe: Text | None = None


@dataclass(frozen=True, slots=True)
class Confirming:
    """The learner tells whether a point was meant by these words."""

    point: Point
    words: str


@dataclass(frozen=True, slots=True)
class Probing:
    """The interviewer asks for a point that was not said, or whose contrary was said in these words."""

    point: Point
    against: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """The interviewer goes one step further."""

    follow_up: FollowUp


@dataclass(frozen=True, slots=True)
class Marking:
    """The learner holds the reply to a follow-up against the model answer."""

    follow_up: FollowUp


Turn = Opening | Ticking | Listening | Confirming | Probing | Following | Marking
