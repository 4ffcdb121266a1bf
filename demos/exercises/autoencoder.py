"""The best linear autoencoder."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Size


def pca_reconstruct(x: Float[Array, "n d"], width: Size) -> Float[Array, "n d"]:
    """Reconstruction by the linear autoencoder of a given width with the least squared error: PCA.

    x̂ = μ + (x − μ) V Vᵀ, the columns of V the leading principal directions
    """
    mean = x.mean(axis=0)
    directions = np.linalg.svd(x - mean, full_matrices=False)[2][:width]
    return mean + (x - mean) @ directions.T @ directions


def pca_reconstruct_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Points along a line with one off it by hand; then clouds far from the origin, and a code as wide as the data."""
    yield by_hand(np.array([[1.0, 1.0], [3.0, 1.0], [5.0, 1.0], [3.0, 2.0], [3.0, 0.0]]), 1)
    for size, features, width in ((12, 3, 1), (20, 5, 2), (40, 8, 5)):
        yield general(10 + rng.normal(size=(size, features)) @ np.diag(np.arange(1.0, features + 1)), width)
    yield edge("a code as wide as the data", "编码与数据同宽")(rng.normal(size=(9, 3)), 3)
    yield edge("data on a line", "数据在一条直线上")(np.outer(rng.normal(size=8), rng.normal(size=4)) + 2, 1)
