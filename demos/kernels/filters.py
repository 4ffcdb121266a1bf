"""Filters: what a kernel responds to, and how it comes by its numbers."""

from __future__ import annotations

import math

import numpy as np

from .conv import PRESETS, conv2d, conv2d_backward, correlate2d, output_size
from .shapes import Array, Count, Float, NotNegative, Real, Size, shaped


@shaped
def response(patch: Float[Array, "*shape"], kernel: Float[Array, "*shape"]) -> float:
    """What one place of a feature map holds.

    Σ patch · kernel

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 9.6, at one (i, j).
    """
    return float(np.sum(patch * kernel))


@shaped
def cosine_similarity(patch: Float[Array, "*shape"], kernel: Float[Array, "*shape"]) -> float:
    """Cosine between a patch and a kernel: the response with both lengths divided out, from −1 to 1.

    Σ patch · kernel / (‖patch‖ ‖kernel‖)

    Source: the Cauchy–Schwarz inequality; Gonzalez & Woods, Digital Image Processing (prototype matching by correlation).
    """
    return min(1.0, max(-1.0, float(np.sum(_direction(patch) * _direction(kernel)))))


@shaped
def gradient_magnitude(across: float, down: float) -> float:
    """Strength of an edge from its two derivatives, the responses of Sobel-x and Sobel-y.

    √(Gx² + Gy²)

    Source: Gonzalez & Woods, Digital Image Processing, "Basic Edge Detection".
    """
    return math.hypot(across, down)


@shaped
def gradient_angle(across: float, down: float) -> float:
    """Direction in which the picture brightens, in degrees from the x axis towards the y axis; the edge runs at a right angle to it.

    atan2(Gy, Gx)

    Source: Gonzalez & Woods, Digital Image Processing, "Basic Edge Detection".
    """
    return math.degrees(math.atan2(down, across))


@shaped
def separable_share(kernel: Size) -> float:
    """Multiplications of a column pass and a row pass, relative to the full k × k kernel.

    2k / k²

    Source: Gonzalez & Woods, Digital Image Processing, "Separable Filter Kernels".
    """
    return 2 * kernel / kernel**2


@shaped
def texture_energy(picture: Float[Array, "h w"], kernel: Float[Array, "u v"]) -> float:
    """Mean squared response over a whole picture.

    1/(H'·W') · Σ_i Σ_j y[i, j]²   (y as in `conv.correlate2d`)

    Source: Laws 1980, Rapid texture identification (texture energy); with squares for his absolute values.
    """
    return float(np.mean(correlate2d(picture, kernel) ** 2))


@shaped
def learn_kernel(
    picture: Float[Array, "h w"], target: Float[Array, "i j"], start: Float[Array, "u v"], *, steps: Count, lr: NotNegative
) -> Float[Array, "steps u v"]:
    """Fit a kernel to a target map by gradient descent; return it before the first step and after each.

    K ← K − lr · ∂/∂K Σ (correlate2d(picture, K) − target)²

    Source: Dive into Deep Learning §7.2.4 (learning a kernel).
    """
    path = [start]
    expected = correlate2d(picture, start).shape
    if target.shape != expected:
        raise ValueError(f"target {target.shape} must have the shape of the kernel's answer, {expected}")
    for _ in range(steps):
        error = correlate2d(picture, path[-1]) - target
        _, slope, _ = conv2d_backward(2 * error[None, None], picture[None, None], path[-1][None, None])
        path.append(path[-1] - lr * slope[0, 0])
    return np.array(path)


@shaped
def largest_rate(picture: Float[Array, "h w"], shape: tuple[Size, Size]) -> float:
    """Learning rate beyond which `learn_kernel` diverges, for a kernel of this shape; ∞ for a picture of zeros.

    2 / λ_max of the Hessian 2 XᵀX of its loss   (X has one row for each window of the picture)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §4.3.1 (curvature and the step of gradient descent).
    """
    for side, taps in zip(picture.shape, shape, strict=True):
        output_size(side, taps)  # refuses a kernel that does not fit
    windows = np.lib.stride_tricks.sliding_window_view(picture, shape).reshape(-1, shape[0] * shape[1])
    curvature = float(np.linalg.eigvalsh(2 * windows.T @ windows)[-1])
    return 2 / curvature if curvature else math.inf


@shaped
def corner_map(picture: Float[Array, "h w"]) -> Float[Array, "i j"]:
    """Two layers that find corners in a picture of brightness 0 to 1, each absolute value a sum of two ReLUs.

    y = ReLU(|Gx| + |Gy| − 4)   (along a straight edge of height 1 the two reach 4; only where both are strong do they exceed it)

    Source: Definition here, on the derivatives of Gonzalez & Woods, Digital Image Processing, "Basic Edge Detection".
    """
    signed = np.array([sign * PRESETS[name] for name in ("sobel-x", "sobel-y") for sign in (1, -1)])
    edges = np.maximum(conv2d(picture[None, None], signed[:, None]), 0)
    corners = np.maximum(conv2d(edges, np.ones((1, 4, 1, 1)), np.array([-4.0])), 0)
    return np.asarray(corners[0, 0])


@shaped
def structure_tensor(across: Float[Array, "*shape"], down: Float[Array, "*shape"]) -> Float[Array, "two two"]:
    """Second moments of the derivatives in a window; its eigenvalues say how much the picture changes along two directions.

    M = Σ [[Gx², Gx·Gy], [Gx·Gy, Gy²]]

    Source: Harris & Stephens 1988, A combined corner and edge detector, §2 (there weighted by a Gaussian window).
    """
    slopes = np.array([across.ravel(), down.ravel()])
    return np.asarray(slopes @ slopes.T)


@shaped
def harris(xx: NotNegative, yy: NotNegative, xy: Real, k: NotNegative = 0.04) -> float:
    """Corner measure of Harris, from the entries of the structure tensor: positive at corners, negative on edges, near 0 where nothing changes.

    R = det M − k·(trace M)² = (xx·yy − xy²) − k·(xx + yy)²

    Source: Harris & Stephens 1988, A combined corner and edge detector, equation for R (k about 0.04 to 0.06 in common use).
    """
    return xx * yy - xy * xy - k * (xx + yy) * (xx + yy)


@shaped
def filter_rank(kernel: Size, filters: Size, outputs: Size) -> int:
    """How many maps, at most, are linearly independent, when k × k kernels on a grey picture are mixed by a 1×1 layer with nothing between.

    min(k², filters, outputs)

    Source: the rank of a product of matrices, (outputs × filters) · (filters × k²).
    """
    return min(kernel**2, filters, outputs)


def _direction(array: Array) -> Array:
    """The array at length 1; scaled by its largest number first, so that no square overflows or vanishes."""
    if not array.any():
        raise ValueError("an array of zeros points nowhere: it has no cosine to anything")
    scaled = array / np.abs(array).max()
    return np.asarray(scaled / np.linalg.norm(scaled))
