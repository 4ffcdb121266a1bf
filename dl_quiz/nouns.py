"""The nouns: frozen values that every floor shares."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar, Literal, get_args

import msgspec

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
Kind = Literal["choose", "select", "number", "phrase", "order", "predict", "points"]

Scalar = bool | int | float | str
Value = Scalar | tuple[Any, ...]
"""What can be drawn for a template, or passed to a kernel or a scene: a scalar, or (nested) tuples of them."""

Arguments = dict[str, Value | None]
"""Arguments by name. In a template, a value that is the bare name of a drawn value stands for it, and so does None for its own name."""


NAME = re.compile(r"\{(\w+)\}")
"""A name in a text, to be replaced by what it stands for."""


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The manner of all nouns: frozen, and strict about their fields."""


class Bare(Noun, frozen=True):
    """The manner of nouns that a file writes as their one field alone."""


class Document(Noun, frozen=True, omit_defaults=False):
    """The manner of documents for scripts: every field is written, so that a reader can rely on it."""


class Text(Noun, frozen=True, kw_only=True):
    """One text in both languages."""

    en: str
    zh: str

    def of(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.en if language == "en" else self.zh

    def format(self, **names: Value | Text) -> Text:
        """Return the text with every {name} among `names` replaced: by a value as people write it, by a text in each language."""
        if not names:
            return self
        en, zh = (
            {name: shown(value.of(language) if isinstance(value, Text) else value) for name, value in names.items()}
            for language in LANGUAGES
        )
        return Text(en=_filled(self.en, en), zh=_filled(self.zh, zh))


def _filled(text: str, names: dict[str, str]) -> str:
    return NAME.sub(lambda match: names.get(match[1], match[0]), text)


def shown(value: Value) -> str:
    """Return a value as people write it: 3, 0.25, [1, 2, 3]."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return str(value)


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


class Point(Noun, frozen=True, kw_only=True):
    """A key point: what a strong spoken answer must contain, and the myth that stands in its place in weak ones."""

    id: str
    say: Text
    hear: Patterns
    myth: Text
    deny: Patterns
    proof: Proof | None = None
    cite: Cite | None = None


class Points(Bare, frozen=True):
    """The answer of a `points` question: what must be said, in the learner's own words."""

    kind: ClassVar[Kind] = "points"
    points: tuple[Point, ...]


Answer = Choose | Select | Number | Phrase | Order | Predict | Points
"""The answer of a question; in a topic's file it stands under its kind."""

KINDS: tuple[Kind, ...] = tuple(answer.kind for answer in get_args(Answer))


class FollowUp(Noun, frozen=True, kw_only=True):
    """What an interviewer asks next."""

    level: Literal[1, 2, 3]
    ask: Text
    answer: Text


class Question(Noun, frozen=True, kw_only=True):
    """Something with a machine-gradable answer."""

    id: str
    level: Literal[1, 2, 3]
    ask: Text
    hint: Text
    explain: Text
    answer: Answer
    draw: dict[str, tuple[Value, ...]] = {}
    where: str | None = None
    proof: Proof | None = None
    cite: Cite | None = None

    @property
    def kind(self) -> Kind:
        """Return the kind of its answer."""
        return self.answer.kind


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
