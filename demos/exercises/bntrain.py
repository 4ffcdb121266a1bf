"""The backward pass of batch normalisation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Positive


def batch_norm_backward(
    upstream: Float[Array, "n d"], x: Float[Array, "n d"], gamma: Float[Array, "d"], eps: Positive = 1e-5
) -> tuple[Float[Array, "n d"], Float[Array, "d"], Float[Array, "d"]]:
    """Gradients of batch normalisation in training with respect to its input, γ and β.

    ∂L/∂x = γ/√(σ² + ε) · (δ − mean(δ) − x̂ · mean(δ x̂)),   ∂L/∂γ = Σ δ x̂,   ∂L/∂β = Σ δ
    """
    deviation = np.sqrt(x.var(axis=0) + eps)
    normalised = (x - x.mean(axis=0)) / deviation
    through_mean = upstream.mean(axis=0)
    through_variance = normalised * np.mean(upstream * normalised, axis=0)
    gradient = gamma / deviation * (upstream - through_mean - through_variance)
    return gradient, np.sum(upstream * normalised, axis=0), np.sum(upstream, axis=0)


def batch_norm_backward_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Four examples of one feature by hand; then sizes that differ, an upstream that is constant, and a variance near ε."""
    yield by_hand(np.array([[1.0], [0.0], [0.0], [0.0]]), np.array([[1.0], [3.0], [5.0], [7.0]]), np.array([2.0]))
    for examples, features in ((4, 3), (7, 2), (32, 6)):
        yield general(rng.normal(size=(examples, features)), 1 + 2 * rng.normal(size=(examples, features)), rng.normal(size=features))
    yield general(rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.normal(size=3), eps=0.1)
    yield edge("an upstream that is the same for all examples", "所有样本的上游梯度相同")(
        np.ones((5, 3)), rng.normal(size=(5, 3)), rng.normal(size=3)
    )
    yield edge("two examples", "只有两个样本")(rng.normal(size=(2, 4)), rng.normal(size=(2, 4)), rng.normal(size=4))
    yield edge("a variance near ε", "方差接近 ε")(rng.normal(size=(6, 3)), 1e-3 * rng.normal(size=(6, 3)), rng.normal(size=3))
