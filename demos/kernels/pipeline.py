"""From picture to class: one small network, every number on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np

from .activation import relu
from .conv import conv2d, conv2d_backward, output_size
from .fc import parameter_count
from .loss import cross_entropy, cross_entropy_gradient
from .pool import global_average_pool, global_average_pool_backward, global_max_pool, max_pool2d, max_pool2d_backward
from .shapes import Array, Count, Float, In, Int, Positive, Real, Size, shaped

Head = Literal["flatten", "gap", "max"]
"""How maps become one vector: keep every place (after 2×2 pooling), average over places, or take the largest."""

Network = tuple[Float[Array, "f 1 u v"], Float[Array, "f"], Float[Array, "classes d"], Float[Array, "classes"]]
"""Kernels and their biases, the head's weight and its biases."""


@shaped
def widths(size: Size, kernels: Sequence[Size], strides: Sequence[Size], paddings: Sequence[Count]) -> list[int]:
    """Width of the maps after each stage, convolutions and poolings alike.

    n ← ⌊(n + 2p − k) / s⌋ + 1

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §2.4 and §3, applied once a stage.
    """
    if not len(kernels) == len(strides) == len(paddings):
        raise ValueError(f"kernels {list(kernels)}, strides {list(strides)} and paddings {list(paddings)} must be equally long")
    result = []
    for kernel, stride, padding in zip(kernels, strides, paddings, strict=True):
        size = output_size(size, kernel, stride, padding)
        result.append(size)
    return result


@shaped
def head_parameters(channels: Size, side: Size, classes: Size, pooled: bool = False) -> int:
    """Parameters of a linear classifier on maps that are side × side, or on one number a map if they are pooled globally.

    (C·side² + 1)·K,   pooled: (C + 1)·K

    Source: Lin, Chen & Yan 2013, Network in Network, arXiv:1312.4400, §3.2 (global average pooling).
    """
    return parameter_count(channels if pooled else channels * side**2, classes)


@shaped
def network_parameters(filters: Size, kernel: Size, size: Size, classes: Size = 10) -> int:
    """Parameters of this demo's network: one convolution of a grey picture, 2×2 pooling, a linear head on every place.

    filters·(k² + 1) + (filters·⌊(n − k + 1) / 2⌋² + 1)·K

    Source: definition here, counted stage by stage.
    """
    return parameter_count(kernel**2, filters) + head_parameters(filters, _pooled_side(size, kernel), classes)


@shaped
def normalised(pixel: Annotated[float, In("[0, 255]")], mean: Real, std: Positive) -> float:
    """What a network sees of an 8-bit pixel: scaled to 0 … 1, then standardised by its channel's mean and deviation over the training set.

    (pixel / 255 − μ) / σ

    Source: PyTorch torchvision.transforms, ToTensor and Normalize.
    """
    return (pixel / 255 - mean) / std


@shaped
def rounding_error(largest: Positive, bits: Annotated[int, In("[2, 16]")] = 8) -> float:
    """Largest error of a weight that is rounded to a signed integer, when one symmetric scale covers −largest … largest.

    s / 2   with s = largest / (2^(bits − 1) − 1)

    Source: Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, §2.1.
    """
    return largest / (2 ** (bits - 1) - 1) / 2


@shaped
def quantise(values: Float[Array, "*shape"], scale: Positive) -> Int[Array, "*shape"]:
    """Round to 8-bit integers with a symmetric scale; what lies beyond ±127 steps is clipped.

    q = clip(round(x / s), −127, 127),   x ≈ s · q

    Source: Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, §2.1.
    """
    return np.asarray(np.clip(np.rint(values / scale), -127, 127).astype(np.int64))


@shaped
def begin(rng: np.random.Generator, *, filters: Size, kernel: Size, size: Size = 12, head: Head = "flatten") -> Network:
    """Draw the network for pictures of size × size and ten classes.

    K ~ N(0, 2 / k²),  W ~ N(0, 0.01 / n_in),  biases 0

    Source: He et al. 2015, arXiv:1502.01852, §2.2 (variance of the kernels); the head starts small, so that the first guess is even.
    """
    side = _pooled_side(size, kernel) if head == "flatten" else 1
    features = filters * side**2
    return (
        rng.normal(0, np.sqrt(2 / kernel**2), (filters, 1, kernel, kernel)),
        np.zeros(filters),
        rng.normal(0, 0.1 / np.sqrt(features), (10, features)),
        np.zeros(10),
    )


@shaped
def classify(
    images: Float[Array, "n 1 h w"], parameters: Network, *, head: Head = "flatten", activation: bool = True
) -> Float[Array, "n classes"]:
    """Send pictures through convolution, ReLU (if there is an activation) and head, and return the logits.

    Source: LeCun et al. 1998, Gradient-based learning applied to document recognition (the order of the stages).
    """
    _, _, weight, offset = parameters
    features, _ = _features(images, parameters, head, activation)
    logits: Array = features @ weight.T + offset
    return logits


@shaped
def loss_and_gradients(
    images: Float[Array, "n 1 h w"], labels: Int[Array, "n"], parameters: Network, *, head: Head = "flatten", activation: bool = True
) -> tuple[float, Network]:
    """Go forward and back once: the mean cross-entropy of a batch, and its gradient for each parameter.

    Source: the chain rule, stage by stage from the back; Zhang et al., Dive into Deep Learning, §5.3.
    """
    kernels, _, weight, offset = parameters
    features, maps = _features(images, parameters, head, activation)
    logits = features @ weight.T + offset
    d_logits = cross_entropy_gradient(logits, labels)
    d_maps = _head_backward(d_logits @ weight, relu(maps) if activation else maps, head)
    if activation:
        d_maps = d_maps * (maps > 0)
    _, d_kernels, d_bias = conv2d_backward(d_maps, images, kernels)
    return cross_entropy(logits, labels), (d_kernels, d_bias, d_logits.T @ features, d_logits.sum(axis=0))


def _pooled_side(size: int, kernel: int) -> int:
    """Side of the maps after the convolution and 2×2 pooling."""
    side = output_size(size, kernel) // 2
    if side < 1:
        raise ValueError(f"kernel {kernel} leaves one place of size {size}: too small a map for 2×2 pooling")
    return side


def _features(images: Array, parameters: Network, head: Head, activation: bool) -> tuple[Array, Array]:
    """What the head sees, and the maps before the activation."""
    kernels, bias, weight, _ = parameters
    maps = conv2d(images, kernels, bias)
    alive = relu(maps) if activation else maps
    if head == "flatten":
        features = max_pool2d(alive, 2).reshape(len(maps), -1)
    else:
        features = global_average_pool(alive) if head == "gap" else global_max_pool(alive)
    if features.shape[1] != weight.shape[1]:
        raise ValueError(f"the head takes {weight.shape[1]} features, but pictures {images.shape} give {features.shape[1]}")
    return features, maps


def _head_backward(d_features: Array, maps: Array, head: Head) -> Array:
    """From the gradient of what the head sees to that of the maps."""
    batch, channels, height, width = maps.shape
    if head == "gap":
        return global_average_pool_backward(d_features, maps)
    if head == "flatten":
        return max_pool2d_backward(d_features.reshape(batch, channels, height // 2, width // 2), maps, 2)
    winners = maps.reshape(batch, channels, -1).argmax(axis=2)[:, :, None] == np.arange(height * width)
    return np.where(winners, d_features[:, :, None], 0.0).reshape(maps.shape)
