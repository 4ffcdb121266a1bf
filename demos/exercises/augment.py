"""Mixing examples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Int, Size


def mixup(
    x: Float[Array, "n d"], labels: Int[Array, "n"], classes: Size, share: float, partner: Int[Array, "n"]
) -> tuple[Float[Array, "n d"], Float[Array, "n c"]]:
    """Blend each example with its partner, and their one-hot targets alike.

    x̃ᵢ = λ xᵢ + (1 − λ) x_π(i),   ỹᵢ = λ onehot(yᵢ) + (1 − λ) onehot(y_π(i))
    """
    targets = np.zeros((len(labels), classes))
    targets[np.arange(len(labels)), labels] = 1
    return share * x + (1 - share) * x[partner], share * targets + (1 - share) * targets[partner]


def mixup_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two examples that swap by hand; then permutations, an example that is its own partner, and shares of 0 and 1."""
    yield by_hand(np.array([[0.0, 10.0], [20.0, 0.0]]), np.array([0, 2]), 3, 0.75, np.array([1, 0]))
    for size, features, classes, share in ((4, 3, 5, 0.3), (7, 2, 3, 0.9), (16, 5, 10, 0.5)):
        yield general(rng.normal(size=(size, features)), rng.integers(classes, size=size), classes, share, rng.permutation(size))
    yield edge("more classes than labels", "类别比标签多")(rng.normal(size=(3, 2)), np.array([0, 4, 1]), 6, 0.8, np.array([1, 2, 0]))
    yield edge("partners of the same class", "同类互为搭档")(rng.normal(size=(4, 3)), np.ones(4, int), 2, 0.6, np.array([1, 2, 3, 0]))
    yield edge("an example that is its own partner", "与自己为搭档的样本")(
        rng.normal(size=(3, 2)), np.array([0, 1, 2]), 3, 0.4, np.array([0, 2, 1])
    )
    yield edge("a share of 1", "λ = 1")(rng.normal(size=(3, 2)), np.array([0, 1, 2]), 3, 1.0, np.array([2, 0, 1]))
