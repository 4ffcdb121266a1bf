"""The two parts of an error."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def bias_variance(predictions: Float[Array, "sets n"], truth: Float[Array, "n"]) -> tuple[float, float]:
    """Squared bias and variance of models fitted on many training sets, on average over the points.

    bias² = meanₙ (mean_s ŷ − f)²,   variance = meanₙ mean_s (ŷ − mean_s ŷ)²
    """
    average = predictions.mean(axis=0)
    bias = np.mean((average - truth) ** 2)
    variance = np.mean((predictions - average) ** 2)
    return float(bias), float(variance)


def bias_variance_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two models at two points by hand; then many, and the two extremes."""
    yield by_hand(np.array([[1.0, 4.0], [3.0, 4.0]]), np.array([0.0, 4.0]))
    for sets, points in ((3, 5), (10, 4), (50, 20)):
        yield general(1 + rng.normal(size=(sets, points)), rng.normal(size=points))
    yield edge("models that all agree", "所有模型预测相同")(np.tile(rng.normal(size=6), (4, 1)), rng.normal(size=6))
    yield edge("models that are right on average", "平均起来恰好正确")(np.array([[1.0, -2.0], [-1.0, 2.0]]), np.zeros(2))
    yield edge("one training set", "只有一个训练集")(rng.normal(size=(1, 5)), rng.normal(size=5))
