"""Rates for the layers of a pretrained network."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Positive, Size


def layer_rates(layers: Size, lr: Positive, decay: Positive) -> Float[Array, "layers"]:
    """Learning rate of each layer, from the input on: the last has lr, and each layer below it `decay` times the one above.

    ηₗ = η · ρ^(L − l),   l = 1 … L
    """
    return lr * decay ** np.arange(layers - 1, -1, -1)


def layer_rates_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Three layers by hand; then deeper networks and other decays."""
    yield by_hand(3, 1.0, 0.5)
    for layers, lr, decay in ((5, 1e-3, 0.8), (12, 2e-5, 0.65), (24, 0.1, 0.95)):
        yield general(layers, lr, decay)
    yield general(int(rng.integers(4, 9)), 0.01, float(rng.uniform(0.3, 0.9)))
    yield edge("one layer", "只有一层")(1, 0.1, 0.5)
    yield edge("no decay", "不衰减")(4, 0.1, 1.0)
