"""Batch normalisation: fix the mean and the variance of each feature over the batch, then let the network choose them anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def batch_norm(x: Array, gamma: Array, beta: Array, *, eps: float = 1e-5) -> Array:
    """Normalise each feature by its mean and biased variance over the batch, then scale and shift.

    x̂ = (x − μ) / √(σ² + ε),   y = γ x̂ + β

    Parameters
    ----------
    x : array of shape (batch, features) or (batch, channels, height, width)
        An image's channel is one feature: its statistics run over batch, height and width.
    gamma, beta : arrays of shape (features,)
    eps : float
        Keeps the division finite for a feature that does not vary.

    Returns
    -------
    array in the shape of x

    Raises
    ------
    ValueError
        If x has neither 2 nor 4 axes or is empty, a parameter does not have one number for each feature, or eps is negative.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1; §3.2 for images.
    """
    x, gamma, beta = _checked(x, gamma, beta, eps)
    normalised, _ = _normalise(x, eps)
    return _along(gamma, x) * normalised + _along(beta, x)


def batch_norm_backward(upstream: Array, x: Array, gamma: Array, *, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    """Gradients of a loss through `batch_norm`.

    ∂L/∂x = γ/√(σ² + ε) · (δ − mean(δ) − x̂ · mean(δ x̂))

    The mean and the variance depend on the whole batch, so every example's gradient depends on all the others.
    What is subtracted is the part of δ along the constant and along x̂: shifting or scaling x cannot change the loss.

    Parameters
    ----------
    upstream : array in the shape of x
        δ = ∂L/∂y.
    x, gamma, eps
        As given to `batch_norm`.

    Returns
    -------
    d_x : array in the shape of x
    d_gamma, d_beta : arrays of shape (features,)

    Raises
    ------
    ValueError
        As `batch_norm`, or if the upstream gradient does not have the shape of x.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3 (the six derivatives after algorithm 1, here collected into one line).
    """
    x, gamma, _ = _checked(x, gamma, gamma, eps)
    upstream = np.asarray(upstream, dtype=float)
    if upstream.shape != x.shape:
        raise ValueError(f"upstream gradient {upstream.shape} must have the input's shape {x.shape}")
    axes = _axes(x)
    normalised, deviation = _normalise(x, eps)
    mean = upstream.mean(axis=axes, keepdims=True)
    slope = (upstream * normalised).mean(axis=axes, keepdims=True)
    d_x: Array = _along(gamma, x) / deviation * (upstream - mean - normalised * slope)
    return d_x, (upstream * normalised).sum(axis=axes), upstream.sum(axis=axes)


def batch_norm_inference(x: Array, gamma: Array, beta: Array, mean: Array, variance: Array, *, eps: float = 1e-5) -> Array:
    """Normalise by statistics gathered during training: a fixed affine map, the same for every batch.

    Parameters
    ----------
    x : array of shape (batch, features) or (batch, channels, height, width)
    gamma, beta, mean, variance : arrays of shape (features,)
    eps : float

    Returns
    -------
    array in the shape of x

    Raises
    ------
    ValueError
        If a shape does not fit, or a variance plus eps is not positive.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2.
    """
    x, gamma, beta = _checked(x, gamma, beta, eps)
    _, mean, variance = _checked(x, mean, variance, eps)
    if np.any(variance + eps <= 0):
        raise ValueError(f"variance {variance} plus eps {eps} must be positive")
    scale = gamma / np.sqrt(variance + eps)
    return _along(scale, x) * (x - _along(mean, x)) + _along(beta, x)


def running(mean: float | Array, batch_mean: float | Array, momentum: float = 0.1) -> Array:
    """Move a running statistic towards that of the batch: (1 − m) · old + m · new.

    Parameters
    ----------
    mean, batch_mean : float or arrays of one shape
    momentum : float
        Weight m of the **new** value, from 0 to 1. Keras calls 1 − m by that name.

    Returns
    -------
    array in the shape of mean

    Raises
    ------
    ValueError
        If shapes differ, or the momentum is outside 0 to 1.

    Source: PyTorch documentation of BatchNorm1d ("momentum").
    """
    mean, batch_mean = np.asarray(mean, dtype=float), np.asarray(batch_mean, dtype=float)
    if mean.shape != batch_mean.shape:
        raise ValueError(f"running statistic {mean.shape} and that of the batch {batch_mean.shape} must have one shape")
    if not 0 <= momentum <= 1:
        raise ValueError(f"momentum {momentum} must lie between 0 and 1")
    result: Array = (1 - momentum) * mean + momentum * batch_mean
    return result


def running_after(value: float, steps: int, momentum: float = 0.1, start: float = 0.0) -> float:
    """Running statistic after a number of batches whose statistic is always the same: c + (s − c)(1 − m)ⁿ.

    Parameters
    ----------
    value : float
        The statistic c of every batch.
    steps : int
    momentum, start : float
        Weight of the new value; where the running statistic begins (0 for means, 1 for variances).

    Raises
    ------
    ValueError
        If steps is negative, or the momentum is outside 0 to 1.

    Source: the geometric sum of `running`.
    """
    if steps < 0 or not 0 <= momentum <= 1:
        raise ValueError(f"steps {steps} must be at least 0, and momentum {momentum} between 0 and 1")
    return float(value + (start - value) * (1 - momentum) ** steps)


def standardise(values: Array, eps: float = 0.0, ddof: int = 0) -> Array:
    """One feature over one batch: (x − μ) / √(σ² + ε).

    Parameters
    ----------
    values : array of shape (batch,)
    eps : float
    ddof : int
        0 divides the variance by m, as batch normalisation does; 1 by m − 1.

    Raises
    ------
    ValueError
        If values is not a vector of more than `ddof` numbers, or its variance plus eps is 0.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1 (the first three lines).
    """
    values = np.asarray(values, dtype=float)
    spread = variance(values, ddof) + eps
    if spread <= 0:
        raise ValueError(f"the values {values} do not vary: with eps {eps} this divides by zero")
    result: Array = (values - values.mean()) / np.sqrt(spread)
    return result


def variance(values: Array, ddof: int = 0) -> float:
    """Variance of one feature over one batch: Σ(x − μ)² / (m − ddof).

    Parameters
    ----------
    values : array of shape (batch,)
    ddof : int
        0: the biased form, with which the batch is normalised. 1: the unbiased form, which is stored for inference.

    Raises
    ------
    ValueError
        If values is not a vector of more than `ddof` numbers.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1 (biased) and algorithm 2 (unbiased).
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or values.size <= ddof or ddof < 0:
        raise ValueError(f"values {values.shape} must be a vector of more than ddof = {ddof} numbers")
    return float(values.var(ddof=ddof))


def folded(weight: Array, bias: Array, gamma: Array, beta: Array, mean: Array, variance: Array, eps: float = 0.0) -> tuple[Array, Array]:
    """Merge an inference-time normalisation into the linear layer or convolution before it.

    w' = γ w / √(σ² + ε),   b' = β + γ (b − μ) / √(σ² + ε)

    Parameters
    ----------
    weight : array of shape (features, …), or a number
        The output feature comes first: (out, in), or (filters, channels, height, width).
    bias, gamma, beta, mean, variance : arrays of shape (features,), or numbers
    eps : float

    Returns
    -------
    weight, bias : arrays in the shapes of weight and bias

    Raises
    ------
    ValueError
        If shapes do not fit, or a variance plus eps is not positive.

    Source: Jacob et al. 2018, arXiv:1712.05877, §3.2 (batch normalization folding).
    """
    weight, bias, gamma, beta, mean, variance = (np.asarray(a, dtype=float) for a in (weight, bias, gamma, beta, mean, variance))
    if not bias.shape == gamma.shape == beta.shape == mean.shape == variance.shape == weight.shape[:1]:
        shapes = [a.shape for a in (bias, gamma, beta, mean, variance)]
        raise ValueError(f"weight {weight.shape} needs bias, gamma, beta, mean and variance of shape {weight.shape[:1]}, not {shapes}")
    if np.any(variance + eps <= 0):
        raise ValueError(f"variance {variance} plus eps {eps} must be positive")
    scale = gamma / np.sqrt(variance + eps)
    return weight * scale.reshape(scale.shape + (1,) * (weight.ndim - scale.ndim)), beta + scale * (bias - mean)


def parameter_count(channels: int, buffers: bool = False) -> int:
    """Numbers that a batch-norm layer keeps: γ and β are learned, the running mean and variance are buffers.

    Parameters
    ----------
    channels : int
        Features of the layer.
    buffers : bool
        Count the running statistics too, which no optimiser touches.

    Raises
    ------
    ValueError
        If there is no channel.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2.
    """
    if channels < 1:
        raise ValueError(f"channels {channels} must be at least 1")
    return (4 if buffers else 2) * channels


def group_norm(x: Array, gamma: Array, beta: Array, *, groups: int, eps: float = 1e-5) -> Array:
    """Normalise each example by itself, its channels in groups. No statistic crosses the batch.

    One group is layer normalisation, a group for each channel is instance normalisation.

    Parameters
    ----------
    x : array of shape (batch, channels) or (batch, channels, height, width)
    gamma, beta : arrays of shape (channels,)
    groups : int
        A divisor of the channels.
    eps : float

    Returns
    -------
    array in the shape of x

    Raises
    ------
    ValueError
        If shapes do not fit, or the groups do not divide the channels.

    Source: Wu & He 2018, arXiv:1803.08494, §3; Ba, Kiros & Hinton 2016, arXiv:1607.06450 (one group).
    """
    x, gamma, beta = _checked(x, gamma, beta, eps)
    if groups < 1 or x.shape[1] % groups:
        raise ValueError(f"{groups} groups do not divide {x.shape[1]} channels")
    blocks = x.reshape(len(x), groups, -1)
    centred = blocks - blocks.mean(axis=2, keepdims=True)
    normalised = (centred / np.sqrt(centred.var(axis=2, keepdims=True) + eps)).reshape(x.shape)
    return _along(gamma, x) * normalised + _along(beta, x)


def elements_per_statistic(method: str, batch: int, channels: int, height: int, width: int, groups: int = 1) -> int:
    """How many numbers one mean is taken over.

    Parameters
    ----------
    method : "batch", "layer", "instance" or "group"
    batch, channels, height, width : int
    groups : int
        Of group normalisation; the others ignore it.

    Raises
    ------
    ValueError
        If the method is unknown, a size is below 1, or the groups do not divide the channels.

    Source: Wu & He 2018, arXiv:1803.08494, §3.1.
    """
    if min(batch, channels, height, width, groups) < 1 or channels % groups:
        raise ValueError(f"sizes {(batch, channels, height, width)} must be at least 1, and {groups} groups divide {channels} channels")
    averaged = {"batch": batch, "layer": channels, "instance": 1, "group": channels // groups}
    if method not in averaged:
        raise ValueError(f"method {method!r} must be one of {', '.join(averaged)}")
    return averaged[method] * height * width


def _checked(x: Array, gamma: Array, beta: Array, eps: float) -> tuple[Array, Array, Array]:
    x, gamma, beta = (np.asarray(a, dtype=float) for a in (x, gamma, beta))
    if x.ndim not in (2, 4) or not x.size:
        raise ValueError(f"x {x.shape} must be (batch, features) or (batch, channels, height, width), and not empty")
    if gamma.shape != x.shape[1:2] or beta.shape != x.shape[1:2]:
        raise ValueError(f"x {x.shape} has {x.shape[1]} features, but its parameters have shapes {gamma.shape} and {beta.shape}")
    if eps < 0:
        raise ValueError(f"eps {eps} must not be negative")
    return x, gamma, beta


def _axes(x: Array) -> tuple[int, ...]:
    """All axes but that of the features."""
    return (0, *range(2, x.ndim))


def _along(parameter: Array, x: Array) -> Array:
    """A parameter with one number for each feature, shaped so that it meets the feature axis of x."""
    return parameter.reshape(-1, *(1,) * (x.ndim - 2))


def _normalise(x: Array, eps: float) -> tuple[Array, Array]:
    """x̂ and the deviation √(σ² + ε) that divided it."""
    centred = x - x.mean(axis=_axes(x), keepdims=True)
    deviation = np.sqrt(np.square(centred).mean(axis=_axes(x), keepdims=True) + eps)
    return centred / deviation, deviation
