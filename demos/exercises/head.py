"""Heads of a CNN."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def class_activation_map(
    maps: Float[Array, "c h w"], weights: Float[Array, "k c"], bias: Float[Array, "k"]
) -> tuple[Float[Array, "k"], Float[Array, "k h w"]]:
    """Scores of a head of global average pooling and one linear layer, and the map of each class.

    sₖ = bₖ + Σ_c Wₖ_c · mean(x_c),   Mₖ[i, j] = Σ_c Wₖ_c · x_c[i, j]
    """
    evidence = np.einsum("kc,chw->khw", weights, maps)
    scores = weights @ maps.mean(axis=(1, 2)) + bias
    return scores, evidence


def class_activation_map_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two maps and two classes by hand; then sizes that differ."""
    maps = np.array([[[0.0, 4.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 1.0]]])
    yield by_hand(maps, np.array([[1.0, 2.0], [-1.0, 0.0]]), np.array([0.5, 0.0]))
    for channels, side, classes in ((3, (4, 5), 2), (6, (2, 3), 4), (8, (7, 7), 10)):
        yield general(rng.normal(size=(channels, *side)), rng.normal(size=(classes, channels)), rng.normal(size=classes))
    yield edge("maps of one cell", "1×1 的特征图")(rng.normal(size=(3, 1, 1)), rng.normal(size=(2, 3)), rng.normal(size=2))
