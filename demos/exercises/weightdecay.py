"""AdamW: decay beside Adam's step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, NotNegative, Positive, Size


def adamw_step(
    weights: Float[Array, "d"],
    gradient: Float[Array, "d"],
    first: Float[Array, "d"],
    second: Float[Array, "d"],
    step: Size,
    lr: Positive = 1e-3,
    weight_decay: NotNegative = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: Positive = 1e-8,
) -> tuple[Float[Array, "d"], Float[Array, "d"], Float[Array, "d"]]:
    """One step of AdamW; the steps count from 1.

    w ← (1 − ηλ) w − η m̂/(√v̂ + ε),   m and v made of the gradient alone
    """
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    mean = first / (1 - beta1**step)
    square = second / (1 - beta2**step)
    decayed = (1 - lr * weight_decay) * weights
    return decayed - lr * mean / (np.sqrt(square) + eps), first, second


def adamw_step_cases(rng: np.random.Generator) -> Iterator[Case]:
    """The first step by hand; then later steps, no decay, and a gradient of zeros, where only the decay moves."""
    yield by_hand(np.array([1.0, -2.0]), np.array([3.0, 0.5]), np.zeros(2), np.zeros(2), 1, lr=0.1, weight_decay=0.5)
    for size, step in ((3, 2), (5, 10), (8, 1000)):
        yield general(rng.normal(size=size), rng.normal(size=size), rng.normal(size=size), rng.random(size), step)
    yield general(
        rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), rng.random(4), 3, lr=0.5, weight_decay=0.1, beta1=0.5, beta2=0.9
    )
    yield edge("no decay", "没有衰减")(rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), rng.random(4), 5, weight_decay=0.0)
    yield edge("a gradient as small as ε", "梯度与 ε 一样小")(
        rng.normal(size=4), 1e-8 * (1 + rng.random(4)), np.zeros(4), np.zeros(4), 1, lr=0.1
    )
    yield edge("a gradient of zeros", "梯度为零")(rng.normal(size=4), np.zeros(4), np.zeros(4), np.zeros(4), 1, lr=0.1, weight_decay=0.2)
