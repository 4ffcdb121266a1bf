"""From picture to class: one small network, every number on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .conv import conv2d, conv2d_backward, output_size
from .loss import cross_entropy, cross_entropy_gradient
from .pool import global_average_pool, global_average_pool_backward, global_max_pool, max_pool2d, max_pool2d_backward

Array = NDArray[np.float64]


Head = Literal["flatten", "gap", "max"]
"""How maps become one vector: keep every place, average over places, or take the largest."""


def widths(size: int, kernels: Sequence[int], strides: Sequence[int], paddings: Sequence[int]) -> list[int]:
    """Width of the maps after each stage, convolutions and poolings alike.

    Parameters
    ----------
    size : int
        Width of the picture.
    kernels, strides, paddings : sequences of int, equally long
        Stage by stage.

    Raises
    ------
    ValueError
        If the lengths differ, or a window does not fit its map.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §2.4 and §3, applied once a stage.
    """
    if not len(kernels) == len(strides) == len(paddings):
        raise ValueError(f"kernels {list(kernels)}, strides {list(strides)} and paddings {list(paddings)} must be equally long")
    result = []
    for kernel, stride, padding in zip(kernels, strides, paddings, strict=True):
        size = output_size(size, kernel, stride, padding)
        result.append(size)
    return result


def head_parameters(channels: int, side: int, classes: int, pooled: bool = False) -> int:
    """Parameters of a linear classifier on maps: (C·side² + 1)·K, or (C + 1)·K after global pooling.

    Parameters
    ----------
    channels, side, classes : int
        Of the last maps, and of the answer.
    pooled : bool
        Whether each map is first reduced to one number.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Lin, Chen & Yan 2013, Network in Network, arXiv:1312.4400, §3.2 (global average pooling).
    """
    if min(channels, side, classes) < 1:
        raise ValueError(f"channels {channels}, side {side} and classes {classes} must be at least 1")
    inputs = channels if pooled else channels * side**2
    return (inputs + 1) * classes


def network_parameters(filters: int, kernel: int, size: int, classes: int = 10) -> int:
    """Parameters of this demo's network: one convolution of a grey picture, 2×2 pooling, a linear head on every place.

    Parameters
    ----------
    filters, kernel : int
        How many kernels, and how wide.
    size, classes : int
        Side of the picture, and number of classes.

    Raises
    ------
    ValueError
        If the kernel does not fit, or nothing is left to classify.

    Source: counted stage by stage: filters·(k² + 1) + (filters·⌊(n − k + 1)/2⌋² + 1)·K.
    """
    return filters * (kernel**2 + 1) + head_parameters(filters, output_size(size, kernel) // 2, classes)


def begin(rng: np.random.Generator, *, filters: int, kernel: int, size: int = 12, head: Head = "flatten") -> list[Array]:
    """Draw the network's four arrays: kernels and their biases, the head's weight and its biases.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the normal numbers come from: variance 2 / fan-in for the kernels, 0.01 / fan-in for the head.
    filters, kernel, size : int
        How many kernels, how wide, and for pictures of which side.
    head : "flatten", "gap" or "max"
        What the linear classifier sees.

    Returns
    -------
    list of arrays of shapes (filters, 1, kernel, kernel), (filters,), (10, features), (10,)

    Raises
    ------
    ValueError
        If the kernel does not fit into the picture.

    Source: He et al. 2015, arXiv:1502.01852, §2.2 (variance of the kernels); the head starts small, so that the first guess is even.
    """
    side = output_size(size, kernel) // 2 if head == "flatten" else 1
    features = filters * side**2
    return [
        rng.normal(0, np.sqrt(2 / kernel**2), (filters, 1, kernel, kernel)),
        np.zeros(filters),
        rng.normal(0, 0.1 / np.sqrt(features), (10, features)),
        np.zeros(10),
    ]


def classify(images: Array, parameters: Sequence[Array], *, head: Head = "flatten", activation: bool = True) -> Array:
    """Send pictures through convolution, ReLU and head, and return the logits.

    Parameters
    ----------
    images : array of shape (batch, 1, size, size)
        The pictures.
    parameters : four arrays
        As `begin` returns them.
    head : "flatten", "gap" or "max"
        "flatten" pools 2×2 by maximum and keeps the places; the others reduce each map to its mean or its maximum.
    activation : bool
        Without it the ReLU is left out.

    Returns
    -------
    array of shape (batch, 10)

    Raises
    ------
    ValueError
        If the head was made for maps of another size.

    Source: LeCun et al. 1998, Gradient-based learning applied to document recognition (the order of the stages).
    """
    kernels, bias, weight, offset = parameters
    features, _ = _features(images, kernels, bias, head, activation)
    if features.shape[1] != weight.shape[1]:
        raise ValueError(f"the head takes {weight.shape[1]} features, but pictures {images.shape} give {features.shape[1]}")
    logits: Array = features @ weight.T + offset
    return logits


def loss_and_gradients(
    images: Array, labels: Array, parameters: Sequence[Array], *, head: Head = "flatten", activation: bool = True
) -> tuple[float, list[Array]]:
    """Go forward and back once: the mean cross-entropy of a batch, and its gradient for each parameter.

    Parameters
    ----------
    images, parameters, head, activation
        As given to `classify`.
    labels : integer array of shape (batch,)
        The digits.

    Returns
    -------
    loss : float
    gradients : list of four arrays in the shapes of the parameters

    Raises
    ------
    ValueError
        As `classify`, or if a label names no class.

    Source: the chain rule, stage by stage from the back; Dive into Deep Learning §5.3.
    """
    kernels, bias, weight, offset = parameters
    features, maps = _features(images, kernels, bias, head, activation)
    logits = features @ weight.T + offset
    d_logits = cross_entropy_gradient(logits, labels)
    d_maps = _head_backward(d_logits @ weight, np.maximum(maps, 0) if activation else maps, head)
    if activation:
        d_maps = d_maps * (maps > 0)
    _, d_kernels, d_bias = conv2d_backward(d_maps, images, kernels)
    return cross_entropy(logits, labels), [d_kernels, d_bias, d_logits.T @ features, d_logits.sum(axis=0)]


def _features(images: Array, kernels: Array, bias: Array, head: Head, activation: bool) -> tuple[Array, Array]:
    """What the head sees, and the maps before the activation."""
    maps = conv2d(images, kernels, bias)
    alive = np.maximum(maps, 0) if activation else maps
    if head == "flatten":
        return max_pool2d(alive, 2).reshape(len(maps), -1), maps
    return (global_average_pool(alive) if head == "gap" else global_max_pool(alive)), maps


def _head_backward(d_features: Array, maps: Array, head: Head) -> Array:
    """From the gradient of what the head sees to that of the maps."""
    batch, channels, side, _ = maps.shape
    if head == "gap":
        return global_average_pool_backward(d_features, maps)
    window = 2 if head == "flatten" else side
    cells = side // window
    return max_pool2d_backward(d_features.reshape(batch, channels, cells, cells), maps, window)
