"""The answers of questions: one class a kind."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

import msgspec

from dl_quiz.nouns.support import Supported
from dl_quiz.nouns.text import Arguments, Bare, Noun, Patterns, Phrases, Text

Kind = Literal["choose", "select", "number", "phrase", "order", "predict", "points"]


class Option(Noun, frozen=True, kw_only=True):
    """An option of `choose` or `select`; `because` says why it tempts and why it is wrong (or, if right, why it is right)."""

    say: Text
    right: bool = False
    because: Text | None = None


class Choose(Bare, frozen=True):
    """The answer of a `choose` question: one of the options is right."""

    kind: ClassVar[Kind] = "choose"
    options: tuple[Option, ...]


class Select(Bare, frozen=True):
    """The answer of a `select` question: some of the options are right."""

    kind: ClassVar[Kind] = "select"
    options: tuple[Option, ...]


class Slip(Noun, frozen=True, kw_only=True):
    """A wrong number to which a known mistake leads: the key with other arguments, another kernel, or an expression."""

    because: Text
    arguments: Arguments = msgspec.field(default={}, name="with")
    key: str | None = None
    value: float | str | None = None


class Number(Noun, frozen=True, kw_only=True):
    """The answer of a `number` question.

    `key` is a number, or `demo.kernel`, which is called with what was drawn and with `with`;
    `at` picks one element when the kernel returns an array or a tuple.
    A response is right when it is off by at most `within` + `relative`·|key|.
    """

    kind: ClassVar[Kind] = "number"
    key: float | str
    arguments: Arguments = msgspec.field(default={}, name="with")
    at: tuple[int, ...] = ()
    within: float = 0.0
    relative: float = 0.0
    unit: str = ""
    slips: tuple[Slip, ...] = ()


class Misheard(Noun, frozen=True, kw_only=True):
    """Wrong phrases that a known mistake leads to."""

    hear: Phrases
    because: Text


class Phrase(Noun, frozen=True, kw_only=True):
    """The answer of a `phrase` question: aliases in both languages."""

    kind: ClassVar[Kind] = "phrase"
    accept: Phrases
    wrong: tuple[Misheard, ...] = ()


class Order(Bare, frozen=True):
    """The answer of an `order` question: its steps, in their order."""

    kind: ClassVar[Kind] = "order"
    steps: tuple[Text, ...]


class Interval(Noun, frozen=True, kw_only=True):
    """An option of `predict`: right when the figure lies in [low, high)."""

    say: Text
    low: float | None = None
    high: float | None = None
    because: Text | None = None


class Predict(Noun, frozen=True, kw_only=True):
    """The answer of a `predict` question: a figure of a check, computed by running its scene.

    `side` says which side of the check is asked for. With `options` the learner picks the interval that the figure falls into,
    otherwise types the figure.
    """

    kind: ClassVar[Kind] = "predict"
    demo: str
    scene: str
    check: str
    arguments: Arguments = msgspec.field(default={}, name="with")
    side: Literal["left", "right"] = "left"
    at: tuple[int, ...] = ()
    within: float = 0.0
    relative: float = 0.0
    unit: str = ""
    slips: tuple[Slip, ...] = ()
    options: tuple[Interval, ...] = ()


class Point(Supported, frozen=True, kw_only=True):
    """A key point: what a strong spoken answer must contain, what to ask where it did not, and the myth that stands in its place in weak ones."""

    id: str
    say: Text
    probe: Text | None = None
    hear: Patterns
    myth: Text
    deny: Patterns


class Points(Bare, frozen=True):
    """The answer of a `points` question: what must be said, in the learner's own words."""

    kind: ClassVar[Kind] = "points"
    points: tuple[Point, ...]


Answer = Choose | Select | Number | Phrase | Order | Predict | Points
"""The answer of a question; in a topic's file it stands under its kind."""

KINDS: tuple[Kind, ...] = tuple(answer.kind for answer in get_args(Answer))
