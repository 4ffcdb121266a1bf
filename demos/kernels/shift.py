"""Shifts: how much of an image's movement pooling really forgives, and what it pays for that."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, erf, prod, sqrt

import numpy as np
from numpy.typing import NDArray

from .pool import max_pool1d

Array = NDArray[np.float64]


def unchanged_probability(size: int, shift: int = 1) -> float:
    """Chance that the maximum of a window stays the same when the picture moves: (k − d) / (k + d).

    Old and new window cover k + d lines, equally likely to hold the largest value of all; the maximum
    stays if and only if it lies in the k − d that both share. Values independent and continuous.

    Parameters
    ----------
    size : int
        Width k of the window (in two dimensions: its side, for a shift along one axis).
    shift : int
        Distance d.

    Returns
    -------
    float, 0 when the windows no longer overlap

    Raises
    ------
    ValueError
        If size is below 1 or shift below 0.

    Source: exchangeability of independent values; the phenomenon: Zhang 2019, arXiv:1904.11486.
    """
    if size < 1 or shift < 0:
        raise ValueError(f"size {size} must be at least 1 and shift {shift} at least 0")
    return max(0, size - shift) / (size + shift)


def total_stride(strides: Sequence[int]) -> int:
    """Smallest shift of the image that moves the last map by exactly one cell: the product of the strides.

    Parameters
    ----------
    strides : sequence of int
        Of all layers, from the image on. Borders aside, the network is equivariant to multiples of the result.

    Raises
    ------
    ValueError
        If a stride is below 1.

    Source: Azulay & Weiss 2019, arXiv:1805.12177 (the subsampling factor of a network).
    """
    if min(strides, default=1) < 1:
        raise ValueError(f"strides {list(strides)} must be at least 1")
    return prod(strides)


def maximum_mean(count: int, deviation: float = 1.0) -> float:
    """Expected maximum of independent N(0, σ²): σ · n ∫ x φ(x) Φ(x)ⁿ⁻¹ dx.

    Parameters
    ----------
    count : int
        How many values n.
    deviation : float
        Their standard deviation σ.

    Raises
    ------
    ValueError
        If count is below 1 or deviation is negative.

    Source: David & Nagaraja 2003, Order Statistics, the density of a maximum.
    """
    return deviation * _moment(count, 1, deviation)


def maximum_variance(count: int, deviation: float = 1.0) -> float:
    """Variance of the maximum of independent N(0, σ²).

    Parameters
    ----------
    count, deviation
        As for `maximum_mean`.

    Raises
    ------
    ValueError
        As `maximum_mean`.

    Source: as `maximum_mean`.
    """
    return deviation**2 * (_moment(count, 2, deviation) - _moment(count, 1, deviation) ** 2)


def average_variance(size: int, deviation: float = 1.0) -> float:
    """Variance of the mean of a k × k window of independent noise: σ² / k².

    Parameters
    ----------
    size : int
        Side k of the window.
    deviation : float
        Standard deviation σ of each value.

    Raises
    ------
    ValueError
        If size is below 1 or deviation is negative.

    Source: the variance of a mean of independent values.
    """
    if size < 1 or deviation < 0:
        raise ValueError(f"size {size} must be at least 1 and deviation {deviation} at least 0")
    return deviation**2 / size**2


def blur_weights(taps: int) -> Array:
    """Weights of a binomial low-pass filter: [1], [1, 1]/2, [1, 2, 1]/4, [1, 3, 3, 1]/8 and so on.

    Parameters
    ----------
    taps : int
        How many weights; they sum to 1.

    Raises
    ------
    ValueError
        If taps is below 1.

    Source: Zhang 2019, arXiv:1904.11486 (rectangle-2, triangle-3, binomial-5).
    """
    if taps < 1:
        raise ValueError(f"taps {taps} must be at least 1")
    return np.array([comb(taps - 1, place) for place in range(taps)]) / 2.0 ** (taps - 1)


def max_blur_pool(signal: Array, size: int = 2, stride: int = 2, taps: int = 3) -> Array:
    """Max pooling that is blurred before it is thinned out, on a signal that closes into a ring.

    Parameters
    ----------
    signal : array of shape (…, n)
        Its last cell is a neighbour of its first.
    size, stride : int
        As of an ordinary max pooling.
    taps : int
        Width of the blur, odd so that it stays in place; 1 leaves an ordinary max pooling.

    Returns
    -------
    array of shape (…, ⌈n / stride⌉)

    Raises
    ------
    ValueError
        If taps is even, or a value is below 1 or larger than the ring.

    Source: Zhang 2019, arXiv:1904.11486 (MaxBlurPool).
    """
    signal = np.asarray(signal, dtype=float)
    if signal.ndim < 1 or min(size, stride, taps) < 1 or max(size, taps) > signal.shape[-1] or taps % 2 == 0:
        raise ValueError(f"size {size}, stride {stride} and odd taps {taps} must be at least 1 and fit the signal {signal.shape}")
    dense = max_pool1d(_ring(signal, 0, size - 1), size, 1)
    windows = np.lib.stride_tricks.sliding_window_view(_ring(dense, taps // 2, taps // 2), taps, axis=-1)
    blurred: Array = windows @ blur_weights(taps)
    return blurred[..., ::stride]


def _moment(count: int, power: int, deviation: float) -> float:
    """Of the maximum of `count` standard normal values; the trapezoid rule is exact to rounding for so smooth a function."""
    if count < 1 or deviation < 0:
        raise ValueError(f"count {count} must be at least 1 and deviation {deviation} at least 0")
    x = np.linspace(-12.0, 12.0, 2401)
    below = np.array([(1 + erf(value / sqrt(2))) / 2 for value in x])
    density = count * np.exp(-(x**2) / 2) / sqrt(2 * np.pi) * below ** (count - 1)
    return float((x**power * density).sum() * (x[1] - x[0]))


def _ring(signal: Array, before: int, after: int) -> Array:
    """Continue a closed signal past both ends."""
    width = signal.shape[-1]
    return np.take(signal, range(-before, width + after), axis=-1, mode="wrap")
