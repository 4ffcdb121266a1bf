"""The convolution layer: channels, weights, what a unit sees, and what moves when the picture moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .conv import conv2d

Array = NDArray[np.float64]


def parameter_count(channels: int, filters: int, kernel: int, groups: int = 1, bias: bool = True) -> int:
    """Learnable numbers of a convolution layer: (C_in/g · k² + 1) · C_out. The image's size is not in it.

    Parameters
    ----------
    channels, filters, kernel : int
        Input channels, output channels, kernel width.
    groups : int
        Each filter reads channels / groups of the input channels.
    bias : bool
        One more number for each filter.

    Raises
    ------
    ValueError
        If a value is below 1, or the groups do not divide both channel counts.

    Source: PyTorch Conv2d (shape of the weight); Dive into Deep Learning §7.4.
    """
    _check_groups(channels, filters, groups)
    if kernel < 1:
        raise ValueError(f"kernel {kernel} must be at least 1")
    return (channels // groups * kernel**2 + bias) * filters


def dense_parameter_count(inputs: int, outputs: int, bias: bool = True) -> int:
    """Learnable numbers of a fully-connected layer: (inputs + 1) · outputs.

    Parameters
    ----------
    inputs, outputs : int
    bias : bool

    Raises
    ------
    ValueError
        If a width is below 1.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §9.2 (the comparison with a dense layer).
    """
    if inputs < 1 or outputs < 1:
        raise ValueError(f"inputs {inputs} and outputs {outputs} must be at least 1")
    return (inputs + bias) * outputs


def receptive_field(kernels: Sequence[int], strides: Sequence[int]) -> int:
    """Input pixels along one axis that one unit of the last layer can see: r ← r + (k − 1)·j, then j ← j·s.

    Parameters
    ----------
    kernels, strides : sequences of int, equally long
        Layer by layer, from the input; pooling windows count like kernels, and a dilated kernel by its span d(k − 1) + 1.

    Raises
    ------
    ValueError
        If the lengths differ or a value is below 1.

    Source: Araujo, Norris & Sim 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill.
    """
    if len(kernels) != len(strides) or min((*kernels, *strides), default=1) < 1:
        raise ValueError(f"kernels {list(kernels)} and strides {list(strides)} must be equally long and at least 1")
    field, jump = 1, 1
    for kernel, stride in zip(kernels, strides, strict=True):
        field += (kernel - 1) * jump
        jump *= stride
    return field


def effective_spread(kernel: int, layers: int) -> float:
    """Standard deviation, in pixels, of a unit's view through equal layers of uniform kernels: √(L(k² − 1)/12).

    Influence through L such layers is a sum of L independent uniform steps, and variances add.

    Parameters
    ----------
    kernel, layers : int

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Luo et al. 2016, arXiv:1701.04128, §2.
    """
    if kernel < 1 or layers < 1:
        raise ValueError(f"kernel {kernel} and layers {layers} must be at least 1")
    return float(np.sqrt(layers * (kernel**2 - 1) / 12))


def grouped_conv2d(images: Array, kernels: Array, groups: int = 1, *, stride: int = 1, padding: int = 0) -> Array:
    """Convolve groups of channels apart from each other; with as many groups as channels, the depthwise convolution.

    Parameters
    ----------
    images : array of shape (batch, channels, height, width)
    kernels : array of shape (filters, channels / groups, kernel_height, kernel_width)
    groups, stride, padding : int

    Returns
    -------
    array of shape (batch, filters, height', width')

    Raises
    ------
    ValueError
        If the groups do not divide channels and filters, or shapes do not fit.

    Source: Krizhevsky, Sutskever & Hinton 2012 (two groups, one a GPU); PyTorch Conv2d (groups).
    """
    images, kernels = np.asarray(images, dtype=float), np.asarray(kernels, dtype=float)
    _check_groups(images.shape[1], kernels.shape[0], groups)
    parts = zip(np.split(images, groups, axis=1), np.split(kernels, groups), strict=True)
    return np.concatenate([conv2d(part, own, stride=stride, padding=padding) for part, own in parts], axis=1)


def compose(first: Array, second: Array) -> Array:
    """Merge two convolutions with nothing between them into the one that does the same.

    Parameters
    ----------
    first : array of shape (middle, channels, a, a)
    second : array of shape (filters, middle, b, b)

    Returns
    -------
    array of shape (filters, channels, a + b − 1, a + b − 1)

    Raises
    ------
    ValueError
        If the second does not take what the first gives.

    Source: convolution is associative; Goodfellow, Bengio & Courville 2016, Deep Learning, §9.1.
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if first.ndim != 4 or second.ndim != 4 or first.shape[0] != second.shape[1]:
        raise ValueError(f"second {second.shape} must take as many channels as first {first.shape} has filters")
    # Each tap of the second kernel lays a copy of the first one down: a full convolution.
    merged = conv2d(first.transpose(1, 0, 2, 3), second[:, :, ::-1, ::-1], padding=second.shape[2] - 1)
    return merged.transpose(1, 0, 2, 3)


def _check_groups(channels: int, filters: int, groups: int) -> None:
    if min(channels, filters, groups) < 1 or channels % groups or filters % groups:
        raise ValueError(f"groups {groups} must divide channels {channels} and filters {filters}, and all must be at least 1")
