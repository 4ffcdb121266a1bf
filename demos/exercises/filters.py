"""Edges by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def sobel(image: Float[Array, "h w"]) -> Float[Array, "h−2 w−2"]:
    """Strength of the edge at each inner pixel by Sobel's two kernels, applied without flipping.

    |G| = √(Gx² + Gy²),   Gx = [[−1, 0, 1], [−2, 0, 2], [−1, 0, 1]] ⋆ x,   Gy = Gxᵀ ⋆ x
    """
    smooth_rows = image[:-2] + 2 * image[1:-1] + image[2:]
    smooth_columns = image[:, :-2] + 2 * image[:, 1:-1] + image[:, 2:]
    across = smooth_rows[:, 2:] - smooth_rows[:, :-2]
    down = smooth_columns[2:] - smooth_columns[:-2]
    return np.sqrt(across**2 + down**2)


def sobel_cases(rng: np.random.Generator) -> Iterator[Case]:
    """An upright step by hand; then noise, a level step and a slope on which both kernels answer."""
    yield by_hand(np.array([[0.0, 0.0, 1.0, 1.0]] * 4))
    for shape in ((5, 5), (6, 9), (12, 7)):
        yield general(rng.normal(size=shape))
    yield edge("a level step", "水平方向的边")(np.repeat([0.0, 0.0, 1.0, 1.0], 5).reshape(4, 5))
    yield edge("a slope in both directions", "两个方向都有坡度")(np.add.outer(3.0 * np.arange(5), 4.0 * np.arange(6)))
    yield edge("black and white, 0 and 255", "黑白图，取值 0 与 255")(255.0 * rng.integers(2, size=(5, 6)))
    yield edge("an even picture", "处处相同的图")(np.full((4, 4), 7.0))
