"""The head of a CNN: from a stack of feature maps to one score for each class."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .conv import output_size
from .fc import parameter_count

Array = NDArray[np.float64]


VGG16 = (64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512, "pool", 512, 512, 512, "pool")
"""Configuration D of Simonyan & Zisserman 2014, Table 1: filters of each 3×3 convolution, and a 2×2 pooling after each block."""


def flatten_head_parameters(channels: int, height: int, width: int, outputs: int, bias: bool = True) -> int:
    """Parameters of a fully-connected layer on flattened maps: outputs · (channels · height · width + 1).

    Parameters
    ----------
    channels, height, width : int
        Shape of the feature maps.
    outputs : int
        Units of the layer.
    bias : bool
        Whether each unit has one.

    Raises
    ------
    ValueError
        If a number is below 1.

    Source: Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1 (fc6 reads 7×7×512).
    """
    _require_positive(channels=channels, height=height, width=width, outputs=outputs)
    return parameter_count(channels * height * width, outputs, bias)


def pooled_head_parameters(channels: int, classes: int, bias: bool = True) -> int:
    """Parameters of global average pooling and one fully-connected layer: classes · (channels + 1), whatever the map's size.

    Parameters
    ----------
    channels, classes : int
        Feature maps in, scores out.
    bias : bool
        Whether each class has one.

    Raises
    ------
    ValueError
        If a number is below 1.

    Source: Zhou et al. 2016, Learning Deep Features for Discriminative Localization, arXiv:1512.04150, §2.
    """
    _require_positive(channels=channels, classes=classes)
    return parameter_count(channels, classes, bias)


def score_map_size(size: int, downsampling: int, window: int) -> int:
    """Side of the score map when a head that was trained on window × window maps slides over a larger image.

    Parameters
    ----------
    size : int
        Side of the image.
    downsampling : int
        Product of the strides before the head; the maps are size / downsampling wide, rounded down.
    window : int
        Side of the maps that the head was trained on.

    Raises
    ------
    ValueError
        If a number is below 1, or the image is too small for the head.

    Source: Sermanet et al. 2013, OverFeat, arXiv:1312.6229, §3.5 (ConvNets and sliding window efficiency).
    """
    _require_positive(size=size, downsampling=downsampling, window=window)
    return output_size(max(size // downsampling, 1), window)


def as_convolution(weight: Array, channels: int, height: int, width: int) -> Array:
    """Write a fully-connected layer on flattened maps as kernels that cover the whole map: the same numbers, reshaped.

    Parameters
    ----------
    weight : array of shape (outputs, channels · height · width)
        As `affine` takes it.
    channels, height, width : int
        Shape of the maps before flattening.

    Returns
    -------
    array of shape (outputs, channels, height, width)

    Raises
    ------
    ValueError
        If the weights are not as many as the maps' numbers.

    Source: Long, Shelhamer & Darrell 2015, Fully Convolutional Networks, arXiv:1411.4038, §3.1.
    """
    weight = np.asarray(weight, dtype=float)
    if weight.ndim != 2 or weight.shape[1] != channels * height * width:
        raise ValueError(f"weight {weight.shape} must be (outputs, {channels}·{height}·{width} = {channels * height * width})")
    return weight.reshape(-1, channels, height, width)


def class_activation_map(features: Array, weight: Array) -> Array:
    """Weigh the feature maps as the classes do: M[n, k, i, j] = Σ_c weight[k, c] · features[n, c, i, j].

    Parameters
    ----------
    features : array of shape (batch, channels, height, width)
        The maps before global average pooling.
    weight : array of shape (classes, channels)
        Of the layer after it.

    Returns
    -------
    array of shape (batch, classes, height, width); its mean over a map is the class's score, without bias.

    Raises
    ------
    ValueError
        If shapes do not fit together.

    Source: Zhou et al. 2016, arXiv:1512.04150, §2, eq. 2.
    """
    features, weight = np.asarray(features, dtype=float), np.asarray(weight, dtype=float)
    if features.ndim != 4 or weight.ndim != 2 or features.shape[1] != weight.shape[1]:
        raise ValueError(
            f"features {features.shape} must be (batch, channels, height, width) and weight {weight.shape} (classes, channels)"
        )
    maps: Array = np.einsum("kc,ncij->nkij", weight, features)
    return maps


def vgg16_parameters(size: int = 224, classes: int = 1000) -> dict[str, int]:
    """Parameters of VGG-16, layer by layer.

    Parameters
    ----------
    size : int
        Side of the image; five poolings halve it.
    classes : int
        Outputs of the last layer.

    Returns
    -------
    dict from "conv" (all thirteen together), "fc6", "fc7" and "fc8" to counts

    Raises
    ------
    ValueError
        If nothing is left of the image after five poolings, or there is no class.

    Source: Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1, configuration D.
    """
    _require_positive(size=size // 32, classes=classes)
    return {
        "conv": sum(parameter_count(9 * before, after) for before, after, _ in _convolutions(size)),
        "fc6": flatten_head_parameters(512, size // 32, size // 32, 4096),
        "fc7": parameter_count(4096, 4096),
        "fc8": parameter_count(4096, classes),
    }


def vgg16_multiply_adds(size: int = 224, classes: int = 1000) -> dict[str, int]:
    """Multiply–adds of VGG-16 for one image: a convolution's weights are used at every pixel, a fully-connected one's once.

    Parameters
    ----------
    size : int
        Side of the image.
    classes : int
        Outputs of the last layer.

    Returns
    -------
    dict from "conv", "fc6", "fc7" and "fc8" to counts

    Raises
    ------
    ValueError
        As `vgg16_parameters`.

    Source: Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1, configuration D.
    """
    _require_positive(size=size // 32, classes=classes)
    return {
        "conv": sum(9 * before * after * side**2 for before, after, side in _convolutions(size)),
        "fc6": 512 * (size // 32) ** 2 * 4096,
        "fc7": 4096**2,
        "fc8": 4096 * classes,
    }


def _convolutions(size: int) -> Iterator[tuple[int, int, int]]:
    """Channels in, channels out, and side of the output, for each convolution of VGG-16."""
    before = 3
    for entry in VGG16:
        if entry == "pool":
            size //= 2
        else:
            yield before, int(entry), size
            before = int(entry)


def _require_positive(**values: int) -> None:
    for name, value in values.items():
        if value < 1:
            raise ValueError(f"{name} {value} must be at least 1")
