"""Posing a question: values drawn, options shuffled, names in its texts filled in."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from dl_quiz.course.draws import draws
from dl_quiz.nouns import Option, Posed, Question, Text, Value

_NAME = re.compile(r"\{(\w+)\}")


def pose(topic: str, question: Question, seed: int) -> Posed:
    """Put a question for `seed`: the same seed draws the same values and the same order, whatever else is asked."""
    luck = random.Random(f"{seed}:{topic}/{question.id}")
    drawn = luck.choice(list(draws(question))) if question.draw else {}
    order = list(range(_count(question)))
    if len(order) > 2:
        luck.shuffle(order)
    if question.order is not None and order == sorted(order):
        order.reverse()  # steps never stand in their right order
    return Posed(topic=topic, question=question, drawn=drawn, order=tuple(order))


def _count(question: Question) -> int:
    """Return how many options or steps there are to shuffle."""
    if question.predict is not None:
        return len(question.predict.options)
    return len(question.choose or question.select or question.order or ())


def fill(text: Text, names: Mapping[str, Value]) -> Text:
    """Return `text` with every {name} that is in `names` replaced by its value."""
    if not names:
        return text
    return Text(en=_fill(text.en, names), zh=_fill(text.zh, names))


def _fill(text: str, names: Mapping[str, Value]) -> str:
    return _NAME.sub(lambda match: shown(names[match[1]]) if match[1] in names else match[0], text)


def shown(value: Value) -> str:
    """Return a value as people write it: 3, 0.25, [1, 2, 3]."""
    if isinstance(value, tuple):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, float) and not isinstance(value, bool):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return str(value)


def options_as_shown(posed: Posed) -> tuple[Option, ...]:
    """Return the options of a `choose` or `select` in the order shown, names filled in; none for other kinds."""
    options = posed.question.choose or posed.question.select
    if options is None:
        return ()
    return tuple(_filled(options[index], posed.drawn) for index in posed.order)


def _filled(option: Option, drawn: Mapping[str, Value]) -> Option:
    because = fill(option.because, drawn) if option.because else None
    return Option(say=fill(option.say, drawn), right=option.right, because=because)
