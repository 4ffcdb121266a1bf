"""Batch normalisation: fix the mean and the variance of each feature over the batch, then let the network choose them anew."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from .shapes import Array, Count, Float, In, Size, shaped

Epsilon = Annotated[float, In("[0, ∞)")]
Momentum = Annotated[float, In("[0, 1]")]
Variance = In("[0, ∞)")


@shaped
def batch_norm(
    x: Float[Array, "n c *space"], gamma: Float[Array, "c"], beta: Float[Array, "c"], *, eps: Epsilon = 1e-5
) -> Float[Array, "n c *space"]:
    """Normalise each feature by its mean and biased variance over the batch, then scale and shift.

    x̂ = (x − μ) / √(σ² + ε),   y = γ x̂ + β

    An image's channel is one feature: its statistics run over batch, height and width.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1; §3.2 for images.
    """
    normalised, _ = _normalise(x, eps)
    return _along(gamma, x) * normalised + _along(beta, x)


@shaped
def batch_norm_backward(
    upstream: Float[Array, "n c *space"], x: Float[Array, "n c *space"], gamma: Float[Array, "c"], *, eps: Epsilon = 1e-5
) -> tuple[Float[Array, "n c *space"], Float[Array, "c"], Float[Array, "c"]]:
    """Gradients of a loss through `batch_norm`, by x, gamma and beta, given δ = ∂L/∂y.

    ∂L/∂x = γ/√(σ² + ε) · (δ − mean(δ) − x̂ · mean(δ x̂)),   ∂L/∂γ = Σ δ x̂,   ∂L/∂β = Σ δ

    The mean and the variance depend on the whole batch, so every example's gradient depends on all the others.
    What is subtracted is the part of δ along the constant and along x̂: shifting or scaling x cannot change the loss.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3 (the six derivatives after algorithm 1, here collected into one line).
    """
    axes = _axes(x)
    normalised, deviation = _normalise(x, eps)
    mean = upstream.mean(axis=axes, keepdims=True)
    slope = (upstream * normalised).mean(axis=axes, keepdims=True)
    d_x = _along(gamma, x) / deviation * (upstream - mean - normalised * slope)
    return d_x, (upstream * normalised).sum(axis=axes), upstream.sum(axis=axes)


@shaped
def batch_norm_inference(
    x: Float[Array, "n c *space"],
    gamma: Float[Array, "c"],
    beta: Float[Array, "c"],
    mean: Float[Array, "c"],
    variance: Annotated[Float[Array, "c"], Variance],
    *,
    eps: Epsilon = 1e-5,
) -> Float[Array, "n c *space"]:
    """Normalise by statistics gathered during training: a fixed affine map, the same for every batch.

    y = γ (x − μ) / √(σ² + ε) + β

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2.
    """
    y: Array = _along(gamma / _deviation(variance, eps), x) * (x - _along(mean, x)) + _along(beta, x)
    return y


@shaped
def running_average(average: Float[Array, "*s"], value: Float[Array, "*s"], momentum: Momentum = 0.1) -> Float[Array, "*s"]:
    """Move a stored mean or variance towards that of the latest batch.

    (1 − m) · average + m · value

    The momentum m is the weight of the **new** value; Keras calls 1 − m by that name.

    Source: PyTorch documentation of BatchNorm1d ("momentum").
    """
    moved: Array = (1 - momentum) * average + momentum * value
    return moved


@shaped
def running_average_after(value: float, steps: Count, momentum: Momentum = 0.1, start: float = 0.0) -> float:
    """Running average after a number of batches whose statistic c is always the same.

    c + (s − c)(1 − m)ⁿ

    It starts at s: 0 for means, 1 for variances.

    Source: the geometric sum of `running_average`.
    """
    return value + (start - value) * (1 - momentum) ** steps


@shaped
def standardise(values: Float[Array, "n"], eps: Epsilon = 0.0, ddof: Count = 0) -> Float[Array, "n"]:
    """One feature over one batch, normalised.

    (x − μ) / √(σ² + ε)

    The variance is divided by n − ddof: 0 is batch normalisation's, 1 the unbiased one.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1 (the first three lines).
    """
    spread = variance(values, ddof) + eps
    if not spread > 0:
        raise ValueError(f"the values {values} do not vary: with eps {eps} this divides by zero")
    standard: Array = (values - values.mean()) / np.sqrt(spread)
    return standard


@shaped
def variance(values: Float[Array, "n"], ddof: Count = 0) -> float:
    """Variance of one feature over one batch.

    Σ (x − μ)² / (n − ddof)

    ddof 0 is the biased form, with which the batch is normalised; 1 the unbiased form, which is stored for inference.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1 (biased) and algorithm 2 (unbiased).
    """
    if values.size <= ddof:
        raise ValueError(f"values {values.shape} must be more than ddof = {ddof} numbers")
    return float(values.var(ddof=ddof))


@shaped
def fold_batch_norm(
    weight: Float[Array, "..."],
    bias: Float[Array, "*c"],
    gamma: Float[Array, "*c"],
    beta: Float[Array, "*c"],
    mean: Float[Array, "*c"],
    variance: Annotated[Float[Array, "*c"], Variance],
    eps: Epsilon = 0.0,
) -> tuple[Float[Array, "..."], Float[Array, "*c"]]:
    """Merge an inference-time normalisation into the weight and bias of the linear layer or convolution before it.

    w' = γ w / √(σ² + ε),   b' = β + γ (b − μ) / √(σ² + ε)

    The weight's first axis is that of the output features, (m, d) or (f, c, u, v); plain numbers are one weight and its bias.

    Source: Jacob et al. 2018, arXiv:1712.05877, §3.2 (batch normalization folding).
    """
    if bias.shape != weight.shape[:1]:
        raise ValueError(f"weight {weight.shape} needs parameters of shape {weight.shape[:1]}, not {bias.shape}")
    scale = gamma / _deviation(variance, eps)
    return weight * scale.reshape(scale.shape + (1,) * (weight.ndim - scale.ndim)), beta + scale * (bias - mean)


@shaped
def parameter_count(channels: Size, buffers: bool = False) -> int:
    """Numbers that a batch-norm layer learns, γ and β; with `buffers` also the running mean and variance, which no optimiser touches.

    2 C, or 4 C

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2.
    """
    return (4 if buffers else 2) * channels


@shaped
def group_norm(
    x: Float[Array, "n c *space"], gamma: Float[Array, "c"], beta: Float[Array, "c"], *, groups: Size, eps: Epsilon = 1e-5
) -> Float[Array, "n c *space"]:
    """Normalise each example by itself, its channels in groups. No statistic crosses the batch.

    One group is layer normalisation, a group for each channel is instance normalisation.

    Source: Wu & He 2018, arXiv:1803.08494, §3; Ba, Kiros & Hinton 2016, arXiv:1607.06450 (one group).
    """
    _require_division(groups, x.shape[1])
    blocks = x.reshape(1, len(x) * groups, -1)  # every group of every example is a feature of its own
    normalised, _ = _normalise(blocks, eps)
    return _along(gamma, x) * normalised.reshape(x.shape) + _along(beta, x)


@shaped
def rms_norm(x: Float[Array, "*n d"], gain: Float[Array, "d"] | None = None, *, eps: Epsilon = 1e-6) -> Float[Array, "*n d"]:
    """Divide each vector of features by its root mean square, then scale each feature: nothing is subtracted, nothing added.

    y = g x / √(Σᵢ xᵢ²/d + ε)

    Source: Zhang & Sennrich 2019, arXiv:1910.07467, eq. 4 (ε as in Llama's code).
    """
    if not x.size:
        raise ValueError("x holds no number, so it has no mean square")
    root = _deviation(np.square(x).mean(axis=-1, keepdims=True), eps)
    return x / root if gain is None else gain * (x / root)


@shaped
def averaged_output_variance(cosine: Annotated[float, In("[-1, 1]")]) -> float:
    """Variance behind a batch norm whose weights are the mean of two of equal length, and whose stored variance is the mean of theirs.

    ‖(u + v)/2‖² / ‖u‖² = (1 + cos)/2   for uncorrelated inputs of equal variance

    Source: the variance of a sum; Izmailov et al. 2018, arXiv:1803.05407, §3.2 (statistics are to be computed again).
    """
    return (1 + cosine) / 2


@shaped
def elements_per_statistic(
    method: Literal["batch", "layer", "instance", "group"], batch: Size, channels: Size, height: Size, width: Size, groups: Size = 1
) -> int:
    """How many numbers one mean is taken over; only group normalisation looks at `groups`.

    N·H·W (batch), C·H·W (layer), H·W (instance), C/G·H·W (group)

    Source: Wu & He 2018, arXiv:1803.08494, §3.1.
    """
    if method == "group":
        _require_division(groups, channels)
    averaged = {"batch": batch, "layer": channels, "instance": 1, "group": channels // groups}
    return averaged[method] * height * width


def _axes(x: Array) -> tuple[int, ...]:
    """All axes but that of the features."""
    return (0, *range(2, x.ndim))


def _along(parameter: Array, x: Array) -> Array:
    """A parameter with one number for each feature, shaped so that it meets the feature axis of x."""
    return parameter.reshape(-1, *(1,) * (x.ndim - 2))


def _normalise(x: Array, eps: float) -> tuple[Array, Array]:
    """x̂ and the deviation √(σ² + ε) that divided it."""
    if not x.size:
        raise ValueError("x holds no number, so it has no mean")
    centred = x - x.mean(axis=_axes(x), keepdims=True)
    deviation = _deviation(np.square(centred).mean(axis=_axes(x), keepdims=True), eps)
    return centred / deviation, deviation


def _deviation(variance: Array, eps: float) -> Array:
    if (variance + eps <= 0).any():  # not `not > 0`: an input that holds NaN gives NaN, as everywhere
        raise ValueError(f"the least variance, {variance.min():g}, plus eps {eps:g} must be above 0, or this divides by zero")
    deviation: Array = np.sqrt(variance + eps)
    return deviation


def _require_division(groups: int, channels: int) -> None:
    if channels % groups:
        raise ValueError(f"{groups} groups do not divide {channels} channels")
