"""The fully-connected layer, forward and backward."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def affine(x: Float[Array, "n i"], weights: Float[Array, "o i"], bias: Float[Array, "o"]) -> Float[Array, "n o"]:
    """A fully-connected layer on a batch.

    Y = X Wᵀ + b
    """
    return x @ weights.T + bias  # the bias is added to every row


def affine_backward(
    upstream: Float[Array, "n o"], x: Float[Array, "n i"], weights: Float[Array, "o i"]
) -> tuple[Float[Array, "n i"], Float[Array, "o i"], Float[Array, "o"]]:
    """Gradients of a fully-connected layer with respect to its input, its weights and its bias.

    ∂L/∂X = δ W,   ∂L/∂W = δᵀ X,   ∂L/∂b = Σₙ δₙ
    """
    return upstream @ weights, upstream.T @ x, upstream.sum(axis=0)


def affine_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two examples, three inputs, two outputs by hand; then shapes whose sizes all differ."""
    yield by_hand(np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 0.0, -1.0]]), np.array([10.0, 20.0]))
    for examples, inputs, outputs in ((4, 3, 5), (6, 2, 3), (2, 7, 4), (32, 50, 20)):
        yield general(rng.normal(size=(examples, inputs)), rng.normal(size=(outputs, inputs)), rng.normal(size=outputs))
    yield edge("one example", "只有一个样本")(rng.normal(size=(1, 4)), rng.normal(size=(3, 4)), rng.normal(size=3))
    yield edge("one output", "只有一个输出")(rng.normal(size=(5, 4)), rng.normal(size=(1, 4)), rng.normal(size=1))
    yield edge("square weights", "方阵权重")(rng.normal(size=(4, 4)), rng.normal(size=(4, 4)), rng.normal(size=4))


def affine_backward_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two examples by hand, so that a mean in the sum's place shows; then shapes whose sizes all differ."""
    yield by_hand(
        np.array([[1.0, 0.0], [2.0, -1.0]]), np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 1.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])
    )
    for examples, inputs, outputs in ((4, 3, 5), (6, 2, 3), (2, 7, 4), (32, 50, 20)):
        yield general(rng.normal(size=(examples, outputs)), rng.normal(size=(examples, inputs)), rng.normal(size=(outputs, inputs)))
    yield edge("one example", "只有一个样本")(rng.normal(size=(1, 3)), rng.normal(size=(1, 4)), rng.normal(size=(3, 4)))
    yield edge("one output", "只有一个输出")(rng.normal(size=(5, 1)), rng.normal(size=(5, 4)), rng.normal(size=(1, 4)))
    yield edge("square weights", "方阵权重")(rng.normal(size=(4, 4)), rng.normal(size=(4, 4)), rng.normal(size=(4, 4)))
