"""The feed-forward block of today's transformers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def swiglu(x: Float[Array, "n d"], gate: Float[Array, "h d"], up: Float[Array, "h d"], down: Float[Array, "d h"]) -> Float[Array, "n d"]:
    """A SwiGLU feed-forward block without biases, a token a row.

    y = (silu(x Gᵀ) ⊙ x Uᵀ) Dᵀ,   silu(z) = z σ(z)
    """
    z = x @ gate.T
    silu = z / (1 + np.exp(-z))
    return (silu * (x @ up.T)) @ down.T


def swiglu_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One token by hand, where the gate's sigmoid is ½ and ¾; then sizes that differ."""
    yield by_hand(
        np.array([[1.0, 0.0]]),
        np.array([[0.0, 5.0], [np.log(3.0), 0.0]]),
        np.array([[2.0, 0.0], [4.0, 1.0]]),
        np.array([[1.0, 1.0], [0.0, 2.0]]),
    )
    for tokens, width, hidden in ((3, 4, 6), (5, 2, 7), (8, 6, 16)):
        yield general(
            rng.normal(size=(tokens, width)),
            rng.normal(size=(hidden, width)),
            rng.normal(size=(hidden, width)),
            rng.normal(size=(width, hidden)),
        )
    yield edge("one token", "只有一个 token")(
        rng.normal(size=(1, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.normal(size=(3, 5))
    )
    yield edge("a gate of zeros", "门全为零")(rng.normal(size=(2, 3)), np.zeros((4, 3)), rng.normal(size=(4, 3)), rng.normal(size=(3, 4)))
