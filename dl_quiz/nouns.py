"""The nouns: frozen values that every floor shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

Language = Literal["en", "zh"]
Kind = Literal["choose", "select", "number", "phrase", "order", "predict", "points"]
KINDS: tuple[Kind, ...] = ("choose", "select", "number", "phrase", "order", "predict", "points")

Scalar = bool | int | float | str
Value = Scalar | tuple[Any, ...]
"""What can be drawn for a template, or passed to a kernel or a scene: a scalar, or (nested) tuples of them."""

Arguments = dict[str, Value | None]
"""Arguments by name. In a template, a value that is the bare name of a drawn value stands for it, and so does None for its own name."""


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The manner of all nouns: frozen, and strict about their fields."""


class Document(Noun, frozen=True, omit_defaults=False):
    """The manner of documents for scripts: every field is written, so that a reader can rely on it."""


class Text(Noun, frozen=True, kw_only=True):
    """One text in both languages."""

    en: str
    zh: str

    def of(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.en if language == "en" else self.zh


class Phrases(Noun, frozen=True, kw_only=True):
    """Ways of saying one thing, in both languages."""

    en: tuple[str, ...]
    zh: tuple[str, ...]


class Patterns(Noun, frozen=True, kw_only=True):
    """How a statement sounds: in each language a list of groups, each group a list of aliases."""

    en: tuple[tuple[str, ...], ...]
    zh: tuple[tuple[str, ...], ...]


class Proof(Noun, frozen=True, kw_only=True):
    """A link from an answer to a scene's check that shows it."""

    demo: str
    scene: str
    check: str
    arguments: Arguments = msgspec.field(default={}, name="with")


class Cite(Noun, frozen=True, kw_only=True):
    """A place in a source, for a fact that no run can show."""

    source: str
    place: str


class Source(Noun, frozen=True, kw_only=True):
    """A real publication, and what it is cited for."""

    id: str
    title: str
    authors: str
    year: int
    where: str
    shows: Text = msgspec.field(name="for")


class Option(Noun, frozen=True, kw_only=True):
    """An option of `choose` or `select`; `because` says why it tempts and why it is wrong (or, if right, why it is right)."""

    say: Text
    right: bool = False
    because: Text | None = None


class Slip(Noun, frozen=True, kw_only=True):
    """A wrong number to which a known mistake leads: the key with other arguments, another kernel, or an expression."""

    because: Text
    arguments: Arguments = msgspec.field(default={}, name="with")
    key: str | None = None
    value: float | str | None = None


class Number(Noun, frozen=True, kw_only=True):
    """The answer key of a `number` question.

    `key` is a number, or `demo.kernel`, which is called with what was drawn and with `with`;
    `at` picks one element when the kernel returns an array or a tuple.
    An answer is right when within `within` (absolute) or `relative` of the key.
    """

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
    """The answer key of a `phrase` question: aliases in both languages."""

    accept: Phrases
    wrong: tuple[Misheard, ...] = ()


class Interval(Noun, frozen=True, kw_only=True):
    """An option of `predict`: right when the figure lies in [low, high)."""

    say: Text
    low: float | None = None
    high: float | None = None
    because: Text | None = None


class Predict(Noun, frozen=True, kw_only=True):
    """The answer key of a `predict` question: a figure of a check, computed by running its scene.

    `side` says which side of the check is asked for. With `options` the learner picks the interval that the figure falls into,
    otherwise types the figure.
    """

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


class Point(Noun, frozen=True, kw_only=True):
    """A key point: what a strong spoken answer must contain, and the myth that stands in its place in weak ones."""

    id: str
    say: Text
    hear: Patterns
    myth: Text
    deny: Patterns
    proof: Proof | None = None
    cite: Cite | None = None


class FollowUp(Noun, frozen=True, kw_only=True):
    """What an interviewer asks next."""

    level: Literal[1, 2, 3]
    ask: Text
    answer: Text


class Question(Noun, frozen=True, kw_only=True):
    """Something with a machine-gradable answer; exactly one of the kinds is set."""

    id: str
    level: Literal[1, 2, 3]
    ask: Text
    hint: Text
    explain: Text
    draw: dict[str, tuple[Value, ...]] = {}
    where: str | None = None
    choose: tuple[Option, ...] | None = None
    select: tuple[Option, ...] | None = None
    number: Number | None = None
    phrase: Phrase | None = None
    order: tuple[Text, ...] | None = None
    predict: Predict | None = None
    points: tuple[Point, ...] | None = None
    proof: Proof | None = None
    cite: Cite | None = None

    @property
    def kind(self) -> Kind:
        """Return the one kind whose answer is set."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


class Topic(Noun, frozen=True, kw_only=True):
    """One open interview question with all that belongs to it."""

    title: Text
    ask: Text
    demo: str
    answer: Text
    points: tuple[Point, ...]
    follow_ups: tuple[FollowUp, ...]
    sources: tuple[Source, ...]
    questions: tuple[Question, ...]
    interview: int | None = None


Response = str | int | float | tuple[str | int | float, ...]
"""What a learner answered: text as typed, or a number or a list from a file."""


class Verdict(Noun, frozen=True, kw_only=True):
    """The result of grading: a score in 0..1, the rule that decided, and what there is to say about it."""

    score: float
    rule: str
    reading: str
    remarks: tuple[Text, ...] = ()

    @property
    def right(self) -> bool:
        """Return whether the full score was reached."""
        return self.score >= 1.0


class Unparsable(Noun, frozen=True, kw_only=True):
    """A response that could not be read as an answer of its kind; it is asked again and never counts as wrong."""

    why: Text


class NumberKey(Noun, frozen=True, kw_only=True):
    """A computed numeric key with its tolerances and the wrong numbers that known mistakes lead to."""

    value: float
    within: float = 0.0
    relative: float = 0.0
    unit: str = ""
    slips: tuple[tuple[float, Text], ...] = ()


class Posed(Noun, frozen=True, kw_only=True):
    """A question as it is put to a learner: values drawn, options shuffled.

    `order[i]` is the index in the course's file of the option (or step) shown at place i.
    """

    topic: str
    question: Question
    drawn: dict[str, Value] = {}
    order: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """Return the question's full id, `topic/slug`."""
        return f"{self.topic}/{self.question.id}"


class Attempt(Noun, frozen=True, kw_only=True):
    """One answered question, as written to the journal."""

    id: str
    at: datetime
    question: str
    drawn: dict[str, Value]
    response: str
    score: float
    rule: str
    seconds: float
