"""Keys: what a response is held against."""

from __future__ import annotations

from dl_quiz.nouns.answers import Choose, Option, Phrase, Point, Select
from dl_quiz.nouns.text import Noun, Text


class Rounding(Noun, frozen=True):
    """How exactly a number is asked for: to so many decimals, or so many significant digits."""

    count: int
    significant: bool = False


class NumberKey(Noun, frozen=True, kw_only=True):
    """A computed numeric key with its tolerances and the wrong numbers that known mistakes lead to."""

    value: float
    within: float = 0.0
    relative: float = 0.0
    unit: str = ""
    rounding: Rounding | None = None
    slips: tuple[tuple[float, Text], ...] = ()


class IntervalKey(Noun, frozen=True):
    """The key of a `predict` question with options: the figure, and the options as shown, of which one holds it."""

    value: float
    options: tuple[Option, ...]


class OrderKey(Noun, frozen=True):
    """The key of an `order` question: its steps in their order; `order[i]` is the true place of the step shown at place i."""

    steps: tuple[Text, ...]
    order: tuple[int, ...]


class PointsKey(Noun, frozen=True):
    """The key of a `points` question: what must be said, and what was asked, whose words alone say nothing."""

    points: tuple[Point, ...]
    ask: Text


Key = Choose | Select | NumberKey | IntervalKey | Phrase | OrderKey | PointsKey
"""What a response is held against: the answer of a question as it was posed, everything computed and in the order shown."""
