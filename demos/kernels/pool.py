"""Pooling: replace each window of a feature map by one number, its largest or its mean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import product
from typing import Any

import numpy as np

from .conv import output_size
from .shapes import Array, Count, Float, Int, Size, shaped


@shaped
def max_pool2d(images: Float[Array, "n c h w"], size: Size, *, stride: Size | None = None, padding: Count = 0) -> Float[Array, "n c i j"]:
    """Keep the largest number of each window; windows touch without overlap where no stride is given (stride = size).

    y[n, c, i, j] = max over u, v of x[n, c, i·s + u, j·s + v]   (x padded with −∞, which never wins)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.3; PyTorch MaxPool2d (padding by −∞).
    """
    return reduce(np.maximum, _cells(_padded(images, size, stride, padding, -np.inf), size, stride))


@shaped
def max_pool2d_backward(
    upstream: Float[Array, "n c i j"], images: Float[Array, "n c h w"], size: Size, *, stride: Size | None = None, padding: Count = 0
) -> Float[Array, "n c h w"]:
    """Gradient of a loss through `max_pool2d`, from `upstream` = ∂L/∂y: each window sends all of it to its winner.

    A cell that wins several windows collects from each. A tie goes to the first of the equals in reading order, as in PyTorch.

    Source: Stanford CS231n, Convolutional Networks, "Pooling Layer" (backpropagation routes the gradient to the maximum).
    """
    return _to_winners(upstream, images, size, stride, padding, axes=2)


@shaped
def avg_pool2d(
    images: Float[Array, "n c h w"], size: Size, *, stride: Size | None = None, padding: Count = 0, count_padding: bool = True
) -> Float[Array, "n c i j"]:
    """Average each window, of all its k² cells (PyTorch's default), or only of those inside the image (`count_padding=False`).

    y[n, c, i, j] = mean over u, v of x[n, c, i·s + u, j·s + v]   (x padded with zeros)

    Source: LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition, §II (subsampling by local averaging);
    PyTorch AvgPool2d (count_include_pad).
    """
    sums = reduce(np.add, _cells(_padded(images, size, stride, padding, 0.0), size, stride))
    return sums / _counts(images, size, stride, padding, count_padding)


@shaped
def avg_pool2d_backward(
    upstream: Float[Array, "n c i j"],
    images: Float[Array, "n c h w"],
    size: Size,
    *,
    stride: Size | None = None,
    padding: Count = 0,
    count_padding: bool = True,
) -> Float[Array, "n c h w"]:
    """Gradient of a loss through `avg_pool2d`, from `upstream` = ∂L/∂y: each window gives every cell the same share, 1/k².

    Source: the derivative of a mean; PyTorch AvgPool2d.
    """
    gradient = np.zeros_like(_padded(images, size, stride, padding, 0.0))
    shares = _fitting(upstream, gradient, size, stride) / _counts(images, size, stride, padding, count_padding)
    for cells in _cells(gradient, size, stride):
        cells += shares
    return _cropped(gradient, padding, axes=2)


@shaped
def global_average_pool(images: Float[Array, "n c h w"]) -> Float[Array, "n c"]:
    """Average each channel over its whole map.

    y[n, c] = 1/(H·W) · Σ_i Σ_j x[n, c, i, j]

    Source: Lin, Chen & Yan 2013, Network In Network, arXiv:1312.4400, §3.2.
    """
    return np.asarray(_maps(images).mean(axis=(2, 3)))


@shaped
def global_average_pool_backward(upstream: Float[Array, "n c"], images: Float[Array, "n c h w"]) -> Float[Array, "n c h w"]:
    """Gradient of a loss through `global_average_pool`, from `upstream` = ∂L/∂y: every cell of a map gets 1/(H·W).

    Source: the derivative of a mean.
    """
    height, width = _maps(images).shape[2:]
    return np.broadcast_to(upstream[:, :, None, None] / (height * width), images.shape).copy()


@shaped
def global_max_pool(images: Float[Array, "n c h w"]) -> Float[Array, "n c"]:
    """Keep the largest number of each channel, wherever it stands.

    Source: Oquab et al. 2015, Is object localization for free?, CVPR (a maximum over the whole map).
    """
    return np.asarray(_maps(images).max(axis=(2, 3)))


@shaped
def max_pool1d(signal: Float[Array, "*rows n"], size: Size, stride: Size | None = None) -> Float[Array, "*rows i"]:
    """Max pooling along the last axis, without padding.

    y[i] = max over u of x[i·s + u]

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.3.
    """
    return reduce(np.maximum, _cells(_padded(signal, size, stride, 0, -np.inf, axes=1), size, stride, axes=1))


@shaped
def max_pool1d_backward(
    upstream: Float[Array, "*rows i"], signal: Float[Array, "*rows n"], size: Size, stride: Size | None = None
) -> Float[Array, "*rows n"]:
    """Gradient of a loss through `max_pool1d`, from `upstream` = ∂L/∂y; a cell that wins two windows collects from both.

    Source: as `max_pool2d_backward`.
    """
    return _to_winners(upstream, signal, size, stride, padding=0, axes=1)


@shaped
def kept_fraction(stride: Size, layers: Count = 1) -> float:
    """Share of a map's activations that are left after pooling layers of this stride along both axes, rounding aside.

    s^(−2·layers)

    Source: the definition of a stride along two axes.
    """
    return float(stride) ** (-2 * layers)


@shaped
def average_share(upstream: float, size: Size) -> float:
    """Gradient that each cell of a k × k window gets from average pooling, when its output has the gradient g.

    g / k²

    Source: the derivative of a mean.
    """
    return upstream / size**2


@shaped
def adaptive_bin(size: Size, bins: Size, place: Count) -> tuple[int, int]:
    """First cell and number of cells of one bin, when n cells are pooled into b bins: as even as whole cells allow, overlapping if need be.

    first = ⌊place·n/b⌋,   last = ⌈(place + 1)·n/b⌉ − 1

    Source: PyTorch AdaptiveAvgPool1d (aten/src/ATen/native/AdaptivePooling.h, start_index and end_index).
    """
    if place >= bins:
        raise ValueError(f"place {place} must be below the number of bins, {bins}")
    first = place * size // bins
    return first, -(-(place + 1) * size // bins) - first


@shaped
def masked_mean(tokens: Float[Array, "n *features"], mask: Int[Array, "n"]) -> Float[Array, "*features"]:
    """Mean over the tokens whose mask is 1; those with 0 are padding.

    Σ_i m_i x_i / Σ_i m_i

    Source: Reimers & Gurevych 2019, Sentence-BERT, arXiv:1908.10084, §3 (MEAN strategy).
    """
    if not set(np.unique(mask)) <= {0, 1} or not mask.any():
        raise ValueError(f"mask {mask.tolist()} must hold 0 and 1, with at least one 1")
    return np.asarray(tokens[mask == 1].mean(axis=0))


@shaped
def attention_pool(tokens: Float[Array, "n d"], query: Float[Array, "d"]) -> Float[Array, "d"]:
    """Mean of the tokens, weighted by how well each fits a query.

    Σ_i a_i x_i,   a = softmax(x_i · q / √d)

    Source: Ilse, Tomczak & Welling 2018, arXiv:1802.04712, §2.4 (weights by attention); Vaswani et al. 2017, arXiv:1706.03762, §3.2.1 (the score).
    """
    if not len(tokens):
        raise ValueError(f"tokens {tokens.shape} must be at least one")
    scores = tokens @ query / np.sqrt(len(query))
    weights = np.exp(scores - scores.max())
    return np.asarray(weights @ tokens / weights.sum())


@shaped
def merge_patches(images: Float[Array, "n c h w"]) -> Float[Array, "n d i j"]:
    """Put each 2 × 2 patch into the channels: four times as many, at half the side, before a linear layer mixes them.

    An odd side is continued by a line of zeros.

    Source: Liu et al. 2021, Swin Transformer, arXiv:2103.14030, §3.1 (patch merging).
    """
    even = np.pad(images, [(0, 0), (0, 0), (0, images.shape[2] % 2), (0, images.shape[3] % 2)])
    return np.concatenate([even[:, :, row::2, column::2] for column, row in product((0, 1), repeat=2)], axis=1)


@shaped
def merging_parameters(channels: Size) -> int:
    """Weights of the linear layer, without bias, by which patch merging takes 4C channels to 2C.

    4C · 2C

    Source: as `merge_patches`.
    """
    return 4 * channels * 2 * channels


def _maps(images: Array) -> Array:
    if 0 in images.shape[2:]:
        raise ValueError(f"images {images.shape} must have maps of at least one cell")
    return images


def _padded(maps: Array, size: int, stride: int | None, padding: int, fill: float, axes: int = 2) -> Array:
    """A copy of the maps with `fill` around their last axes."""
    if padding > size // 2:
        raise ValueError(f"padding {padding} must be at most half the window {size}: a window of nothing but padding has no maximum")
    for side in maps.shape[-axes:]:
        output_size(side, size, stride or size, padding)  # refuses a window that does not fit
    return np.pad(maps, [(0, 0)] * (maps.ndim - axes) + [(padding, padding)] * axes, constant_values=fill)


def _cropped(padded: Array, padding: int, axes: int) -> Array:
    inner: tuple[Any, ...] = tuple(slice(padding, side - padding) for side in padded.shape[-axes:])
    return padded[..., *inner]


def _cells(padded: Array, size: int, stride: int | None, axes: int = 2) -> Iterator[Array]:
    """For each place in the window, in reading order, what stands there in every window: a strided slice in the output's shape."""
    step = stride or size
    spans = [((side - size) // step + 1) * step for side in padded.shape[-axes:]]
    for place in product(range(size), repeat=axes):
        strided: tuple[Any, ...] = tuple(slice(start, start + span, step) for start, span in zip(place, spans, strict=True))
        yield padded[..., *strided]


def _counts(images: Array, size: int, stride: int | None, padding: int, count_padding: bool) -> Array:
    """How many cells each window divides by."""
    return reduce(np.add, _cells(_padded(np.ones(images.shape[2:]), size, stride, padding, float(count_padding)), size, stride))


def _fitting(upstream: Array, padded: Array, size: int, stride: int | None, axes: int = 2) -> Array:
    shape = next(_cells(padded, size, stride, axes)).shape
    if upstream.shape != shape:
        raise ValueError(f"upstream {upstream.shape} must have the output's shape {shape}")
    return upstream


def _to_winners(upstream: Array, maps: Array, size: int, stride: int | None, padding: int, axes: int) -> Array:
    """Send each window's gradient to the first of its largest cells that is no padding."""
    padded = _padded(maps, size, stride, padding, -np.inf, axes)
    inside = _padded(np.ones(maps.shape[-axes:], dtype=bool), size, stride, padding, False, axes)
    gradient, upstream = np.zeros_like(padded), _fitting(upstream, padded, size, stride, axes)
    largest = reduce(np.maximum, _cells(padded, size, stride, axes))
    sought = np.ones(largest.shape, dtype=bool)
    for cells, real, sent in zip(*(_cells(array, size, stride, axes) for array in (padded, inside, gradient)), strict=True):
        wins = sought & real & ~(cells < largest)
        sent += upstream * wins
        sought &= ~wins
    return _cropped(gradient, padding, axes)
