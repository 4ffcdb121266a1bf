"""Transfer learning: what one task has taught, put to work on another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

import numpy as np

from .activation import relu
from .backprop import Layer, backward, forward, initialise
from .shapes import Array, Count, Float, In, Real, Size, shaped
from .training import train

Cost = Annotated[float, In("[0, ∞)")]

TEACHER = (24, 4, 4, 12)
"""Inputs, two levels of hidden features, outputs of the source task."""

STUDENT = (24, 32, 32, 12)
"""The student's first two layers, the backbone, can learn the teacher's two levels; the last is the head."""


@shaped
def teacher(rng: np.random.Generator, widths: Sequence[Size]) -> list[Layer]:
    """Draw a tanh network to be learned from, with weights large enough to bend it and biases that break its symmetry.

    W ~ N(0, 4 / n_in),  b ~ N(0, ¼)   for `forward(…, "tanh")`

    Source: definition here, twice He's variance.
    """
    return [(np.sqrt(2) * weight, 0.5 * rng.normal(size=bias.shape)) for weight, bias in initialise(rng, widths)]


@shaped
def related_task(rng: np.random.Generator, source: Sequence[Layer], shared: Count, outputs: Size) -> list[Layer]:
    """Make another task that agrees with a teacher in its first `shared` levels of features; the rest is drawn anew.

    Source: definition here.
    """
    if shared >= len(source):
        raise ValueError(f"shared {shared} must be from 0 to {len(source) - 1}, the levels below the outputs")
    widths = [source[0][0].shape[1], *(len(bias) for _, bias in source[:-1]), outputs]
    return [*_copies(source[:shared]), *teacher(rng, widths)[shared:]]


@shaped
def examples(
    rng: np.random.Generator, task: Sequence[Layer], samples: Size
) -> tuple[Float[Array, "samples inputs"], Float[Array, "samples outputs"]]:
    """Draw inputs x from N(0, I), and let a teacher answer them, on a scale where each output has mean 0 and variance 1.

    Source: definition here.
    """
    inputs = task[0][0].shape[1]
    # The scale is the task's own, not the sample's: one fixed set of inputs decides it.
    scale, _ = forward(task, np.random.default_rng(0).normal(size=(4000, inputs)), "tanh")
    x = rng.normal(size=(samples, inputs))
    return x, (forward(task, x, "tanh")[0] - scale.mean(axis=0)) / scale.std(axis=0)


@shaped
def pretrain(rng: np.random.Generator, source: Sequence[Layer], *, samples: Size = 2000, steps: Count = 500) -> list[Layer]:
    """Teach a fresh network of the widths `STUDENT` the source task, by Adam on mini-batches of 128 of the `samples` examples.

    Source: definition here; Kingma & Ba 2015, arXiv:1412.6980 (Adam).
    """
    x, y = examples(rng, source, samples)
    picks = rng.integers(0, samples, (steps, 128))
    start = [array for layer in initialise(rng, STUDENT) for array in layer]
    arrays, _ = train(start, lambda arrays, step: squared_loss(_layers(arrays), x[picks[step]], y[picks[step]]), steps=steps, lr=0.01)
    return _layers(arrays)


@shaped
def new_head(rng: np.random.Generator, layers: Sequence[Layer], outputs: Size) -> list[Layer]:
    """Take the last layer off and put one of the right width in its place, with small random weights.

    W ~ N(0, 0.01 / n_in),  b = 0

    Source: Zhang et al., Dive into Deep Learning, §14.2 (fine-tuning, steps 1 to 3).
    """
    if not layers:
        raise ValueError("a network without layers has no head to replace")
    features = layers[-1][0].shape[1]
    return [*_copies(layers[:-1]), (rng.normal(0.0, 0.1 / np.sqrt(features), (outputs, features)), np.zeros(outputs))]


@shaped
def fine_tune(
    layers: Sequence[Layer],
    x: Float[Array, "n d"],
    y: Float[Array, "n k"],
    *,
    steps: Count,
    lr: float | Sequence[float] = 0.01,
    frozen: Count = 0,
) -> tuple[list[Layer], Float[Array, "steps"]]:
    """Train a ReLU network on from where it stands, by Adam on the mean squared error of the whole batch.

    The first `frozen` layers stay as they are: their output never changes, so it is computed once.
    `lr` is one learning rate, or one for each layer. The losses are those before each step.

    Source: Kingma & Ba 2015, arXiv:1412.6980 (Adam); Howard & Ruder 2018, arXiv:1801.06146, §3.2 (rates layer by layer).
    """
    rates = list(lr) if isinstance(lr, Sequence) else [lr] * len(layers)
    if frozen >= len(layers) or len(rates) != len(layers):
        raise ValueError(f"frozen {frozen} must leave one of {len(layers)} layers to train, each with a rate: got {len(rates)} rates")
    kept, free = _copies(layers[:frozen]), [array for layer in layers[frozen:] for array in layer]
    features = relu(forward(kept, x)[0]) if kept else x
    each = [rate for rate in rates[frozen:] for _ in ("weight", "bias")]
    arrays, losses = train(free, lambda arrays, _: squared_loss(_layers(arrays), features, y), steps=steps, lr=each)
    return kept + _layers(arrays), losses


@shaped
def squared_loss(layers: Sequence[Layer], x: Float[Array, "n d"], y: Float[Array, "n k"]) -> tuple[float, list[Array]]:
    """Mean squared error of a ReLU network, and its gradient for weight and bias of each layer in turn.

    L = 1/(n·k) Σ_n Σ_k (ŷ − y)²

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.1.4 (the error) and algorithm 6.4 (its gradient).
    """
    output, cache = forward(layers, x)
    if output.shape != y.shape:
        raise ValueError(f"targets {y.shape} must have the shape of the outputs, {output.shape}")
    slopes = backward(layers, cache, 2 * (output - y) / y.size)
    return float(((output - y) ** 2).mean()), [array for layer in slopes for array in layer]


@shaped
def drift(layers: Sequence[Layer], others: Sequence[Layer]) -> float:
    """How far apart two networks lie in all but their heads: the Euclidean norm of the difference of their parameters.

    √(Σ_l ‖W_l − W′_l‖² + ‖b_l − b′_l‖²)   over the layers below the heads

    Source: Li, Grandvalet & Davoine 2018, arXiv:1802.01483 (the distance from the starting point that L²-SP penalises).
    """
    mine, theirs = layers[:-1], others[:-1]
    shapes, wanted = [weight.shape for weight, _ in mine], [weight.shape for weight, _ in theirs]
    if shapes != wanted:
        raise ValueError(f"backbones with weights of shapes {shapes} and {wanted} cannot be compared")
    pairs = zip(mine, theirs, strict=True)
    return float(np.sqrt(sum(((new - old) ** 2).sum() for pair in pairs for new, old in zip(*pair, strict=True))))


@shaped
def normalised_error(prediction: Float[Array, "n *outputs"], target: Float[Array, "n *outputs"]) -> float:
    """Mean squared error in units of the target's variance, which is 1 − R².

    Σ (ŷ − y)² / Σ (y − ȳ)²

    1 is what the constant prediction ȳ earns: above it, the model is worse than knowing nothing about x.

    Source: the coefficient of determination, e.g. Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §3.2.
    """
    spread = ((target - target.mean(axis=0)) ** 2).sum() if target.size else 0.0
    if not spread > 0:
        raise ValueError(f"the target {target.shape} must vary")
    return float(((prediction - target) ** 2).sum() / spread)


@shaped
def unseen_error(rng: np.random.Generator, layers: Sequence[Layer], task: Sequence[Layer], samples: Size = 1000) -> float:
    """Normalised error of a ReLU network on so many examples of a task that are drawn for this.

    Source: `normalised_error`.
    """
    x, y = examples(rng, task, samples)
    return normalised_error(forward(layers, x)[0], y)


@shaped
def break_even(pretraining: Cost, scratch: Cost, tuning: Cost) -> int:
    """Number of target tasks from which pretraining once costs no more than training each from scratch: ⌈P / (s − f)⌉.

    P is the cost of pretraining, s that of one task from scratch, f that of one task by fine-tuning, in one unit.
    Costs count as the decimals they are written as: 0.3 / (0.7 − 0.6) is 3, not a little more.

    Source: definition here, the least n with P + n·f ≤ n·s.
    """
    whole, each, less = (Fraction(str(cost)) for cost in (pretraining, scratch, tuning))
    if each <= less:
        raise ValueError(f"scratch {scratch} must cost more than tuning {tuning}")
    return math.ceil(whole / (each - less))


@shaped
def importance_weight(x: Float[Array, "..."], shift: Real) -> Float[Array, "..."]:
    """Density of N(shift, 1) over that of N(0, 1): weighting source examples by it turns averages over the source into averages over the target.

    w(x) = exp(shift · (x − shift / 2))

    Source: Shimodaira 2000, Improving predictive inference under covariate shift by weighting the log-likelihood function.
    """
    weight: Array = np.exp(shift * (x - shift / 2))
    return weight


def _layers(arrays: Sequence[Array]) -> list[Layer]:
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def _copies(layers: Sequence[Layer]) -> list[Layer]:
    return [(weight.copy(), bias.copy()) for weight, bias in layers]
