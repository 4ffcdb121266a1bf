"""A response, and what grading makes of it."""

from __future__ import annotations

from typing import NewType

from dl_quiz.nouns.hearing import Heard
from dl_quiz.nouns.text import Noun, Text

Typed = NewType("Typed", str)
"""Text as a person typed it into a file: be it a number, or nothing, it is the text that stands there."""

Response = str | int | float | tuple[str | int | float, ...]
"""What a learner answered: text as typed, or a number or a list from a file."""


class Verdict(Noun, frozen=True, kw_only=True):
    """The result of grading: a score in 0..1, the rule that decided, and what there is to say about it."""

    score: float
    rule: str
    read_as: str
    remarks: tuple[Text, ...] = ()
    picks: tuple[int, ...] = ()
    """Of options and steps, those that were named, in the answer's order: their places as they were shown, from 0."""
    slips: tuple[Text, ...] = ()
    """The mistakes that were recognised, each in the words that stand by it in the course, whatever the order of the options was."""
    heard: tuple[Heard, ...] = ()
    """Of an answer in free words, what was heard of each key point."""

    @property
    def right(self) -> bool:
        """Return whether the full score was reached."""
        return self.score >= 1.0


class Unparsable(Noun, frozen=True, kw_only=True):
    """A response that could not be read as an answer of its kind; it is asked again and never counts as wrong."""

    why: Text
