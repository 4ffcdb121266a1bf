"""Low-rank adapters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.lora import lora_forward, lora_merge  # noqa: F401 (what is to be written)


def lora_forward_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Rank one by hand; then other ranks, and the start, where B is zero."""
    yield by_hand(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 1.0]]), np.array([[2.0], [-1.0]]), 2.0)
    for size, inputs, outputs, rank, alpha in ((3, 5, 4, 2, 4.0), (6, 4, 7, 3, 1.0), (8, 10, 6, 4, 16.0)):
        yield general(
            rng.normal(size=(size, inputs)),
            rng.normal(size=(outputs, inputs)),
            rng.normal(size=(rank, inputs)),
            rng.normal(size=(outputs, rank)),
            alpha,
        )
    yield edge("at the start, B is zero", "训练之初 B 为零")(
        rng.normal(size=(2, 3)), rng.normal(size=(4, 3)), rng.normal(size=(2, 3)), np.zeros((4, 2)), 8.0
    )


def lora_merge_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Rank one by hand; then other ranks, and the start, where B is zero."""
    yield by_hand(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 3.0]]), np.array([[2.0], [-1.0]]), 2.0)
    for inputs, outputs, rank, alpha in ((5, 4, 2, 4.0), (4, 7, 3, 1.0), (6, 6, 3, 16.0)):
        yield general(rng.normal(size=(outputs, inputs)), rng.normal(size=(rank, inputs)), rng.normal(size=(outputs, rank)), alpha)
    yield edge("at the start, B is zero", "训练之初 B 为零")(rng.normal(size=(4, 3)), rng.normal(size=(2, 3)), np.zeros((4, 2)), 8.0)
