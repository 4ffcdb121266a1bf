"""What a template may draw."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from dl_quiz.nouns import Question, Value
from dl_quiz.text.arithmetic import evaluate

MOST_DRAWS, MOST_TRIED = 5_000, 20_000
"""The most combinations that a template may have, and may have before `where` chooses among them."""


def draws(question: Question) -> Iterator[dict[str, Value]]:
    """Yield every combination of values that a template may draw, in a fixed order; one empty draw where there is no template.

    Raises ValueError when `where` cannot be reckoned.
    """
    for values in product(*question.draw.values()):
        drawn = dict(zip(question.draw, values, strict=True))
        if question.where is None or evaluate(question.where, drawn):
            yield drawn
