"""Addition: put two numbers together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step, equal

from .kernels.add import add


def count(
    rng: np.random.Generator,
    *,
    left: Annotated[int, Range(0, 20), "the first number"] = 2,
    right: Annotated[int, Range(0, 20), "the second number"] = 3,
    way: Annotated[Literal["fingers", "abacus"], "how to count"] = "fingers",
    aloud: Annotated[bool, "say it"] = True,
) -> Iterator[Step]:
    """Count on from the first number."""
    if left == right == 0:
        raise Refusal("nothing is there to count")
    if aloud:
        yield Say("Begin at {left} and go on {right} times, by {way}.")
    yield Show("The numbers", np.arange(left, left + right + 1), heat=True)
    yield Plot("Going on", {"sum": np.arange(left, left + right + 1)})
    yield Ask("Where do we end?", left + right)
    yield Check("sum", "Counting on gives the sum", equal(len([*range(left), *range(right)]), add(left, right)))
    yield Check(
        "commutes", "Either order gives the same", equal(add(left, right), add(right, left)).where(left != right, "both are the same")
    )


def luck(rng: np.random.Generator) -> Iterator[Step]:
    """Add what falls."""
    yield Check("even-odds", "The mean is near one half", equal(float(rng.random(1000).mean()), 0.5, within=0.05))
