"""Convolution: slide a kernel over an image and take a dot product at each place.

卷积：核在图像上滑动，每处取一次点积。

The kernels come first. Each scene then looks at the same operation from another side: one window at a time,
the flip that gives it its name, the arithmetic of shapes, and the matrix that it secretly is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Range, Refusal, Say, Show, Step

Array = NDArray[np.float64]


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Width of a convolution's output: ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1.

    Parameters
    ----------
    size, kernel, stride, padding, dilation : int
        Input width n, kernel width k, stride s, zero padding p on each side, dilation d.

    Raises
    ------
    ValueError
        If a value is out of range, or the dilated kernel does not fit into the padded input.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, relationship 15 (with dilation); PyTorch Conv2d.
    """
    if size < 1 or kernel < 1 or stride < 1 or padding < 0 or dilation < 1:
        raise ValueError(
            f"size {size}, kernel {kernel}, stride {stride}, dilation {dilation} must be at least 1, "
            f"and padding {padding} at least 0"
        )
    span = dilation * (kernel - 1) + 1
    padded = size + 2 * padding
    if span > padded:
        raise ValueError(f"a kernel that spans {span} does not fit into {size} + 2·{padding} = {padded}: no valid position")
    return (padded - span) // stride + 1


def conv2d(
    images: Array, kernels: Array, bias: Array | None = None, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    """Cross-correlate a batch of images with a bank of kernels.

    y[n, f, i, j] = b[f] + Σ_c Σ_u Σ_v  K[f, c, u, v] · x[n, c, i·s + u·d, j·s + v·d]   (x padded with zeros)

    This is what deep-learning libraries call convolution: the kernel is not flipped.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    kernels : array of shape (filters, channels, kernel_height, kernel_width)
    bias : array of shape (filters,), or None for none
    stride, padding, dilation : int
        The same along both axes.

    Returns
    -------
    array of shape (batch, filters, height', width'), with sides by `output_size`.

    Raises
    ------
    ValueError
        If shapes do not fit together, or the kernel does not fit into the padded image.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 9.6 (cross-correlation);
    Dumoulin & Visin 2016, arXiv:1603.07285.
    """
    images, kernels = _images_and_kernels(images, kernels)
    windows = _windows(_padded(images, padding), kernels.shape[2:], stride, padding, dilation)
    output: Array = np.einsum("ncijuv,fcuv->nfij", windows, kernels, optimize=True)
    if bias is None:
        return output
    bias = np.asarray(bias, dtype=float)
    if bias.shape != kernels.shape[:1]:
        raise ValueError(f"bias {bias.shape} needs one number for each of the {kernels.shape[0]} kernels {kernels.shape}")
    return output + bias[:, None, None]


def conv2d_backward(
    upstream: Array, images: Array, kernels: Array, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[Array, Array, Array]:
    """Gradients of a loss through `conv2d`.

    A kernel's gradient correlates the input with the upstream gradient; each image pixel
    collects what every window that covered it sends back, weighted by the kernel.

    Parameters
    ----------
    upstream : array of shape (batch, filters, height', width')
        ∂L/∂y, in the shape of the output.
    images, kernels, stride, padding, dilation
        As given to `conv2d`.

    Returns
    -------
    d_images, d_kernels : arrays in the shapes of images and kernels
    d_bias : array of shape (filters,)

    Raises
    ------
    ValueError
        If shapes do not fit together.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §4 (transposed convolution is the gradient of a convolution).
    """
    images, kernels = _images_and_kernels(images, kernels)
    upstream = np.asarray(upstream, dtype=float)
    height, width = kernels.shape[2:]
    padded = _padded(images, padding)
    windows = _windows(padded, (height, width), stride, padding, dilation)
    expected = (images.shape[0], kernels.shape[0], *windows.shape[2:4])
    if upstream.shape != expected:
        raise ValueError(f"upstream gradient {upstream.shape} must have the output's shape {expected}")
    d_kernels: Array = np.einsum("nfij,ncijuv->fcuv", upstream, windows, optimize=True)
    d_padded = np.zeros_like(padded)
    rows, columns = upstream.shape[2:]
    for u in range(height):  # one kernel tap touches one strided slice of the image
        for v in range(width):
            reached = d_padded[:, :, u * dilation :: stride, v * dilation :: stride][:, :, :rows, :columns]
            reached += np.einsum("nfij,fc->ncij", upstream, kernels[:, :, u, v])
    inner = slice(padding, -padding or None)
    return d_padded[:, :, inner, inner], d_kernels, upstream.sum(axis=(0, 2, 3))


def _images_and_kernels(images: Array, kernels: Array) -> tuple[Array, Array]:
    images, kernels = np.asarray(images, dtype=float), np.asarray(kernels, dtype=float)
    if images.ndim != 4 or kernels.ndim != 4 or images.shape[1] != kernels.shape[1]:
        raise ValueError(
            f"images {images.shape} must be (batch, channels, height, width) and kernels {kernels.shape} "
            "(filters, channels, height, width), with equal channels"
        )
    return images, kernels


def _padded(images: Array, padding: int) -> Array:
    if padding < 0:
        raise ValueError(f"padding {padding} must be at least 0")
    return np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def _windows(padded: Array, shape: tuple[int, ...], stride: int, padding: int, dilation: int) -> Array:
    """Every window of `shape`, as a view of shape (batch, channels, rows, columns, kernel_height, kernel_width)."""
    for side, kernel in zip(padded.shape[2:], shape, strict=True):
        output_size(side - 2 * padding, kernel, stride, padding, dilation)  # complains when it does not fit
    span = tuple(dilation * (kernel - 1) + 1 for kernel in shape)
    dense = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    return dense[:, :, ::stride, ::stride, ::dilation, ::dilation]
