"""A head on frozen features."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, NotNegative


def linear_probe(
    features: Float[Array, "n d"], targets: Float[Array, "n k"], strength: NotNegative
) -> tuple[Float[Array, "k d"], Float[Array, "k"]]:
    """Weights and bias of the best linear head on frozen features, the weights penalised and the bias not.

    minimise Σₙ ‖W xₙ + b − tₙ‖² + λ‖W‖²: centre both, W = (XᵀX + λI)⁻¹XᵀT transposed, b = t̄ − W x̄
    """
    centre, level = features.mean(axis=0), targets.mean(axis=0)
    x, t = features - centre, targets - level
    weights = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ t).T
    return weights, level - weights @ centre


def linear_probe_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Three points on a line by hand; then several targets, features far from zero, and a strong penalty."""
    yield by_hand(np.array([[0.0], [1.0], [2.0]]), np.array([[10.0], [13.0], [16.0]]), 2.0)
    for size, features, outputs, strength in ((8, 3, 2, 0.5), (20, 5, 3, 1.0), (40, 6, 1, 10.0)):
        yield general(5 + rng.normal(size=(size, features)), rng.normal(size=(size, outputs)), strength)
    yield edge("no penalty", "没有惩罚")(rng.normal(size=(10, 2)), rng.normal(size=(10, 2)), 0.0)
    yield edge("a penalty that leaves only the bias", "惩罚强到只剩偏置")(rng.normal(size=(6, 2)), 3 + rng.normal(size=(6, 2)), 1e6)
    yield edge("fewer examples than features", "样本少于特征")(rng.normal(size=(3, 5)), rng.normal(size=(3, 2)), 0.1)
