"""The convolution layer: channels, weights, what a unit sees, and what moves when the picture moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .conv import conv2d, transposed_size
from .shapes import Array, Count, Float, Int, Size, shaped


@shaped
def parameter_count(channels: Size, filters: Size, kernel: Size, groups: Size = 1, bias: bool = True) -> int:
    """Learnable numbers of a convolution layer with square kernels. The image's size is not in it.

    (C_in/g · k² + 1) · C_out   (each filter reads C_in/g of the input channels; without a bias, the 1 goes)

    Source: PyTorch Conv2d (shape of the weight); Dive into Deep Learning §7.4.
    """
    _require_even_groups(channels, filters, groups)
    return (channels // groups * kernel**2 + bias) * filters


@shaped
def receptive_field(kernels: Sequence[Size], strides: Sequence[Size]) -> int:
    """Input pixels along one axis that one unit of the last layer can see, through layers from the input on.

    r ← r + (k − 1)·j, then j ← j·s   (from r = j = 1)

    Pooling windows count like kernels, and a dilated kernel by its span d(k − 1) + 1.

    Source: Araujo, Norris & Sim 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill.
    """
    if len(kernels) != len(strides):
        raise ValueError(f"kernels {kernels} and strides {strides} must be equally long")
    field, jump = 1, 1
    for kernel, stride in zip(kernels, strides, strict=True):
        field += (kernel - 1) * jump
        jump *= stride
    return field


@shaped
def dilated_field(kernel: Size, dilations: Sequence[Size]) -> int:
    """Input pixels along one axis between the ends of what one unit can see, through layers of stride 1 with these dilations.

    1 + (k − 1)·Σ d

    Source: as `receptive_field`, each kernel being d(k − 1) + 1 wide; van den Oord et al. 2016, WaveNet, arXiv:1609.03499, §2.1.
    """
    return receptive_field([dilation * (kernel - 1) + 1 for dilation in dilations], [1] * len(dilations))


@shaped
def overlap_counts(size: Size, kernel: Size, stride: Size = 1) -> Int[Array, "width"]:
    """How many inputs of a transposed convolution reach each of its outputs, along one axis, without padding.

    count[i] = number of n with 0 ≤ i − n·s < k

    Source: Odena, Dumoulin & Olah 2016, Deconvolution and Checkerboard Artifacts, Distill.
    """
    counts = np.zeros(transposed_size(size, kernel, stride), dtype=int)
    for tap in range(kernel):
        counts[tap : tap + (size - 1) * stride + 1 : stride] += 1
    return counts


@shaped
def effective_spread(kernel: Size, layers: Size) -> float:
    """Standard deviation, in pixels, of a unit's view through equal layers of uniform kernels.

    √(L(k² − 1)/12)

    Influence through L such layers is a sum of L independent uniform steps, and variances add.

    Source: Luo et al. 2016, arXiv:1701.04128, §2.
    """
    return float(np.sqrt(layers * (kernel**2 - 1) / 12))


@shaped
def grouped_conv2d(
    images: Float[Array, "n c h w"], kernels: Float[Array, "f share u v"], groups: Size = 1, *, stride: Size = 1, padding: Count = 0
) -> Float[Array, "n f i j"]:
    """Convolve groups of channels apart from each other: each kernel has a share of c/groups channels.

    One group is `conv2d`; as many groups as channels are the depthwise convolution.

    Source: Krizhevsky, Sutskever & Hinton 2012 (two groups, one a GPU); PyTorch Conv2d (groups).
    """
    channels, filters, share = images.shape[1], *kernels.shape[:2]
    _require_even_groups(channels, filters, groups)
    if share * groups != channels:
        raise ValueError(
            f"kernels {kernels.shape} must have {channels} / {groups} channels, those of images {images.shape} in {groups} groups"
        )
    parts = zip(np.split(images, groups, axis=1), np.split(kernels, groups), strict=True)
    return np.concatenate([conv2d(part, own, stride=stride, padding=padding) for part, own in parts], axis=1)


@shaped
def compose(first: Float[Array, "m c h w"], second: Float[Array, "f m u v"]) -> Float[Array, "f c i j"]:
    """Merge the kernels of two convolutions with nothing between them into those of the one that does the same.

    K[f, c] = Σ_m second[f, m] ∗ first[m, c]   (each tap of the second kernel lays a copy of the first one down: a full convolution)

    Source: convolution is associative; Goodfellow, Bengio & Courville 2016, Deep Learning, §9.1.
    """
    above, beside = (taps - 1 for taps in second.shape[2:])
    padded = np.pad(first, ((0, 0), (0, 0), (above, above), (beside, beside)))
    return conv2d(padded.swapaxes(0, 1), second[:, :, ::-1, ::-1]).swapaxes(0, 1)


def _require_even_groups(channels: int, filters: int, groups: int) -> None:
    if channels % groups or filters % groups:
        raise ValueError(f"groups {groups} must divide channels {channels} and filters {filters}")
