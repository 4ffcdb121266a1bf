"""Convolutional networks: what they assume about the world, and what happens when it is not so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def final_side(size: int, strides: Sequence[int]) -> int:
    """Side of the last map when odd kernels are padded by half their width: n → ⌈n / s⌉ at each layer.

    Parameters
    ----------
    size : int
        Side of the image.
    strides : sequence of int
        Layer by layer.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Dumoulin & Visin 2016, arXiv:1603.07285, §2.4, with k odd and p = (k − 1)/2.
    """
    if min((size, *strides)) < 1:
        raise ValueError(f"size {size} and strides {list(strides)} must be at least 1")
    for stride in strides:
        size = -(-size // stride)
    return size


def dense_first_layer(side: int, channels: int, outputs: int) -> int:
    """Parameters of a fully connected first layer on an image: (C · side² + 1) · outputs.

    Parameters
    ----------
    side, channels : int
        Of the image.
    outputs : int
        Hidden units, each connected to every number of the image, and a bias.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.2 (what sparse, shared connections avoid).
    """
    if min(side, channels, outputs) < 1:
        raise ValueError(f"side {side}, channels {channels} and outputs {outputs} must be at least 1")
    return (channels * side**2 + 1) * outputs


def detector_parameters(filters: int, width: int) -> int:
    """Parameters of `detect`: filters · (width + 1) for the kernels, filters + 1 for the answer.

    Parameters
    ----------
    filters, width : int
        How many kernels, and how many samples each covers.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: counting its arrays.
    """
    if filters < 1 or width < 1:
        raise ValueError(f"filters {filters} and width {width} must be at least 1")
    return filters * (width + 1) + filters + 1


def detect(traces: Array, parameters: Sequence[Array]) -> Array:
    """Score traces by a one-dimensional network: slide kernels, keep each one's best match, weigh the matches.

    Parameters
    ----------
    traces : array of shape (batch, length)
        One-dimensional signals.
    parameters : arrays of shapes (filters, width), (filters,), (filters,) and ()
        Kernels and their biases, weights of the matches, offset.

    Returns
    -------
    array of shape (batch,): log-odds that the pattern is there

    Raises
    ------
    ValueError
        If the shapes do not fit together.

    Source: Kim 2014, arXiv:1408.5882, §2 (convolution over time and max-over-time pooling).
    """
    kernels, bias, weight, offset = (np.asarray(array, dtype=float) for array in parameters)
    matches: Array = (_stretches(traces, kernels) @ kernels.T).max(axis=1) + bias
    return matches @ weight + offset


def detect_gradients(traces: Array, labels: Array, parameters: Sequence[Array]) -> tuple[float, list[Array]]:
    """Binary cross-entropy of `detect`, and its gradient for each parameter.

    Only the stretch that a kernel matched best teaches it anything.

    Parameters
    ----------
    traces, parameters
        As given to `detect`.
    labels : array of shape (batch,)
        1 where the pattern is there, 0 where it is not.

    Returns
    -------
    loss : float
        Mean over the batch.
    gradients : list of four arrays in the shapes of the parameters

    Raises
    ------
    ValueError
        As `detect`, or if there is not one label a trace.

    Source: the chain rule through a maximum, as in `pool.max_pool1d_backward`.
    """
    kernels, bias, weight, offset = (np.asarray(array, dtype=float) for array in parameters)
    stretches, labels = _stretches(traces, kernels), np.asarray(labels, dtype=float)
    if labels.shape != stretches.shape[:1]:
        raise ValueError(f"labels {labels.shape} must be one for each of the {len(stretches)} traces")
    scores = stretches @ kernels.T
    matches = scores.max(axis=1) + bias
    logits = matches @ weight + offset
    d_logits = (1 / (1 + np.exp(-logits)) - labels) / len(labels)
    best = np.take_along_axis(stretches, scores.argmax(axis=1)[:, :, None], axis=1)
    d_matches = d_logits[:, None] * weight
    loss = float(np.mean(np.logaddexp(0, logits) - labels * logits))
    return loss, [np.einsum("nf,nfw->fw", d_matches, best), d_matches.sum(axis=0), d_logits @ matches, d_logits.sum()]


def scramble(images: Array, order: Sequence[int]) -> Array:
    """Move the pixels of every image in the same way: pixel i of the result is pixel order[i] of the image.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
        Any pictures of one size.
    order : sequence of int
        A permutation of the numbers from 0 to height · width − 1.

    Returns
    -------
    array in the shape of images

    Raises
    ------
    ValueError
        If order is not such a permutation.

    Source: the permuted-pixel control, as in Goodfellow et al. 2013, arXiv:1312.6211.
    """
    images, order = np.asarray(images, dtype=float), np.asarray(order)
    if images.ndim != 4 or not np.array_equal(np.sort(order), np.arange(images.shape[2] * images.shape[3])):
        raise ValueError(f"order {order.shape} must name each pixel of {images.shape} once")
    flat: Array = images.reshape(*images.shape[:2], -1)
    return flat[:, :, order].reshape(images.shape)


def accuracy(logits: Array, labels: Array) -> float:
    """Share of the rows whose largest logit is the label's.

    Parameters
    ----------
    logits : array of shape (batch, classes)
        One row an example.
    labels : integer array of shape (batch,)
        The right class of each.

    Raises
    ------
    ValueError
        If there is not one label a row.

    Source: the definition.
    """
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise ValueError(f"labels {labels.shape} must be one for each row of logits {logits.shape}")
    return float((logits.argmax(axis=1) == labels).mean())


def _stretches(traces: Array, kernels: Array) -> Array:
    """Every stretch of a trace under a kernel, as a view of shape (batch, places, width)."""
    traces = np.asarray(traces, dtype=float)
    if traces.ndim != 2 or kernels.ndim != 2 or not 1 <= kernels.shape[1] <= traces.shape[1]:
        raise ValueError(
            f"traces {traces.shape} must be (batch, length) and kernels {kernels.shape} (filters, width), no wider than a trace"
        )
    return np.lib.stride_tricks.sliding_window_view(traces, kernels.shape[1], axis=1)
