"""Questions as other quiz programs know them: single and several choices, numbers with tolerances, terms, pairs and essays."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from dl_quiz.exchange.items import Item, Lost
from dl_quiz.nouns import Choose, IntervalKey, Language, NumberKey, Option, OrderKey, Phrase, PointsKey, Select, Text
from dl_quiz.text import words

_AS_PAIRS = Text(en="steps to be put in order became pairs of a step and its place", zh="排序题改成了步骤与位次的配对")
_AS_ESSAY = Text(en="an answer in one's own words became an essay, which nobody grades", zh="口述题改成了无人自动判分的作文题")
_SPELLING = Text(en="spelling is not forgiven there", zh="那里不容忍拼写错误")
_READING = Text(en="numbers there are plain decimals, not 1/3, 75% or 2^10", zh="那里只认十进制数，不认 1/3、75%、2^10")


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number, and by how much an answer may be off."""

    value: float
    within: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its text or number, the share of the points that it earns, and what is said of it."""

    text: str
    share: float
    because: str = ""
    numeric: Numeric | None = None


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question as other programs know it; of a matching one the steps, in their right order."""

    name: str
    kind: Literal["single", "several", "number", "term", "matching", "essay"]
    ask: str
    explain: str = ""
    hint: str = ""
    answers: tuple[Answer, ...] = ()
    steps: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = field(default=())


def quiz_of(item: Item, language: Language) -> Quiz:
    """Return a question as other programs know it, with what of it they have no place for."""
    ask, explain = item.presented.ask.of(language), _explain(item, language)
    answers: tuple[Answer, ...] = ()
    steps: tuple[str, ...] = ()
    kind: Literal["single", "several", "number", "term", "matching", "essay"] = "essay"
    lost: tuple[Text, ...] = ()
    match item.key:
        case Choose(options) | IntervalKey(_, options):
            kind, answers = "single", tuple(_options(options, language))
        case Select(options):
            kind, answers = "several", tuple(_options(options, language))
        case NumberKey() as key:
            ask += f" ({key.unit})" if key.unit else ""
            kind, answers, lost = "number", tuple(_numbers(key, language)), (_READING,)
        case Phrase() as phrase:
            kind, answers, lost = "term", tuple(_terms(phrase, language)), (_SPELLING,)
        case OrderKey(ordered, _):
            kind, steps, lost = "matching", tuple(step.of(language) for step in ordered), (_AS_PAIRS,)
        case PointsKey(points, _):
            explain = "\n".join([*(f"• {point.say.of(language)}" for point in points), explain]).strip()
            lost = (_AS_ESSAY,)
    return Quiz(
        item.name, kind, ask, explain, item.presented.hint.of(language), answers, steps, tuple(Lost(item.name, what) for what in lost)
    )


def _explain(item: Item, language: Language) -> str:
    support = item.revealed.support
    shown = [(words.PROOF, support.command), (words.CITED, support.cited), (words.PAGE, support.url)]
    lines = [item.revealed.explain.of(language)]
    lines += [f"{name.of(language)}{words.COLON.of(language)}{text}" for name, text in shown if text]
    return "\n".join(line for line in lines if line)


def _options(options: Sequence[Option], language: Language) -> Iterator[Answer]:
    """Yield options: of one choice the right one earns all; of several each right one its share, and each wrong one loses its own."""
    right = sum(option.right for option in options)
    loss = 0.0 if right == 1 else -1 / (len(options) - right)
    for option in options:
        because = option.because.of(language) if option.because else ""
        yield Answer(option.say.of(language), 1 / right if option.right else loss, because)


def _numbers(key: NumberKey, language: Language) -> Iterator[Answer]:
    """Yield the key, then the numbers to which known mistakes lead, with as much room as the key has."""
    within = key.within + key.relative * abs(key.value)
    within = max(within, _rounding(key), 0.0 if key.value.is_integer() else abs(key.value) * 1e-9)
    yield Answer("", 1.0, "", Numeric(key.value, within))
    for value, because in key.slips:
        if abs(value - key.value) > 2 * within:
            yield Answer("", 0.0, because.of(language), Numeric(value, within))


def _rounding(key: NumberKey) -> float:
    """Return by how much a number may be off that is rounded as the question asks."""
    if key.rounding is None or not key.value:
        return 0.0
    size = math.floor(math.log10(abs(key.value))) + 1 if key.rounding.significant else 0
    return 0.5 * 10.0 ** (size - key.rounding.count) * (1 + 1e-9)


def _terms(phrase: Phrase, language: Language) -> Iterator[Answer]:
    """Yield what is accepted, in both languages, then what is known to be wrong."""
    yield from (Answer(term, 1.0) for term in dict.fromkeys((*phrase.accept.en, *phrase.accept.zh)))
    for mistake in phrase.wrong:
        because = mistake.because.of(language)
        yield from (Answer(term, 0.0, because) for term in dict.fromkeys((*mistake.hear.en, *mistake.hear.zh)))


def positional(value: float) -> str:
    """Return a number as a plain decimal, without an exponent."""
    return format(Decimal(f"{value:.12g}"), "f")


def percent(share: float) -> str:
    """Return a share in per cent as Moodle knows it: 33.33333, 100, 0, -50."""
    return f"{100 * share:.5f}".rstrip("0").rstrip(".")


def literal(term: str) -> str:
    """Return a term in which * stands for itself, and not for anything."""
    return term.replace("*", "\\*")
