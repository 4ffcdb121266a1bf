"""Dropout: switch units off at random while training, scale up the survivors, and use all of them at inference."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def dropout(x: Array, rate: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Drop each number with probability `rate`, and divide those that stay by 1 − rate (inverted dropout).

    y = m ⊙ x / (1 − p),   m ~ Bernoulli(1 − p), independently for each number

    Parameters
    ----------
    x : array of any shape
    rate : float
        Probability p of being dropped, 0 ≤ p < 1 (PyTorch's meaning; early TensorFlow asked for 1 − p).
    rng : Generator

    Returns
    -------
    y : array in the shape of x
    mask : array in the shape of x
        1 where a number stayed, 0 where it was dropped.

    Raises
    ------
    ValueError
        If the rate is outside 0 ≤ p < 1.

    Source: Srivastava et al. 2014, JMLR 15, §4 for the mask, §10 for scaling at training time.
    """
    x = np.asarray(x, dtype=float)
    keep = _keep(rate)
    mask = (rng.random(x.shape) < keep).astype(float)
    return x * mask / keep, mask


def dropout_backward(upstream: Array, mask: Array, rate: float) -> Array:
    """Gradient of a loss through `dropout`: the same mask, the same scale.

    Parameters
    ----------
    upstream : array in the shape of the mask
        ∂L/∂y.
    mask : array
        As `dropout` returned it. A new mask here would be a different function's gradient.
    rate : float

    Returns
    -------
    array in the shape of the mask

    Raises
    ------
    ValueError
        If shapes differ, or the rate is outside 0 ≤ p < 1.

    Source: Srivastava et al. 2014, JMLR 15, §5.1.
    """
    upstream, mask = np.asarray(upstream, dtype=float), np.asarray(mask, dtype=float)
    if upstream.shape != mask.shape:
        raise ValueError(f"upstream gradient {upstream.shape} must have the mask's shape {mask.shape}")
    result: Array = upstream * mask / _keep(rate)
    return result


def spatial_dropout(images: Array, rate: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Drop whole channels of feature maps: neighbouring pixels are too alike for single ones to be missed.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    rate : float
        Probability that a channel is dropped, 0 ≤ p < 1.
    rng : Generator

    Returns
    -------
    y : array in the shape of images
    mask : array of shape (batch, channels, 1, 1)

    Raises
    ------
    ValueError
        If images does not have four axes, or the rate is outside 0 ≤ p < 1.

    Source: Tompson et al. 2015, arXiv:1411.4280, §3.2; PyTorch Dropout2d.
    """
    images = np.asarray(images, dtype=float)
    if images.ndim != 4:
        raise ValueError(f"images {images.shape} must be (batch, channels, height, width)")
    scaled, mask = dropout(np.ones((*images.shape[:2], 1, 1)), rate, rng)
    return images * scaled, mask


def survivor(value: float, rate: float, scale: bool = True) -> float:
    """What a unit that was not dropped hands on: h / (1 − p).

    Parameters
    ----------
    value, rate : float
    scale : bool
        False gives the unit's own value: the original form, which scales at inference instead.

    Raises
    ------
    ValueError
        If the rate is outside 0 ≤ p < 1.

    Source: Srivastava et al. 2014, JMLR 15, §10.
    """
    return value / _keep(rate) if scale else float(value)


def noise_variance(value: float, rate: float, scale: bool = True) -> float:
    """Variance of a unit under dropout: h² p / (1 − p); without scaling h² p (1 − p).

    Parameters
    ----------
    value, rate : float
    scale : bool
        Whether survivors are divided by 1 − p.

    Raises
    ------
    ValueError
        If the rate is outside 0 ≤ p < 1.

    Source: variance of a Bernoulli variable; Wager, Wang & Liang 2013, arXiv:1307.1493 (dropout as noise on the features).
    """
    keep = _keep(rate)
    return value**2 * rate / keep if scale else value**2 * rate * keep


def subnetworks(units: int) -> int:
    """Networks that share the weights: each unit is there or not, 2ⁿ.

    Parameters
    ----------
    units : int
        Units to which dropout is applied.

    Raises
    ------
    ValueError
        If units is negative.

    Source: Srivastava et al. 2014, JMLR 15, §1.
    """
    if units < 0:
        raise ValueError(f"units {units} must not be negative")
    return int(2**units)


def drop_probability(units: int, dropped: int, rate: float) -> float:
    """Probability that exactly so many units are dropped: C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ.

    Parameters
    ----------
    units, dropped : int
    rate : float

    Raises
    ------
    ValueError
        If dropped is not from 0 to units, or the rate outside 0 ≤ p < 1.

    Source: binomial distribution.
    """
    if not 0 <= dropped <= units:
        raise ValueError(f"dropped {dropped} must lie between 0 and units {units}")
    return comb(units, dropped) * rate**dropped * _keep(rate) ** (units - dropped)


def ridge_penalty(weights: Array, inputs: Array, rate: float) -> float:
    """What dropout on the inputs of a linear regression adds to the expected squared error: p/(1 − p) · Σ_j w_j² Σ_i x_ij².

    Parameters
    ----------
    weights : array of shape (features,)
    inputs : array of shape (examples, features)
    rate : float

    Raises
    ------
    ValueError
        If shapes do not fit, or the rate is outside 0 ≤ p < 1.

    Source: Srivastava et al. 2014, JMLR 15, §9.1; Wager, Wang & Liang 2013, arXiv:1307.1493 (the L2 form).
    """
    weights, inputs = np.asarray(weights, dtype=float), np.asarray(inputs, dtype=float)
    if inputs.ndim != 2 or weights.shape != inputs.shape[1:]:
        raise ValueError(f"weights {weights.shape} must have one number for each column of the inputs {inputs.shape}")
    return float(rate / _keep(rate) * np.square(weights) @ np.square(inputs).sum(axis=0))


def unit_penalty(weight: float, energy: float, rate: float) -> float:
    """The share of one input in `ridge_penalty`: p/(1 − p) · w² · Σ_i x_i².

    Parameters
    ----------
    weight : float
    energy : float
        Σ_i x_i², the input's squares summed over the examples.
    rate : float

    Raises
    ------
    ValueError
        If the energy is negative, or the rate is outside 0 ≤ p < 1.

    Source: Srivastava et al. 2014, JMLR 15, §9.1.
    """
    if energy < 0:
        raise ValueError(f"energy {energy} is a sum of squares and must not be negative")
    return rate / _keep(rate) * weight**2 * energy


def _keep(rate: float) -> float:
    if not 0 <= rate < 1:
        raise ValueError(f"rate {rate} must be at least 0 and below 1: at 1 nothing is left, and the scale 1/(1 − rate) is infinite")
    return 1 - rate
