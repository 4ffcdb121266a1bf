"""Backpropagation by hand, and the check of a gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Positive


def mlp_gradients(
    x: Float[Array, "n i"],
    targets: Float[Array, "n o"],
    w1: Float[Array, "h i"],
    b1: Float[Array, "h"],
    w2: Float[Array, "o h"],
    b2: Float[Array, "o"],
) -> tuple[float, Float[Array, "h i"], Float[Array, "h"], Float[Array, "o h"], Float[Array, "o"]]:
    """Loss and gradients of a two-layer ReLU network.

    h = relu(x W₁ᵀ + b₁),   ŷ = h W₂ᵀ + b₂,   L = 1/(2n) Σₙ ‖ŷ − t‖²
    """
    z = x @ w1.T + b1
    hidden = np.maximum(z, 0)
    error = hidden @ w2.T + b2 - targets
    loss = float(np.sum(error**2) / (2 * len(x)))
    delta2 = error / len(x)
    delta1 = (delta2 @ w2) * (z > 0)  # the ReLU passes what it let through
    return loss, delta1.T @ x, delta1.sum(axis=0), delta2.T @ hidden, delta2.sum(axis=0)


def gradient_check(function: Callable[..., float], x: Float[Array, "d"], eps: Positive = 1e-5) -> Float[Array, "d"]:
    """Gradient of a function of a vector by central differences.

    gⱼ = (f(x + ε eⱼ) − f(x − ε eⱼ)) / 2ε
    """
    gradient = np.zeros_like(x)
    for j in range(len(x)):
        step = np.zeros_like(x)
        step[j] = eps
        gradient[j] = (function(x + step) - function(x - step)) / (2 * eps)
    return gradient


def mlp_gradients_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One example with a silent and a loud hidden unit by hand; then sizes that all differ."""
    yield by_hand(
        np.array([[1.0, 2.0]]), np.array([[1.0]]), np.array([[1.0, 1.0], [1.0, -1.0]]), np.zeros(2), np.array([[2.0, 3.0]]), np.array([0.0])
    )
    for n, i, h, o in ((4, 3, 5, 2), (6, 2, 4, 3), (16, 8, 12, 5)):
        yield general(
            rng.normal(size=(n, i)),
            rng.normal(size=(n, o)),
            rng.normal(size=(h, i)),
            rng.normal(size=h),
            rng.normal(size=(o, h)),
            rng.normal(size=o),
        )
    silent = (rng.normal(size=(4, 3)), rng.normal(size=(2, 4)), rng.normal(size=2))
    yield edge("all hidden units silent", "隐藏单元全部不激活")(
        rng.random((5, 3)), rng.normal(size=(5, 2)), -rng.random((4, 3)), -np.ones(4), *silent[1:]
    )
    yield edge("a hidden unit at exactly 0", "一个隐藏单元恰好为 0")(
        np.array([[1.0, 2.0]]), np.array([[1.0]]), np.array([[2.0, -1.0], [1.0, 1.0]]), np.zeros(2), np.array([[3.0, 2.0]]), np.array([0.5])
    )
    yield edge("one hidden unit", "只有一个隐藏单元")(
        rng.normal(size=(5, 3)),
        rng.normal(size=(5, 2)),
        rng.normal(size=(1, 3)),
        rng.normal(size=1),
        rng.normal(size=(2, 1)),
        rng.normal(size=2),
    )


def gradient_check_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A parabola by hand; then functions whose partial derivatives differ, and a kink, at which both sides are averaged."""
    yield by_hand(_squares, np.array([1.0, -2.0, 3.0]))
    for size in (2, 5):
        yield general(_waves, rng.normal(size=size))
        yield general(_product, 1 + rng.random(size))
    yield general(_squares, rng.normal(size=4), eps=0.1)
    yield edge("a kink at 0", "在 0 处有折点")(_rectified, np.array([0.0, 1.0, -1.0]))
    yield edge("one variable", "只有一个变量")(_waves, rng.normal(size=1))
    yield edge("a cubic, with a long step", "三次函数、步长较大")(_cubes, 1.5 + rng.random(3), eps=0.5)


def _squares(x: Array) -> float:
    return float(np.sum(x**2))


def _cubes(x: Array) -> float:
    return float(np.sum(x**3))


def _waves(x: Array) -> float:
    return float(np.sum(np.sin(np.arange(1, len(x) + 1) * x)))


def _product(x: Array) -> float:
    return float(np.prod(x))


def _rectified(x: Array) -> float:
    return float(np.sum(np.maximum(x, 0)))
