"""Convolution: slide a kernel over an image and take a dot product at each place."""

from __future__ import annotations

from itertools import product
from typing import Annotated

import numpy as np

from .shapes import Array, Float, In, Size, shaped

Padding = Annotated[int, In("[0, ∞)")]

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


@shaped
def output_size(size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0, dilation: Size = 1) -> int:
    """Width of a convolution's output, with `padding` zeros on each side of the input.

    ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §5.1 (dilated convolutions); PyTorch Conv2d.
    """
    span = dilation * (kernel - 1) + 1
    padded = size + 2 * padding
    if span > padded:
        raise ValueError(f"a kernel that spans {span} does not fit into {size} + 2·{padding} = {padded}: no valid position")
    return (padded - span) // stride + 1


@shaped
def same_padding(kernel: Size, dilation: Size = 1) -> int:
    """Zero padding on each side that keeps the width at stride 1.

    d(k − 1) / 2, refused if d(k − 1) is odd: then no equal padding on both sides keeps the width.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §2.2.1 (half padding), with the dilated width of §5.1.
    """
    lost = dilation * (kernel - 1)
    if lost % 2:
        raise ValueError(f"kernel {kernel} at dilation {dilation} needs {lost} rows of padding, which two sides cannot share equally")
    return lost // 2


@shaped
def transposed_size(size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0, extra: Padding = 0) -> int:
    """Width of a transposed convolution's output: it reverses the shapes of a convolution with this kernel, stride and padding.

    (n − 1)s − 2p + k + extra

    The extra columns at one side, fewer than the stride, pick one of the widths that the convolution's floor had merged.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §4; PyTorch ConvTranspose2d (output_padding).
    """
    if extra >= stride:
        raise ValueError(f"extra {extra} must be less than stride {stride}")
    width = (size - 1) * stride - 2 * padding + kernel + extra
    if width < 1:
        raise ValueError(f"padding {padding} cuts everything away: the output would be {width} wide")
    return width


@shaped
def multiply_adds(channels: Size, filters: Size, kernel: Size, height: Size, width: Size) -> int:
    """Multiply–add operations of a convolution whose output has this height and width.

    C_in · C_out · k² · H_out · W_out

    Source: Howard et al. 2017, MobileNets, arXiv:1704.04861, §3.1.
    """
    return channels * filters * kernel**2 * height * width


@shaped
def separable_ratio(filters: Size, kernel: Size) -> float:
    """Cost of a depthwise separable convolution relative to a standard one; input channels and image size cancel.

    1/C_out + 1/k²

    Source: Howard et al. 2017, MobileNets, arXiv:1704.04861, §3.1.
    """
    return 1 / filters + 1 / kernel**2


@shaped
def correlate(signal: Float[Array, "n"], kernel: Float[Array, "k"], flip: bool = False) -> Float[Array, "i"]:
    """Slide a kernel along a signal, without padding; `flip` reverses it first, which makes it the mathematician's convolution.

    y[i] = Σ_u kernel[u] · signal[i + u]   for i from 0 to n − k

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.1.
    """
    output_size(signal.size, kernel.size)  # refuses a kernel that does not fit
    windows = np.lib.stride_tricks.sliding_window_view(signal, kernel.size)
    return np.asarray(windows @ (kernel[::-1] if flip else kernel))


@shaped
def convolve(signal: Float[Array, "n"], kernel: Float[Array, "k"]) -> Float[Array, "t"]:
    """Convolve two sequences as mathematics defines it, at every shift at which the two overlap.

    y[t] = Σ_τ signal[τ] · kernel[t − τ]   for t from 0 to n + k − 2

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 9.3.
    """
    if not signal.size or not kernel.size:
        raise ValueError(f"signal {signal.shape} and kernel {kernel.shape} must not be empty")
    return correlate(np.pad(signal, kernel.size - 1), kernel, flip=True)


@shaped
def connections(size: Size, kernel: Size) -> int:
    """Pixel–output pairs that a convolution of a square image connects, without padding.

    k² · (n − k + 1)²   (a dense layer between the same two sides would connect n² · (n − k + 1)²)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.2 (sparse interactions).
    """
    return kernel**2 * output_size(size, kernel) ** 2


@shaped
def convolution_matrix(kernel: Float[Array, "k k"], size: Size) -> Float[Array, "outputs pixels"]:
    """Write the convolution of a size × size image, without padding, as a matrix.

    One row for each of the (n − k + 1)² outputs, one column for each of the n² pixels: the kernel's numbers where it reads, zeros elsewhere.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §4.1 (convolution as a matrix operation).
    """
    width = len(kernel)
    side = output_size(size, width)
    matrix = np.zeros((side, side, size, size))
    for i, j in product(range(side), repeat=2):
        matrix[i, j, i : i + width, j : j + width] = kernel
    return matrix.reshape(side**2, size**2)


@shaped
def conv2d(
    images: Float[Array, "n c h w"],
    kernels: Float[Array, "f c u v"],
    bias: Float[Array, "f"] | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Float[Array, "n f i j"]:
    """Cross-correlate a batch of images with a bank of kernels: what deep-learning libraries call convolution, without the flip.

    y[n, f, i, j] = b[f] + Σ_c Σ_u Σ_v  K[f, c, u, v] · x[n, c, i·s + u·d, j·s + v·d]   (x padded with zeros)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 9.6 (cross-correlation); Dumoulin & Visin 2016, arXiv:1603.07285.
    """
    windows = _windows(images, kernels.shape[2:], stride, padding, dilation)
    output = np.tensordot(kernels, windows, axes=3).swapaxes(0, 1)  # (f c u v) · (c u v n i j), one product of matrices
    return output if bias is None else output + bias[:, None, None]


@shaped
def im2col(image: Float[Array, "c h w"], kernel: Size, stride: Size = 1, padding: Padding = 0) -> Float[Array, "taps places"]:
    """Copy each window of an image into a column, so that a convolution becomes one product of matrices: kernels (f × c·k²) times columns.

    column (i, j) = x[c, i·s + u, j·s + v] for all c, u, v in turn   (x padded with zeros)

    Source: Chellapilla, Puri & Simard 2006, High Performance Convolutional Neural Networks for Document Processing, §3 (unrolling).
    """
    windows = _windows(image[None], (kernel, kernel), stride, padding, 1)
    return windows.reshape(image.shape[0] * kernel**2, -1)


@shaped
def unrolled_ratio(size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0) -> float:
    """Numbers in the columns of `im2col` for each number of a square image.

    k² · o² / n²   (o being the width of the output)

    Source: as `im2col`.
    """
    return (kernel * output_size(size, kernel, stride, padding) / size) ** 2


@shaped
def causal_padding(kernel: Size, dilation: Size = 1) -> int:
    """Zeros before a sequence with which a convolution keeps its length and reads nothing of the future.

    d(k − 1)

    Source: van den Oord et al. 2016, WaveNet, arXiv:1609.03499, §2.1 (causal convolutions).
    """
    return dilation * (kernel - 1)


@shaped
def causal_convolve(signal: Float[Array, "n"], kernel: Float[Array, "k"], dilation: Size = 1) -> Float[Array, "n"]:
    """Convolve a sequence so that each output reads its own place and earlier ones only; the kernel is not flipped.

    y[t] = Σ_u kernel[u] · signal[t − d(k − 1 − u)]   (zeros before the start)

    Source: as `causal_padding`.
    """
    if not kernel.size:
        raise ValueError(f"kernel {kernel.shape} must not be empty")
    padded = np.pad(signal, (causal_padding(kernel.size, dilation), 0))
    return np.sum([weight * padded[u * dilation :][: signal.size] for u, weight in enumerate(kernel)], axis=0)


@shaped
def winograd_products(signal: Float[Array, "n"], kernel: Float[Array, "r"]) -> tuple[Float[Array, "n"], Float[Array, "m n"]]:
    """The n = m + r − 1 products of F(m, r), and the matrix that adds them up to the m places where the kernel fits into the signal.

    p = (V[:, :r] g) ⊙ (V⁻ᵀ d),  outputs = V[:, :m]ᵀ p   (d the signal, g the kernel, V[i, j] = xᵢʲ for x = 0, −½, ½, −1, 1, …)

    Source: Lavin & Gray 2016, Fast Algorithms for Convolutional Neural Networks, arXiv:1509.09308, §4.1.
    """
    outputs = output_size(signal.size, kernel.size)  # refuses a kernel that does not fit
    powers = np.vander([(-1) ** i * ((i + 1) // 2) / 2 for i in range(signal.size)], increasing=True)
    return (powers[:, : kernel.size] @ kernel) * np.linalg.solve(powers.T, signal), powers[:, :outputs].T


@shaped
def winograd_saving(outputs: Size, kernel: Size) -> float:
    """Multiplications of a direct convolution for each of Winograd's F(m × m, r × r), the transforms not counted.

    (m·r / (m + r − 1))²

    Source: Lavin & Gray 2016, arXiv:1509.09308, §4.1 and §4.3.
    """
    return (outputs * kernel / (outputs + kernel - 1)) ** 2


@shaped
def correlate2d(image: Float[Array, "h w"], kernel: Float[Array, "u v"]) -> Float[Array, "i j"]:
    """Slide one kernel over one image, without padding.

    y[i, j] = Σ_u Σ_v K[u, v] · x[i + u, j + v]

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 9.6.
    """
    return np.asarray(conv2d(image[None, None], kernel[None, None])[0, 0])


@shaped
def conv2d_backward(
    upstream: Float[Array, "n f i j"],
    images: Float[Array, "n c h w"],
    kernels: Float[Array, "f c u v"],
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> tuple[Float[Array, "n c h w"], Float[Array, "f c u v"], Float[Array, "f"]]:
    """Gradients of a loss through `conv2d`, from `upstream` = ∂L/∂y: with respect to the images, the kernels and the bias.

    A kernel's gradient correlates the input with the upstream gradient; each image pixel
    collects what every window that covered it sends back, weighted by the kernel.

    ∂L/∂K[f, c, u, v] = Σ_n Σ_i Σ_j  ∂L/∂y[n, f, i, j] · x[n, c, i·s + u·d, j·s + v·d]

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §4 (transposed convolution is the gradient of a convolution).
    """
    (batch, channels, height, width), (rows, columns) = images.shape, upstream.shape[2:]
    windows = _windows(images, kernels.shape[2:], stride, padding, dilation)
    if windows.shape[4:] != (rows, columns):
        raise ValueError(f"upstream {upstream.shape} must have the output's shape {(batch, len(kernels), *windows.shape[4:])}")
    d_kernels = np.einsum("nfij,cuvnij->fcuv", upstream, windows, optimize=True)
    sent = np.einsum("nfij,fcuv->uvncij", upstream, kernels, optimize=True)
    d_padded = np.zeros((batch, channels, height + 2 * padding, width + 2 * padding))
    for u, v in np.ndindex(*kernels.shape[2:]):  # one tap of the kernel touches one strided slice of the image
        d_padded[:, :, u * dilation :: stride, v * dilation :: stride][:, :, :rows, :columns] += sent[u, v]
    d_images = d_padded[:, :, padding : padding + height, padding : padding + width]
    return d_images, d_kernels, upstream.sum(axis=(0, 2, 3))


def _windows(images: Array, kernel: tuple[int, ...], stride: int, padding: int, dilation: int) -> Array:
    """Every window that the kernel reads, as a view of shape (c u v n i j)."""
    for side, taps in zip(images.shape[2:], kernel, strict=True):
        output_size(side, taps, stride, padding, dilation)  # refuses a kernel that does not fit
    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    spans = tuple(dilation * (taps - 1) + 1 for taps in kernel)
    dense = np.lib.stride_tricks.sliding_window_view(padded, spans, axis=(2, 3))
    return dense[:, :, ::stride, ::stride, ::dilation, ::dilation].transpose(1, 4, 5, 0, 2, 3)
