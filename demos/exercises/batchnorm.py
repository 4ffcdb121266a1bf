"""Batch normalisation in training and at inference, and its siblings that look at one example."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Positive


def batch_norm(
    x: Float[Array, "n d"],
    gamma: Float[Array, "d"],
    beta: Float[Array, "d"],
    running_mean: Float[Array, "d"],
    running_variance: Float[Array, "d"],
    training: bool,
    momentum: float = 0.1,
    eps: Positive = 1e-5,
) -> tuple[Float[Array, "n d"], Float[Array, "d"], Float[Array, "d"]]:
    """Batch normalisation of n examples of d features.

    y = γ (x − μ)/√(σ² + ε) + β, with μ and σ² of the batch in training, stored ones at inference
    """
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        unbiased = variance * len(x) / (len(x) - 1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * unbiased
    else:
        mean, variance = running_mean, running_variance
    y = gamma * (x - mean) / np.sqrt(variance + eps) + beta
    return y, running_mean, running_variance


def layer_norm(x: Float[Array, "n d"], gamma: Float[Array, "d"], beta: Float[Array, "d"], eps: Positive = 1e-5) -> Float[Array, "n d"]:
    """Layer normalisation: each example by its own mean and variance over the features.

    y = γ (x − μₙ)/√(σₙ² + ε) + β
    """
    mean = x.mean(axis=1, keepdims=True)
    variance = x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


def rms_norm(x: Float[Array, "n d"], gamma: Float[Array, "d"], eps: Positive = 1e-6) -> Float[Array, "n d"]:
    """RMSNorm: each example by the root of the mean of its squares.

    y = γ x/√(mean(x²) + ε)
    """
    mean_square = np.mean(x**2, axis=1, keepdims=True)
    return gamma * x / np.sqrt(mean_square + eps)


def batch_norm_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Four examples of one feature by hand; both modes, a variance near ε, and two examples, where n − 1 is half of n."""
    ones, zeros = np.ones(1), np.zeros(1)
    yield by_hand(np.array([[1.0], [3.0], [5.0], [7.0]]), 2 * ones, 10 * ones, zeros, ones, True)
    yield by_hand(np.array([[1.0], [3.0], [5.0], [7.0]]), 2 * ones, 10 * ones, 3 * ones, 4 * ones, False)
    for examples, features in ((5, 3), (8, 2), (32, 7)):
        learned = (rng.normal(size=features), rng.normal(size=features), rng.normal(size=features), 0.5 + rng.random(features))
        yield general(3 + 2 * rng.normal(size=(examples, features)), *learned, True)
        yield general(3 + 2 * rng.normal(size=(examples, features)), *learned, False)
    many = (rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), 0.5 + rng.random(4))
    yield general(rng.normal(size=(6, 4)), *many, True, momentum=0.3, eps=1e-3)
    yield edge("two examples", "只有两个样本")(rng.normal(size=(2, 4)), *many, True)
    yield edge("a feature that is the same in all examples", "所有样本取值相同的特征")(np.full((5, 4), 2.5), *many, True)
    yield edge("a variance near ε", "方差接近 ε")(1 + 1e-3 * rng.normal(size=(6, 4)), *many, True)
    yield edge("means far from 0", "均值远离 0")(3e4 + rng.normal(size=(6, 4)), *many, True)
    yield edge("one example at inference", "推理时只有一个样本")(rng.normal(size=(1, 4)), *many, False)


def layer_norm_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two examples by hand, one of them ten times the other; a variance near ε, and sizes that all differ."""
    yield by_hand(
        np.array([[1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]]), np.array([1.0, 1.0, 2.0, 1.0]), np.array([0.0, 0.0, 0.0, 5.0])
    )
    for examples, features in ((3, 5), (6, 2), (16, 9)):
        yield general(1 + 3 * rng.normal(size=(examples, features)), rng.normal(size=features), rng.normal(size=features))
    yield general(rng.normal(size=(4, 6)), rng.normal(size=6), rng.normal(size=6), eps=0.1)
    yield edge("one example", "只有一个样本")(rng.normal(size=(1, 8)), rng.normal(size=8), rng.normal(size=8))
    yield edge("an example whose features are all alike", "各特征完全相同的样本")(
        np.full((2, 5), 4.0), rng.normal(size=5), rng.normal(size=5)
    )
    yield edge("a variance near ε", "方差接近 ε")(1e-3 * rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=5))
    yield edge("means far from 0", "均值远离 0")(3e4 + rng.normal(size=(3, 6)), rng.normal(size=6), rng.normal(size=6))


def rms_norm_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A row of 3 and 4 by hand; means far from 0, which must stay in; values near √ε."""
    yield by_hand(np.array([[3.0, 4.0], [6.0, 8.0]]), np.array([1.0, 2.0]))
    for examples, features in ((3, 5), (6, 2), (16, 9)):
        yield general(2 + 3 * rng.normal(size=(examples, features)), rng.normal(size=features))
    yield general(rng.normal(size=(4, 6)), rng.normal(size=6), eps=0.1)
    yield edge("one example", "只有一个样本")(rng.normal(size=(1, 8)), rng.normal(size=8))
    yield edge("an example of zeros", "全为零的样本")(np.zeros((2, 5)), rng.normal(size=5))
    yield edge("values near the root of ε", "数值接近 √ε")(1e-3 * rng.normal(size=(3, 5)), rng.normal(size=5))
