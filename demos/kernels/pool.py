"""Pooling: replace each window of a feature map by one number, its largest or its mean."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from .conv import output_size

Array = NDArray[np.float64]


def max_pool2d(images: Array, size: int, *, stride: int | None = None, padding: int = 0) -> Array:
    """Keep the largest number of each window: y[n, c, i, j] = max over u, v of x[n, c, i·s + u, j·s + v].

    Padding counts as −∞, so that it never wins.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
        Feature maps.
    size : int
        Side of the window.
    stride : int or None
        Step of the window; None makes windows touch without overlap (stride = size).
    padding : int
        Rows and columns added on each side, at most half a window.

    Returns
    -------
    array of shape (batch, channels, height', width'), with sides by `conv.output_size`.

    Raises
    ------
    ValueError
        If images are not four-dimensional, or the window, stride and padding do not fit them.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.3; PyTorch MaxPool2d (padding by −∞).
    """
    largest: Array = _windows(images, size, stride, padding, fill=-np.inf).max(axis=(4, 5))
    return largest


def max_pool2d_backward(upstream: Array, images: Array, size: int, *, stride: int | None = None, padding: int = 0) -> Array:
    """Gradient of a loss through `max_pool2d`: each window sends all of it to its winner.

    A tie goes to the first of the equals in reading order, as in PyTorch.

    Parameters
    ----------
    upstream : array of shape (batch, channels, height', width')
        ∂L/∂y, in the shape of the output.
    images, size, stride, padding
        As given to `max_pool2d`.

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        As `max_pool2d`, or if upstream is not in the output's shape.

    Source: Stanford CS231n, Convolutional Networks, "Pooling Layer" (backpropagation routes the gradient to the maximum).
    """
    windows = _windows(images, size, stride, padding, fill=-np.inf)
    winner = windows.reshape(*windows.shape[:4], size * size).argmax(axis=-1)
    shares = winner[..., None] == np.arange(size * size)
    return _scatter(upstream, images, shares, size, stride, padding)


def avg_pool2d(images: Array, size: int, *, stride: int | None = None, padding: int = 0, count_padding: bool = True) -> Array:
    """Average each window: y[n, c, i, j] = mean over u, v of x[n, c, i·s + u, j·s + v].

    Parameters
    ----------
    images, size, stride, padding
        As for `max_pool2d`; here padding is zero.
    count_padding : bool
        Divide by all k² cells, padding included (PyTorch's default), or only by those inside the image.

    Returns
    -------
    array of shape (batch, channels, height', width')

    Raises
    ------
    ValueError
        As `max_pool2d`.

    Source: LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition, §II (subsampling by local averaging);
    PyTorch AvgPool2d (count_include_pad).
    """
    sums = _windows(images, size, stride, padding, fill=0.0).sum(axis=(4, 5))
    average: Array = sums / _counts(images, size, stride, padding, count_padding)
    return average


def avg_pool2d_backward(
    upstream: Array, images: Array, size: int, *, stride: int | None = None, padding: int = 0, count_padding: bool = True
) -> Array:
    """Gradient of a loss through `avg_pool2d`: each window gives every cell the same share, 1/k².

    Parameters
    ----------
    upstream : array of shape (batch, channels, height', width')
        ∂L/∂y, in the shape of the output.
    images, size, stride, padding, count_padding
        As given to `avg_pool2d`.

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        As `max_pool2d`, or if upstream is not in the output's shape.

    Source: the derivative of a mean; PyTorch AvgPool2d.
    """
    shares = 1 / _counts(images, size, stride, padding, count_padding)
    return _scatter(upstream, images, np.repeat(shares[..., None], size * size, axis=-1), size, stride, padding)


def global_average_pool(images: Array) -> Array:
    """Average each channel over its whole map.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
        Feature maps.

    Returns
    -------
    array of shape (batch, channels)

    Raises
    ------
    ValueError
        If images are not four-dimensional, or a map is empty.

    Source: Lin, Chen & Yan 2013, Network In Network, arXiv:1312.4400, §3.2.
    """
    average: Array = _maps(images).mean(axis=(2, 3))
    return average


def global_average_pool_backward(upstream: Array, images: Array) -> Array:
    """Gradient of a loss through `global_average_pool`: every cell of a map gets 1/(H·W).

    Parameters
    ----------
    upstream : array of shape (batch, channels)
        ∂L/∂y, in the shape of the output.
    images : array of shape (batch, channels, height, width)
        As given to `global_average_pool`.

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        As `global_average_pool`, or if upstream is not (batch, channels).

    Source: the derivative of a mean.
    """
    images, upstream = _maps(images), np.asarray(upstream, dtype=float)
    if upstream.shape != images.shape[:2]:
        raise ValueError(f"upstream gradient {upstream.shape} must be (batch, channels) = {images.shape[:2]}")
    return np.broadcast_to(upstream[:, :, None, None] / images[0, 0].size, images.shape).copy()


def global_max_pool(images: Array) -> Array:
    """Keep the largest number of each channel, wherever it stands.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
        Feature maps.

    Returns
    -------
    array of shape (batch, channels)

    Raises
    ------
    ValueError
        If images are not four-dimensional, or a map is empty.

    Source: Oquab et al. 2015, Is object localization for free?, CVPR (a maximum over the whole map).
    """
    largest: Array = _maps(images).max(axis=(2, 3))
    return largest


def max_pool1d(signal: Array, size: int, stride: int | None = None) -> Array:
    """Max pooling along the last axis, without padding.

    Parameters
    ----------
    signal : array of shape (…, n)
        One or more rows.
    size : int
        Width of the window.
    stride : int or None
        Step of the window; None stands for size.

    Returns
    -------
    array of shape (…, n')

    Raises
    ------
    ValueError
        If the window does not fit.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.3.
    """
    largest: Array = _stretches(signal, size, stride).max(axis=-1)
    return largest


def avg_pool1d(signal: Array, size: int, stride: int | None = None) -> Array:
    """Average pooling along the last axis, without padding.

    Parameters
    ----------
    signal, size, stride
        As for `max_pool1d`.

    Returns
    -------
    array of shape (…, n')

    Raises
    ------
    ValueError
        If the window does not fit.

    Source: as `avg_pool2d`.
    """
    average: Array = _stretches(signal, size, stride).mean(axis=-1)
    return average


def max_pool1d_backward(upstream: Array, signal: Array, size: int, stride: int | None = None) -> Array:
    """Gradient of a loss through `max_pool1d`; a cell that wins two windows collects from both.

    Parameters
    ----------
    upstream : array of shape (…, n')
        ∂L/∂y, in the shape of the output.
    signal, size, stride
        As given to `max_pool1d`.

    Returns
    -------
    array in the shape of signal

    Raises
    ------
    ValueError
        If the window does not fit, or upstream is not in the output's shape.

    Source: as `max_pool2d_backward`.
    """
    upstream, signal = np.asarray(upstream, dtype=float), np.asarray(signal, dtype=float)
    winner = _stretches(signal, size, stride).argmax(axis=-1)
    if upstream.shape != winner.shape:
        raise ValueError(f"upstream gradient {upstream.shape} must have the output's shape {winner.shape}")
    place = winner + np.arange(winner.shape[-1]) * (stride or size)
    gradient: Array = np.sum(upstream[..., None] * (place[..., None] == np.arange(signal.shape[-1])), axis=-2)
    return gradient


def kept_fraction(stride: int, layers: int = 1) -> float:
    """Share of a map's activations that are left after pooling layers, rounding aside: 1/s² for each.

    Parameters
    ----------
    stride, layers : int
        Stride along both axes, and how many such layers.

    Raises
    ------
    ValueError
        If the stride is below 1 or the number of layers below 0.

    Source: the definition of a stride along two axes.
    """
    if stride < 1 or layers < 0:
        raise ValueError(f"stride {stride} must be at least 1 and layers {layers} at least 0")
    return float(stride) ** (-2 * layers)


def average_share(upstream: float, size: int) -> float:
    """Gradient that each cell of a k × k window gets from average pooling: g / k².

    Parameters
    ----------
    upstream : float
        Gradient g of the window's output.
    size : int
        Side k of the window.

    Raises
    ------
    ValueError
        If size is below 1.

    Source: the derivative of a mean.
    """
    if size < 1:
        raise ValueError(f"size {size} must be at least 1")
    return upstream / size**2


def _maps(images: Array) -> Array:
    images = np.asarray(images, dtype=float)
    if images.ndim != 4 or not images.size:
        raise ValueError(f"images {images.shape} must be (batch, channels, height, width), and not empty")
    return images


def _windows(images: Array, size: int, stride: int | None, padding: int, fill: float) -> Array:
    """Every window, as a view of shape (batch, channels, rows, columns, size, size)."""
    images, step = _maps(images), size if stride is None else stride
    if size >= 1 and not 0 <= padding <= size // 2:
        raise ValueError(f"padding {padding} must be from 0 to half the window {size}: a window of nothing but padding has no maximum")
    for side in images.shape[2:]:
        output_size(side, size, step, padding)  # complains when the window does not fit
    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=fill)
    return np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::step, ::step]


def _counts(images: Array, size: int, stride: int | None, padding: int, count_padding: bool) -> Array:
    """How many cells each window divides by."""
    counts: Array = _windows(np.ones_like(_maps(images)), size, stride, padding, fill=float(count_padding)).sum(axis=(4, 5))
    return counts


def _scatter(upstream: Array, images: Array, shares: Array, size: int, stride: int | None, padding: int) -> Array:
    """Send each window's gradient back to its cells; shares[…, u·size + v] says how much cell (u, v) gets."""
    upstream, images, step = np.asarray(upstream, dtype=float), _maps(images), stride or size
    if upstream.shape != shares.shape[:4]:
        raise ValueError(f"upstream gradient {upstream.shape} must have the output's shape {shares.shape[:4]}")
    height, width = images.shape[2:]
    rows, columns = upstream.shape[2:]
    padded = np.zeros((*images.shape[:2], height + 2 * padding, width + 2 * padding))
    for u, v in product(range(size), repeat=2):  # one place in the window touches one strided slice of the image
        reached = padded[:, :, u::step, v::step][:, :, :rows, :columns]
        reached += upstream * shares[..., u * size + v]
    return padded[:, :, padding : padding + height, padding : padding + width]


def _stretches(signal: Array, size: int, stride: int | None) -> Array:
    """Every window along the last axis, as a view of shape (…, n', size)."""
    signal, step = np.asarray(signal, dtype=float), size if stride is None else stride
    if signal.ndim < 1:
        raise ValueError(f"signal {signal.shape} must have at least one axis")
    output_size(signal.shape[-1], size, step)  # complains when the window does not fit
    return np.lib.stride_tricks.sliding_window_view(signal, size, axis=-1)[..., ::step, :]
