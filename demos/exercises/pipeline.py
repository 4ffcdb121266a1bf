"""Shapes through a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Size


def side_after(side: Size, layers: Sequence[tuple[int, int, int]]) -> int:
    """Side of the map that leaves a chain of layers, each given as (kernel, stride, padding).

    n ← ⌊(n + 2p − k)/s⌋ + 1, layer by layer
    """
    for kernel, stride, padding in layers:
        side = (side + 2 * padding - kernel) // stride + 1
    return side


def side_after_cases(rng: np.random.Generator) -> Iterator[Case]:
    """LeNet's two pairs by hand; then ResNet's stem, and chains in which each layer rounds down."""
    yield by_hand(32, [(5, 1, 0), (2, 2, 0), (5, 1, 0), (2, 2, 0)])
    yield general(224, [(7, 2, 3), (3, 2, 1)])
    for _ in range(3):
        layers = [(int(rng.integers(2, 6)), int(rng.integers(1, 4)), int(rng.integers(3))) for _ in range(3)]
        yield general(int(rng.integers(90, 130)), layers)
    yield general(98, [(3, 2, 0), (2, 1, 0), (3, 2, 0), (2, 2, 0)])
    yield edge("no layer", "没有任何层")(17, [])
    yield edge("padding that keeps the side", "保持边长的填充")(15, [(3, 1, 1), (5, 1, 2)])
