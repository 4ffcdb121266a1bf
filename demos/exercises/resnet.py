"""A residual block."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def residual_block(
    x: Float[Array, "n d"], w1: Float[Array, "h d"], w2: Float[Array, "d h"], upstream: Float[Array, "n d"]
) -> tuple[Float[Array, "n d"], Float[Array, "n d"]]:
    """Output of a pre-activation residual block of two dense layers, and the gradient with respect to its input.

    y = x + relu(relu(x) W₁ᵀ) W₂ᵀ,   ∂L/∂x = δ + J_branchᵀ δ
    """
    first = np.maximum(x, 0)
    z = first @ w1.T
    y = x + np.maximum(z, 0) @ w2.T
    through = (upstream @ w2) * (z > 0)
    gradient = upstream + (through @ w1) * (x > 0)
    return y, gradient


def residual_block_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One example by hand with a negative input, which the branch does not see but the shortcut carries."""
    yield by_hand(np.array([[2.0, -1.0]]), np.array([[1.0, 1.0], [-1.0, 0.0]]), np.array([[1.0, 0.0], [2.0, 5.0]]), np.array([[1.0, 1.0]]))
    for size, width, hidden in ((3, 4, 5), (5, 2, 6), (8, 7, 3)):
        yield general(
            rng.normal(size=(size, width)),
            rng.normal(size=(hidden, width)),
            rng.normal(size=(width, hidden)),
            rng.normal(size=(size, width)),
        )
    yield edge("a branch that ends in zeros", "残差分支末层为零")(
        rng.normal(size=(4, 3)), rng.normal(size=(5, 3)), np.zeros((3, 5)), rng.normal(size=(4, 3))
    )
    yield edge("an input and a hidden unit at exactly 0", "一个输入和一个隐藏单元恰好为 0")(
        np.array([[0.0, 1.0, 2.0]]),
        np.array([[1.0, 2.0, -1.0], [1.0, 1.0, 0.0]]),
        np.array([[1.0, 2.0], [3.0, 1.0], [0.0, 1.0]]),
        np.ones((1, 3)),
    )
    yield edge("negative inputs only", "输入全为负")(
        -1 - rng.random((3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(4, 5)), rng.normal(size=(3, 4))
    )
