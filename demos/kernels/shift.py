"""Shifts: how much of an image's movement pooling really forgives, and what it pays for that."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, erfc, log, log1p, prod, sqrt
from typing import Annotated

import numpy as np

from .pool import max_pool1d
from .shapes import Array, Count, Float, In, Size, shaped

Samples = Annotated[int, In("[1, 1e100]")]
Deviation = Annotated[float, In("[0, ∞)")]


@shaped
def unchanged_probability(size: Size, shift: Count = 1) -> float:
    """Chance that the maximum of a window stays the same when the picture moves along one axis; 0 when the windows no longer overlap.

    (k − d) / (k + d)

    Old and new window cover k + d lines, equally likely to hold the largest value of all; the maximum
    stays if and only if it lies in the k − d that both share. Values independent and continuous.

    Source: exchangeability of independent values; the phenomenon: Zhang 2019, arXiv:1904.11486.
    """
    return max(0, size - shift) / (size + shift)


@shaped
def total_stride(strides: Sequence[Size]) -> int:
    """Smallest shift of the image that moves the last map by exactly one cell; the strides are those of all layers, from the image on.

    Π s   (borders aside, the network is equivariant to multiples of it)

    Source: Azulay & Weiss 2019, arXiv:1805.12177 (the subsampling factor of a network).
    """
    return prod(strides)


@shaped
def maximum_mean(count: Samples, deviation: Deviation = 1.0) -> float:
    """Expected maximum of n independent values from N(0, σ²).

    σ · n ∫ x φ(x) Φ(x)ⁿ⁻¹ dx

    Source: David & Nagaraja 2003, Order Statistics, the density of a maximum.
    """
    return deviation * _mean_and_variance(count)[0]


@shaped
def maximum_variance(count: Samples, deviation: Deviation = 1.0) -> float:
    """Variance of the maximum of n independent values from N(0, σ²).

    σ² · n ∫ (x − μ)² φ(x) Φ(x)ⁿ⁻¹ dx,   μ being the mean of the maximum at σ = 1

    Source: as `maximum_mean`.
    """
    return deviation**2 * _mean_and_variance(count)[1]


@shaped
def average_variance(size: Size, deviation: Deviation = 1.0) -> float:
    """Variance of the mean of a k × k window of independent noise.

    σ² / k²

    Source: the variance of a mean of independent values.
    """
    return deviation**2 / size**2


@shaped
def blur_weights(taps: Size) -> Float[Array, "taps"]:
    """Weights of a binomial low-pass filter, which sum to 1: [1], [1, 1]/2, [1, 2, 1]/4, [1, 3, 3, 1]/8 and so on.

    w[i] = C(taps − 1, i) / 2^(taps − 1)

    Source: Zhang 2019, arXiv:1904.11486 (rectangle-2, triangle-3, binomial-5).
    """
    return np.array([comb(taps - 1, place) / 2 ** (taps - 1) for place in range(taps)])


@shaped
def max_blur_pool(signal: Float[Array, "*rows n"], size: Size = 2, stride: Size = 2, taps: Size = 3) -> Float[Array, "*rows i"]:
    """Max pooling that is blurred before it is thinned out, on a signal whose last cell is a neighbour of its first.

    y[i] = Σ_t w[t] · m[i·s + t − ⌊taps/2⌋],   m[j] = max over u of x[j + u]   (w as in `blur_weights`; one tap leaves ordinary max pooling)

    Source: Zhang 2019, arXiv:1904.11486 (MaxBlurPool).
    """
    if taps % 2 == 0:
        raise ValueError(f"taps {taps} must be odd, so that the blur stays in place")
    if max(size, taps) > signal.shape[-1]:
        raise ValueError(f"size {size} and taps {taps} must fit into the ring of signal {signal.shape}")
    dense = max_pool1d(_ring(signal, 0, size - 1), size, 1)
    windows = np.lib.stride_tricks.sliding_window_view(_ring(dense, taps // 2, taps // 2), taps, axis=-1)
    return np.asarray((windows @ blur_weights(taps))[..., ::stride])


@shaped
def adaptive_polyphase(signal: Float[Array, "*rows n"], stride: Size = 2) -> Float[Array, "*rows i"]:
    """Keep every s-th value of a closed signal, from whichever of the s possible starts leaves the largest sum of squares.

    y[i] = x[i·s + m],   m = argmax over m < s of Σ_i x[i·s + m]²   (a cyclic shift of x hands the same candidates over, so y at most moves)

    Source: Chaman & Dokmanić 2021, arXiv:2011.14214 (adaptive polyphase sampling).
    """
    if signal.shape[-1] % stride:
        raise ValueError(f"stride {stride} must divide the length of signal {signal.shape}, so that the ring closes")
    phases = np.moveaxis(signal.reshape(*signal.shape[:-1], -1, stride), -1, -2)
    strongest = (phases**2).sum(axis=-1).argmax(axis=-1)
    return np.asarray(np.take_along_axis(phases, strongest[..., None, None], axis=-2)[..., 0, :])


@shaped
def untouched_cells(side: Size, size: Size, layers: Count = 1) -> int:
    """Cells of the last map that no padding has reached, behind convolutions of stride 1 that are padded to keep the n × n shape.

    max(0, n − L(k − 1))²

    Source: the receptive field of L layers is L(k − 1) + 1 wide; what the border does: Islam, Jia & Bruce 2020, arXiv:2001.08248.
    """
    return max(0, side - layers * (size - 1)) ** 2


def _mean_and_variance(count: int) -> tuple[float, float]:
    """Of the maximum of `count` standard normal values; the trapezoid rule is exact to rounding for so smooth a function."""
    x, step = np.linspace(-12.0, 38.0, 5001, retstep=True)
    # ln Φ: where Φ is near 1, it is 1 − Φ that has digits
    logarithm = np.array([log(erfc(-z) / 2) if z < 0 else log1p(-erfc(z) / 2) for z in x / sqrt(2)])
    density = float(count) * np.exp(-(x**2) / 2 + (float(count) - 1) * logarithm) / sqrt(2 * np.pi) * step
    mean = float((x * density).sum())
    return mean, float(((x - mean) ** 2 * density).sum())


def _ring(signal: Array, before: int, after: int) -> Array:
    """Continue a closed signal past both ends."""
    width = signal.shape[-1]
    return np.take(signal, range(-before, width + after), axis=-1, mode="wrap")
