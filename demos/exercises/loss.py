"""Softmax cross-entropy with its gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.loss import Labels
from ..kernels.shapes import Array, Float


def softmax_cross_entropy(logits: Float[Array, "n c"], labels: Labels) -> tuple[float, Float[Array, "n c"]]:
    """Mean cross-entropy of a batch, and its gradient with respect to the logits.

    L = −1/n Σᵢ log softmax(zᵢ)[yᵢ],   ∂L/∂z = (softmax(z) − onehot(y)) / n
    """
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)  # the largest exponent is 0: nothing overflows
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(sums[:, 0]) - shifted[rows, labels])
    gradient = exponentials / sums
    gradient[rows, labels] -= 1
    return float(loss), gradient / len(labels)


def softmax_cross_entropy_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two rows by hand, so that a sum in the mean's place shows; then logits so large that only a stable form survives."""
    yield by_hand(np.array([[0.0, 0.0], [0.0, np.log(3.0)]]), np.array([0, 1]))
    for rows, classes in ((1, 3), (4, 5), (7, 2), (64, 10)):
        yield general(rng.normal(size=(rows, classes)), rng.integers(classes, size=rows))
    yield edge("one class", "只有一个类别")(rng.normal(size=(3, 1)), np.zeros(3, int))
    yield edge("logits near 1000", "接近 1000 的 logits")(1000 + rng.normal(size=(3, 4)), np.array([0, 3, 1]))
    yield edge("logits near −1000", "接近 −1000 的 logits")(-1000 + rng.normal(size=(3, 4)), np.array([2, 2, 0]))
    yield edge("one logit far above the others", "一个 logit 远大于其他")(
        np.array([[800.0, 0.0, -800.0], [0.0, 0.0, 0.0]]), np.array([2, 1])
    )
