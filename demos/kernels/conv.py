"""Convolution: slide a kernel over an image and take a dot product at each place."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


PRESETS = {
    "diagonal": np.array([[1.0, 0.0], [0.0, -1.0]]),
    "kirsch": np.array([[5.0, 5.0, 5.0], [-3.0, 0.0, -3.0], [-3.0, -3.0, -3.0]]),
    "sobel-x": np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]),
    "sobel-y": np.array([[-1.0, -2.0, -1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]]),
    "laplacian": np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]),
    "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
    "blur": np.full((3, 3), 1 / 9),
}
"""Kernels that people made by hand, long before kernels were learned."""


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

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §5.1 (dilated convolutions); PyTorch Conv2d.
    """
    if size < 1 or kernel < 1 or stride < 1 or padding < 0 or dilation < 1:
        raise ValueError(
            f"size {size}, kernel {kernel}, stride {stride}, dilation {dilation} must be at least 1, and padding {padding} at least 0"
        )
    span = dilation * (kernel - 1) + 1
    padded = size + 2 * padding
    if span > padded:
        raise ValueError(f"a kernel that spans {span} does not fit into {size} + 2·{padding} = {padded}: no valid position")
    return (padded - span) // stride + 1


def same_padding(kernel: int, dilation: int = 1) -> int:
    """Zero padding on each side that keeps the width at stride 1: d(k − 1) / 2.

    Parameters
    ----------
    kernel, dilation : int

    Raises
    ------
    ValueError
        If d(k − 1) is odd: then no equal padding on both sides keeps the width.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §2.2.1 (half padding), with the dilated width of §5.1.
    """
    if kernel < 1 or dilation < 1:
        raise ValueError(f"kernel {kernel} and dilation {dilation} must be at least 1")
    if dilation * (kernel - 1) % 2:
        raise ValueError(
            f"kernel {kernel} at dilation {dilation} needs {dilation * (kernel - 1)} rows of padding, which two sides cannot share equally"
        )
    return dilation * (kernel - 1) // 2


def transposed_size(size: int, kernel: int, stride: int = 1, padding: int = 0, extra: int = 0) -> int:
    """Width of a transposed convolution's output: (n − 1)s − 2p + k + extra.

    Parameters
    ----------
    size, kernel, stride, padding : int
        Input width, and the three numbers of the convolution whose shapes are reversed.
    extra : int
        Columns appended at one side, less than the stride: picks one of the widths that the floor had merged.

    Raises
    ------
    ValueError
        If a value is out of range, or nothing is left of the output.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §4; PyTorch ConvTranspose2d (output_padding).
    """
    if size < 1 or kernel < 1 or stride < 1 or padding < 0 or not 0 <= extra < stride:
        raise ValueError(
            f"size {size}, kernel {kernel}, stride {stride} must be at least 1, padding {padding} at least 0, "
            f"and extra {extra} from 0 to stride − 1"
        )
    width = (size - 1) * stride - 2 * padding + kernel + extra
    if width < 1:
        raise ValueError(f"padding {padding} cuts everything away: the output would be {width} wide")
    return width


def multiply_adds(channels: int, filters: int, kernel: int, height: int, width: int) -> int:
    """Multiply–add operations of a convolution: C_in · C_out · k² · H_out · W_out.

    Parameters
    ----------
    channels, filters, kernel : int
        Input channels, output channels, kernel width.
    height, width : int
        Of the output.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Howard et al. 2017, MobileNets, arXiv:1704.04861, §3.1.
    """
    if min(channels, filters, kernel, height, width) < 1:
        raise ValueError(f"channels {channels}, filters {filters}, kernel {kernel}, output {height}×{width} must be at least 1")
    return channels * filters * kernel**2 * height * width


def separable_ratio(filters: int, kernel: int) -> float:
    """Cost of a depthwise separable convolution relative to a standard one: 1/C_out + 1/k².

    Parameters
    ----------
    filters, kernel : int
        Output channels and kernel width. Input channels and image size cancel.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Howard et al. 2017, MobileNets, arXiv:1704.04861, §3.1.
    """
    if filters < 1 or kernel < 1:
        raise ValueError(f"filters {filters} and kernel {kernel} must be at least 1")
    return 1 / filters + 1 / kernel**2


def correlate(signal: Array, kernel: Array, flip: bool = False) -> Array:
    """Slide a kernel along a signal, without padding: y[i] = Σ_u kernel[u] · signal[i + u].

    Parameters
    ----------
    signal : array of shape (n,)
    kernel : array of shape (k,)
    flip : bool
        Reverse the kernel first, which makes it the mathematician's convolution.

    Returns
    -------
    array of shape (n − k + 1,)

    Raises
    ------
    ValueError
        If either is not a vector, or the kernel is empty or longer than the signal.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.1.
    """
    signal, kernel = np.asarray(signal, dtype=float), np.asarray(kernel, dtype=float)
    if signal.ndim != 1 or kernel.ndim != 1 or not 1 <= kernel.size <= signal.size:
        raise ValueError(
            f"signal {signal.shape} and kernel {kernel.shape} must be vectors, the kernel no longer than the signal and not empty"
        )
    windows = np.lib.stride_tricks.sliding_window_view(signal, kernel.size)
    result: Array = windows @ (kernel[::-1] if flip else kernel)
    return result


def convolve(signal: Array, kernel: Array) -> Array:
    """Convolve two sequences as mathematics defines it: y[t] = Σ_τ signal[τ] · kernel[t − τ].

    Parameters
    ----------
    signal : array of shape (n,)
    kernel : array of shape (k,)

    Returns
    -------
    array of shape (n + k − 1,): every shift at which the two overlap.

    Raises
    ------
    ValueError
        If either is not a vector or is empty.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 9.3.
    """
    signal, kernel = np.asarray(signal, dtype=float), np.asarray(kernel, dtype=float)
    if signal.ndim != 1 or kernel.ndim != 1 or not signal.size or not kernel.size:
        raise ValueError(f"signal {signal.shape} and kernel {kernel.shape} must be vectors, and not empty")
    return correlate(np.pad(signal, kernel.size - 1), kernel, flip=True)


def connections(size: int, kernel: int) -> int:
    """Pixel–output pairs that a convolution without padding connects: k²·(n − k + 1)².

    A dense layer between the same two sides would connect n²·(n − k + 1)².

    Parameters
    ----------
    size, kernel : int
        Sides of the square image and of the square kernel.

    Raises
    ------
    ValueError
        If the kernel does not fit into the image.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.2 (sparse interactions).
    """
    return kernel**2 * output_size(size, kernel) ** 2


def convolution_matrix(kernel: Array, size: int) -> Array:
    """Write the convolution of a size × size image, without padding, as a matrix.

    Parameters
    ----------
    kernel : array of shape (k, k)
    size : int
        Side n of the image.

    Returns
    -------
    array of shape ((n − k + 1)², n²): one row for each output cell, the kernel's numbers at the pixels it reads.

    Raises
    ------
    ValueError
        If the kernel is not square or does not fit.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §4.1 (convolution as a matrix operation).
    """
    kernel = np.asarray(kernel, dtype=float)
    if kernel.ndim != 2 or kernel.shape[0] != kernel.shape[1]:
        raise ValueError(f"kernel {kernel.shape} must be a square matrix")
    out = output_size(size, len(kernel))
    matrix = np.zeros((out, out, size, size))
    for i in range(out):
        for j in range(out):
            matrix[i, j, i : i + len(kernel), j : j + len(kernel)] = kernel
    return matrix.reshape(out * out, size * size)


def conv2d(images: Array, kernels: Array, bias: Array | None = None, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> Array:
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
    sent = np.einsum("nfij,fcuv->uvncij", upstream, kernels, optimize=True)
    d_padded = np.zeros_like(padded)
    rows, columns = upstream.shape[2:]
    for u, v in product(range(height), range(width)):  # one tap of the kernel touches one strided slice of the image
        d_padded[:, :, u * dilation :: stride, v * dilation :: stride][:, :, :rows, :columns] += sent[u, v]
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
