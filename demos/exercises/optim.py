"""Two optimisers, a step at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Positive, Size


def momentum_step(
    weights: Float[Array, "d"], gradient: Float[Array, "d"], velocity: Float[Array, "d"], lr: Positive, momentum: float
) -> tuple[Float[Array, "d"], Float[Array, "d"]]:
    """One step of gradient descent with momentum.

    v ← μ v + g,   w ← w − η v
    """
    velocity = momentum * velocity + gradient
    return weights - lr * velocity, velocity


def adam_step(
    weights: Float[Array, "d"],
    gradient: Float[Array, "d"],
    first: Float[Array, "d"],
    second: Float[Array, "d"],
    step: Size,
    lr: Positive = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: Positive = 1e-8,
) -> tuple[Float[Array, "d"], Float[Array, "d"], Float[Array, "d"]]:
    """One step of Adam; the steps count from 1.

    m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   w ← w − η m̂/(√v̂ + ε),   m̂ = m/(1 − β₁ᵗ),   v̂ = v/(1 − β₂ᵗ)
    """
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    mean = first / (1 - beta1**step)
    square = second / (1 - beta2**step)
    return weights - lr * mean / (np.sqrt(square) + eps), first, second


def momentum_step_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Round numbers by hand; then a first step, no momentum, and much of it."""
    yield by_hand(np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.array([5.0, 0.0]), 0.1, 0.5)
    for size, lr, momentum in ((3, 0.1, 0.9), (5, 0.01, 0.99), (8, 1.0, 0.5)):
        yield general(rng.normal(size=size), rng.normal(size=size), rng.normal(size=size), lr, momentum)
    yield edge("the first step", "第一步")(rng.normal(size=4), rng.normal(size=4), np.zeros(4), 0.1, 0.9)
    yield edge("no momentum", "没有动量")(rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), 0.1, 0.0)
    yield edge("a gradient of zeros", "梯度为零")(rng.normal(size=4), np.zeros(4), rng.normal(size=4), 0.1, 0.9)


def adam_step_cases(rng: np.random.Generator) -> Iterator[Case]:
    """The first step by hand, which is η whatever the gradient; then later steps, tiny gradients beside ε, and zeros."""
    yield by_hand(np.array([1.0, 1.0]), np.array([2.0, -0.5]), np.zeros(2), np.zeros(2), 1, lr=0.1)
    for size, step in ((3, 2), (5, 10), (8, 1000)):
        yield general(rng.normal(size=size), rng.normal(size=size), rng.normal(size=size), rng.random(size), step)
    yield general(rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), rng.random(4), 3, lr=0.5, beta1=0.5, beta2=0.9, eps=0.1)
    yield edge("tiny gradients", "很小的梯度")(rng.normal(size=4), 1e-8 * rng.normal(size=4), np.zeros(4), np.zeros(4), 1, lr=0.1)
    yield edge("a gradient of zeros on the first step", "第一步梯度为零")(rng.normal(size=3), np.zeros(3), np.zeros(3), np.zeros(3), 1)
