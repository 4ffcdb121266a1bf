"""What a learner is shown of a question after the answer."""

from __future__ import annotations

from dl_quiz.asking.keys import names_of
from dl_quiz.asking.pose import Posed
from dl_quiz.asking.support import Support, support_of
from dl_quiz.grading.letters import label
from dl_quiz.nouns import (
    Choose,
    IntervalKey,
    Key,
    Noun,
    NumberKey,
    OrderKey,
    Phrase,
    PointsKey,
    Select,
    Text,
    shown,
)


class Choice(Noun, frozen=True, kw_only=True):
    """An option or a step with what is true of it; `place` is where it was shown, from 0."""

    place: int
    say: Text
    right: bool = True
    because: Text | None = None


class Revealed(Noun, frozen=True, kw_only=True):
    """A question after its answer: the key, why it is right, what is true of each option, and what shows it.

    Options stand as they were shown, steps in their right order (`ordered`); other kinds have none.
    """

    key: Text
    explain: Text
    choices: tuple[Choice, ...]
    ordered: bool
    support: Support


def reveal(posed: Posed, key: Key) -> Revealed:
    """Return what a learner is shown of a posed question whose key is known."""
    question = posed.question
    return Revealed(
        key=key_text(key),
        explain=question.explain.format(**names_of(posed, key)),
        choices=_choices(key),
        ordered=isinstance(key, OrderKey),
        support=support_of(question, posed.reading.topic.sources, posed.drawn),
    )


def key_text(key: Key) -> Text:
    """Return a key as people write it, an option or a step a line."""
    match key:
        case Choose(options) | Select(options) | IntervalKey(_, options):
            return _joined([(label(index), option.say) for index, option in enumerate(options) if option.right])
        case NumberKey(value=value, unit=unit):
            number = f"{shown(value)} {unit}".rstrip()
            return Text(en=number, zh=number)
        case Phrase(accept=accept):
            return Text(en=accept.en[0], zh=accept.zh[0])
        case OrderKey(steps, order):
            return _joined([(label(order.index(turn)), step) for turn, step in enumerate(steps)])
        case PointsKey(points, _):
            return _joined([(str(turn), point.say) for turn, point in enumerate(points, 1)])


def _choices(key: Key) -> tuple[Choice, ...]:
    match key:
        case Choose(options) | Select(options) | IntervalKey(_, options):
            return tuple(
                Choice(place=place, say=option.say, right=option.right, because=option.because) for place, option in enumerate(options)
            )
        case OrderKey(steps, order):
            return tuple(Choice(place=order.index(turn), say=step) for turn, step in enumerate(steps))
    return ()


def _joined(parts: list[tuple[str, Text]]) -> Text:
    return Text(en="\n".join(f"{name}) {text.en}" for name, text in parts), zh="\n".join(f"{name}) {text.zh}" for name, text in parts))
