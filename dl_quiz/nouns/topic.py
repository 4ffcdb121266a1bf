"""A topic, and its questions."""

from __future__ import annotations

from typing import Literal

from dl_quiz.nouns.answers import Answer, Kind, Point
from dl_quiz.nouns.exercise import Exercise
from dl_quiz.nouns.support import Cite, Proof, Source
from dl_quiz.nouns.text import UNSAID, Noun, Text, Value


class FollowUp(Noun, frozen=True, kw_only=True):
    """What an interviewer asks next."""

    level: Literal[1, 2, 3]
    ask: Text
    answer: Text


class Question(Noun, frozen=True, kw_only=True):
    """Something with a machine-gradable answer; `url` leads to a page that shows it."""

    id: str
    level: Literal[1, 2, 3] = 1
    ask: Text
    hint: Text = UNSAID
    explain: Text = UNSAID
    answer: Answer
    draw: dict[str, tuple[Value, ...]] = {}
    where: str | None = None
    proof: Proof | None = None
    cite: Cite | None = None
    url: str = ""

    @property
    def kind(self) -> Kind:
        """Return the kind of its answer."""
        return self.answer.kind


class Topic(Noun, frozen=True, kw_only=True):
    """One open interview question with all that belongs to it; the least is a title and questions."""

    title: Text
    ask: Text = UNSAID
    demo: str = ""
    answer: Text = UNSAID
    points: tuple[Point, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    sources: tuple[Source, ...] = ()
    questions: tuple[Question, ...]
    exercises: tuple[Exercise, ...] = ()
    interview: int | None = None
