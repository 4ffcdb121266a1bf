"""The words in which an exercise's cases are written: a small one to be checked by hand, then general ones, edges, and properties.

The cases of a function are a generator beside it, `FUNCTION_cases(rng)`, which yields them in the order in which a learner should meet them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dl_quiz.nouns import Text

BY_HAND = Text(en="by hand", zh="手算")
GENERAL = Text(en="random shapes", zh="随机形状")


@dataclass(frozen=True, slots=True)
class Case:
    """One call of a function: what is special about it, with what it is called, and what of its result counts.

    `measure` is given the result and then the arguments; what it returns is compared in the result's place, for functions of which
    more than one result is right. `within` is the distance that is allowed, where rounding is not all that may differ.
    """

    name: Text
    arguments: tuple[Any, ...]
    named: Mapping[str, Any] = field(default_factory=dict)
    measure: Callable[..., Any] | None = None
    within: float | None = None


def by_hand(*arguments: Any, **named: Any) -> Case:
    """Call the function with numbers so few and round that a person can follow them on paper."""
    return Case(BY_HAND, arguments, named)


def general(*arguments: Any, **named: Any) -> Case:
    """Call the function with numbers as they come."""
    return Case(GENERAL, arguments, named)


def edge(en: str, zh: str) -> Callable[..., Case]:
    """Return a word for a call at the edge of what is allowed: `edge("nothing is dropped", "什么都不丢弃")(x, 0.0)`."""
    return lambda *arguments, **named: Case(Text(en=en, zh=zh), arguments, named)


def measured(en: str, zh: str, measure: Callable[..., Any], *, within: float | None = None) -> Callable[..., Case]:
    """Return a word for a call of whose result only a measure counts: `measured("share that stays", "保留比例", share, within=0.02)(x, 0.3, rng)`."""
    return lambda *arguments, **named: Case(Text(en=en, zh=zh), arguments, named, measure, within)
