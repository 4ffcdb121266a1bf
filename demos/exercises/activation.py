"""An activation and its derivative."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def silu(x: Float[Array, "d"]) -> tuple[Float[Array, "d"], Float[Array, "d"]]:
    """SiLU (swish) and its derivative.

    x σ(x),   σ(x) (1 + x (1 − σ(x)))
    """
    exponential = np.exp(-np.abs(x))  # never above 1: nothing overflows
    sigmoid = np.where(x >= 0, 1, exponential) / (1 + exponential)
    return x * sigmoid, sigmoid * (1 + x * (1 - sigmoid))


def silu_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Zero and ln 3 by hand, where the sigmoid is ½ and ¾; then numbers of both signs and far out."""
    yield by_hand(np.array([0.0, np.log(3.0), -np.log(3.0)]))
    for size in (4, 9, 100):
        yield general(3 * rng.normal(size=size))
    yield edge("numbers near 1000 and −1000", "接近 ±1000 的数")(np.array([1000.0, -1000.0, 700.5, -745.2]))
    yield edge("one number", "只有一个数")(rng.normal(size=1))
