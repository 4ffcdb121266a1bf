"""Convolutional networks: what they assume about the world, and what happens when it is not so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from .activation import sigmoid
from .fc import parameter_count
from .loss import binary_cross_entropy
from .shapes import Array, Float, In, Index, Int, Size, shaped

Detector = tuple[Float[Array, "filters width"], Float[Array, "filters"], Float[Array, "filters"], Float[Array, ""]]
"""Kernels and their biases, the weights of their matches, and an offset."""


@shaped
def final_side(size: Size, strides: Sequence[Size]) -> int:
    """Side of the last map when odd kernels are padded by half their width.

    n ← ⌈n / s⌉   at each layer

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §2.4, with k odd and p = (k − 1)/2.
    """
    for stride in strides:
        size = -(-size // stride)
    return size


@shaped
def dense_first_layer(side: Size, channels: Size, outputs: Size) -> int:
    """Parameters of a fully connected first layer on a square image: each output is connected to every number of it, and has a bias.

    (C · side² + 1) · outputs

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.2 (what sparse, shared connections avoid).
    """
    return parameter_count(channels * side**2, outputs)


@shaped
def convnext_parameters(channels: Size, kernel: Size = 7, expansion: Size = 4) -> int:
    """Parameters of the three convolutions of a ConvNeXt block: depthwise, then 1×1 to more channels, and 1×1 back.

    C·(k² + 1) + eC·(C + 1) + C·(eC + 1)

    Its normalisation (2C) and layer scale (C) come on top.

    Source: Liu et al. 2022, A ConvNet for the 2020s, arXiv:2201.03545, figure 4.
    """
    wide = expansion * channels
    return parameter_count(kernel**2, 1) * channels + parameter_count(channels, wide) + parameter_count(wide, channels)


@shaped
def detector_parameters(filters: Size, width: Size) -> int:
    """Parameters of `detect`: the kernels with their biases, and the weights and offset of the answer.

    filters · (width + 1) + filters + 1

    Source: definition here, counting its arrays.
    """
    return parameter_count(width, filters) + parameter_count(filters, 1)


@shaped
def detect(traces: Float[Array, "n length"], parameters: Detector) -> Float[Array, "n"]:
    """Log-odds that the pattern is in a trace, by a one-dimensional network: slide kernels, keep each one's best match, weigh the matches.

    z[n] = Σ_f v[f] · (max_i Σ_u K[f, u] · x[n, i + u] + b[f]) + c

    Source: Kim 2014, arXiv:1408.5882, §2 (convolution over time and max-over-time pooling).
    """
    kernels, bias, weight, offset = parameters
    matches = (_stretches(traces, kernels) @ kernels.T).max(axis=1) + bias
    logits: Array = matches @ weight + offset
    return logits


@shaped
def detect_gradients(
    traces: Float[Array, "n length"], labels: Annotated[Float[Array, "n"], In("[0, 1]")], parameters: Detector
) -> tuple[float, Detector]:
    """Mean binary cross-entropy of `detect`, and its gradient for each parameter; a label is 1 where the pattern is there, and 0 where it is not.

    Only the stretch that a kernel matched best teaches it anything.

    Source: the chain rule through a maximum; Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.2 (the loss), algorithm 6.4.
    """
    kernels, bias, weight, offset = parameters
    stretches = _stretches(traces, kernels)
    scores = stretches @ kernels.T
    matches = scores.max(axis=1) + bias
    logits = matches @ weight + offset
    d_logits = (sigmoid(logits) - labels) / len(labels)
    best = np.take_along_axis(stretches, scores.argmax(axis=1)[:, :, None], axis=1)
    d_matches = d_logits[:, None] * weight
    gradients = np.einsum("nf,nfw->fw", d_matches, best), d_matches.sum(axis=0), d_logits @ matches, d_logits.sum()
    return float(binary_cross_entropy(logits, labels).mean()), gradients


@shaped
def scramble(images: Float[Array, "n c h w"], order: Int[Array, "pixels"]) -> Float[Array, "n c h w"]:
    """Move the pixels of every image in the same way: pixel i of the result is pixel order[i] of the image.

    Source: the permuted-pixel control, as in Goodfellow et al. 2013, arXiv:1312.6211.
    """
    pixels = images.shape[2] * images.shape[3]
    if not np.array_equal(np.sort(order), np.arange(pixels)):
        raise ValueError(f"order {order.shape} must name each of the {pixels} pixels of images {images.shape} once")
    flat: Array = images.reshape(*images.shape[:2], -1)
    return flat[:, :, order].reshape(images.shape)


@shaped
def accuracy(logits: Float[Array, "n classes"], labels: Annotated[Int[Array, "n"], Index("classes")]) -> float:
    """Share of the rows whose largest logit is the label's; the first of equal ones counts as the largest.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.1.2.
    """
    if not labels.size:
        raise ValueError(f"logits {logits.shape} must have a row: no example has no accuracy")
    return float((logits.argmax(axis=1) == labels).mean())


def _stretches(traces: Array, kernels: Array) -> Array:
    """Every stretch of a trace under a kernel, as a view of shape (n, places, width)."""
    if not 1 <= kernels.shape[1] <= traces.shape[1]:
        raise ValueError(f"kernels {kernels.shape} must cover at least one number, and be no wider than a trace of {traces.shape}")
    return np.lib.stride_tricks.sliding_window_view(traces, kernels.shape[1], axis=1)
