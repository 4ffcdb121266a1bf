"""Filters: what a kernel responds to, and how it comes by its numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .conv import PRESETS, conv2d, conv2d_backward

Array = NDArray[np.float64]


def response(patch: Array, kernel: Array) -> float:
    """What one place of a feature map holds: Σ patch · kernel.

    Parameters
    ----------
    patch, kernel : arrays of one shape

    Raises
    ------
    ValueError
        If the shapes differ.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, eq. 9.6, at one (i, j).
    """
    patch, kernel = _same_shape(patch, kernel)
    return float(np.sum(patch * kernel))


def likeness(patch: Array, kernel: Array) -> float:
    """Cosine between a patch and a kernel: the response with both lengths divided out, from −1 to 1.

    Parameters
    ----------
    patch, kernel : arrays of one shape

    Raises
    ------
    ValueError
        If the shapes differ, or one of them is all zeros.

    Source: the Cauchy–Schwarz inequality; Gonzalez & Woods, Digital Image Processing (prototype matching by correlation).
    """
    patch, kernel = _same_shape(patch, kernel)
    lengths = np.linalg.norm(patch) * np.linalg.norm(kernel)
    if lengths == 0:
        raise ValueError("an array of zeros points nowhere: it has no likeness to anything")
    return float(np.sum(patch * kernel) / lengths)


def gradient_size(across: float, down: float) -> float:
    """Strength of an edge from its two derivatives: √(Gx² + Gy²).

    Parameters
    ----------
    across, down : float
        Responses of Sobel-x and Sobel-y.

    Source: Gonzalez & Woods, Digital Image Processing, "Basic Edge Detection".
    """
    return float(np.hypot(across, down))


def gradient_angle(across: float, down: float) -> float:
    """Direction in which the picture brightens, in degrees from the x axis towards the y axis: atan2(Gy, Gx).

    Parameters
    ----------
    across, down : float
        Responses of Sobel-x and Sobel-y. The edge itself runs at a right angle to this direction.

    Source: Gonzalez & Woods, Digital Image Processing, "Basic Edge Detection".
    """
    return float(np.degrees(np.arctan2(down, across)))


def separable_share(kernel: int) -> float:
    """Multiplications of a column pass and a row pass, relative to the full k × k kernel: 2k/k² = 2/k.

    Parameters
    ----------
    kernel : int

    Raises
    ------
    ValueError
        If the kernel is not at least 1 wide.

    Source: Gonzalez & Woods, Digital Image Processing, "Separable Filter Kernels".
    """
    if kernel < 1:
        raise ValueError(f"kernel {kernel} must be at least 1")
    return 2 * kernel / kernel**2


def texture_energy(picture: Array, kernel: Array) -> float:
    """Mean squared response over a whole picture.

    Parameters
    ----------
    picture : array of shape (height, width)
    kernel : array of shape (a, b)

    Raises
    ------
    ValueError
        If either is not a matrix, or the kernel does not fit.

    Source: Laws 1980, Rapid texture identification (texture energy); with squares for his absolute values.
    """
    return float(np.mean(_respond(picture, kernel) ** 2))


def learn_kernel(picture: Array, target: Array, start: Array, *, steps: int, lr: float) -> Array:
    """Fit a kernel by gradient descent on Σ (conv(picture, kernel) − target)².

    Parameters
    ----------
    picture : array of shape (height, width)
        The input.
    target : array of shape (height − a + 1, width − b + 1)
        What the hidden kernel makes of it.
    start : array of shape (a, b)
        The kernel before the first step.
    steps : int
        How many steps to take.
    lr : float
        Learning rate.

    Returns
    -------
    array of shape (steps + 1, a, b): the kernel before the first step and after each.

    Raises
    ------
    ValueError
        If the target has not the output's shape.

    Source: Dive into Deep Learning §7.2.4 (learning a kernel).
    """
    picture, target = np.asarray(picture, dtype=float), np.asarray(target, dtype=float)
    path = [np.asarray(start, dtype=float)]
    if target.shape != _respond(picture, path[0]).shape:
        raise ValueError(f"target {target.shape} must have the shape of the kernel's answer, {_respond(picture, path[0]).shape}")
    for _ in range(steps):
        error = _respond(picture, path[-1]) - target
        _, slope, _ = conv2d_backward(2 * error[None, None], picture[None, None], path[-1][None, None])
        path.append(path[-1] - lr * slope[0, 0])
    return np.array(path)


def largest_rate(picture: Array, shape: tuple[int, int]) -> float:
    """Learning rate beyond which `learn_kernel` diverges: 2 / λ_max of the Hessian 2 XᵀX of its loss.

    Parameters
    ----------
    picture : array of shape (height, width)
        X has one row for each of its windows.
    shape : (a, b)
        Of the kernel.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §4.3.1 (curvature and the step of gradient descent).
    """
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(picture, dtype=float), shape).reshape(-1, shape[0] * shape[1])
    return float(2 / np.linalg.eigvalsh(2 * windows.T @ windows)[-1])


def corner_map(picture: Array) -> Array:
    """Two layers that find corners: ReLU(|Gx| + |Gy| − 4), each absolute value a sum of two ReLUs.

    Along a straight edge of height 1 the two derivatives together reach 4; only where both are strong do they exceed it.

    Parameters
    ----------
    picture : array of shape (height, width)
        With brightness between 0 and 1.

    Returns
    -------
    array of shape (height − 2, width − 2)

    Raises
    ------
    ValueError
        If the picture is not a matrix of at least 3 × 3.
    """
    picture = np.asarray(picture, dtype=float)
    if picture.ndim != 2 or min(picture.shape) < 3:
        raise ValueError(f"picture {picture.shape} must be a matrix of at least 3×3")
    signed = np.array([sign * PRESETS[name] for name in ("sobel-x", "sobel-y") for sign in (1, -1)])
    edges = np.maximum(conv2d(picture[None, None], signed[:, None]), 0)
    corners = np.maximum(conv2d(edges, np.ones((1, 4, 1, 1)), np.array([-4.0])), 0)
    return corners[0, 0]


def _respond(picture: Array, kernel: Array) -> Array:
    """One picture, one kernel."""
    picture, kernel = np.asarray(picture, dtype=float), np.asarray(kernel, dtype=float)
    return conv2d(picture[None, None], kernel[None, None])[0, 0]


def _same_shape(patch: Array, kernel: Array) -> tuple[Array, Array]:
    patch, kernel = np.asarray(patch, dtype=float), np.asarray(kernel, dtype=float)
    if patch.shape != kernel.shape:
        raise ValueError(f"patch {patch.shape} and kernel {kernel.shape} must have one shape")
    return patch, kernel
