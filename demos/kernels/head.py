"""The head of a CNN: from a stack of feature maps to one score for each class."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, sqrt
from typing import Annotated

import numpy as np

from .activation import softmax
from .conv import output_size
from .fc import parameter_count
from .shapes import Array, Float, In, NotNegative, Size, shaped

Vgg = Annotated[int, In("[32, ∞)")]
"""Side of an image of which five poolings leave something."""

VGG16 = (64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512, "pool", 512, 512, 512, "pool")
"""Configuration D of Simonyan & Zisserman 2014, Table 1: filters of each 3×3 convolution, and a 2×2 pooling after each block."""


@shaped
def flatten_head_parameters(channels: Size, height: Size, width: Size, outputs: Size, bias: bool = True) -> int:
    """Parameters of a fully-connected layer on flattened feature maps.

    outputs · (channels · height · width + 1)

    Source: Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1 (fc6 reads 7×7×512).
    """
    return parameter_count(channels * height * width, outputs, bias)


@shaped
def score_map_size(size: Size, downsampling: Size, window: Size) -> int:
    """Side of the score map when a head that was trained on window × window maps slides over those of a larger image.

    ⌊size / downsampling⌋ − window + 1,   downsampling being the product of the strides before the head

    Source: Sermanet et al. 2013, OverFeat, arXiv:1312.6229, §3.5 (ConvNets and sliding window efficiency).
    """
    if size < downsampling:
        raise ValueError(f"an image of size {size} leaves no map at a downsampling of {downsampling}")
    return output_size(size // downsampling, window)


@shaped
def as_convolution(
    weight: Float[Array, "outputs d"], channels: Size, height: Size, width: Size
) -> Float[Array, "outputs channels height width"]:
    """Write a fully-connected layer on flattened maps as kernels that cover the whole map: the same numbers, reshaped.

    Source: Long, Shelhamer & Darrell 2015, Fully Convolutional Networks, arXiv:1411.4038, §3.1.
    """
    if weight.shape[1] != channels * height * width:
        raise ValueError(f"weight {weight.shape} must be (outputs, {channels}·{height}·{width} = {channels * height * width})")
    return weight.reshape(-1, channels, height, width).copy()


@shaped
def class_activation_map(features: Float[Array, "n c i j"], weight: Float[Array, "k c"]) -> Float[Array, "n k i j"]:
    """Weigh the maps before global average pooling as the classes after it do; the mean over a map is the class's score, without bias.

    M[n, k, i, j] = Σ_c weight[k, c] · features[n, c, i, j]

    Source: Zhou et al. 2016, arXiv:1512.04150, §2, eq. 2.
    """
    maps: Array = np.einsum("kc,ncij->nkij", weight, features)
    return maps


@shaped
def vgg16_parameters(size: Vgg = 224, classes: Size = 1000) -> dict[str, int]:
    """Parameters of VGG-16 for images of size × size: those of all thirteen convolutions ("conv"), "fc6", "fc7" and "fc8".

    Source: Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1, configuration D.
    """
    return {
        "conv": sum(parameter_count(9 * before, after) for before, after, _ in _convolutions(size)),
        "fc6": flatten_head_parameters(512, size // 32, size // 32, 4096),
        "fc7": parameter_count(4096, 4096),
        "fc8": parameter_count(4096, classes),
    }


@shaped
def vgg16_multiply_adds(size: Vgg = 224, classes: Size = 1000) -> dict[str, int]:
    """Multiply–adds of VGG-16 for one image, by the same names: a convolution's weights are used at every pixel, a fully-connected one's once.

    Source: Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1, configuration D.
    """
    return {
        "conv": sum(9 * before * after * side**2 for before, after, side in _convolutions(size)),
        "fc6": 512 * (size // 32) ** 2 * 4096,
        "fc7": 4096**2,
        "fc8": 4096 * classes,
    }


@shaped
def vgg16_work_by_block(size: Vgg = 224) -> list[int]:
    """Multiply–adds of each of VGG-16's five blocks of convolutions for one image, the block nearest to the image first.

    Source: Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1, configuration D.
    """
    blocks: dict[int, int] = {}
    for before, after, side in _convolutions(size):
        blocks[side] = blocks.get(side, 0) + 9 * before * after * side**2
    return list(blocks.values())


@shaped
def adaptive_average_pool(images: Float[Array, "n c h w"], size: Size) -> Float[Array, "n c size size"]:
    """Average maps of any size down (or up) to size × size, so that a head made for that size fits.

    window i of h cells: from ⌊i · h / size⌋ to ⌈(i + 1) · h / size⌉, the end excluded; windows overlap unless size divides h

    Source: PyTorch AdaptiveAvgPool2d; He, Zhang, Ren & Sun 2014, arXiv:1406.4729, §2.2 (spatial pyramid pooling).
    """
    pooled: Array = np.einsum("ih,nchw,jw->ncij", _windows(images.shape[2], size), images, _windows(images.shape[3], size))
    return pooled


@shaped
def attention_pool(tokens: Float[Array, "n t d"], query: Float[Array, "d"]) -> Float[Array, "n d"]:
    """Average the tokens of each image, weighed by how well each one answers a learned query; a query of zeros weighs them alike.

    y = Σₜ aₜ xₜ,   a = softmax(x q / √d)

    Source: Ilse, Tomczak & Welling 2018, arXiv:1802.04712, §2.4; Vaswani et al. 2017, arXiv:1706.03762, §3.2.1 (the scale).
    """
    weights = softmax(tokens @ query / sqrt(tokens.shape[2]))
    return (weights[:, None] @ tokens)[:, 0]


@shaped
def standout_weight(gap: NotNegative, tokens: Size) -> float:
    """Weight that a softmax gives to the one token whose score exceeds those of all others, equal among themselves, by the gap.

    1 / (1 + (T − 1) · e^−gap)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3 (the softmax, for such scores).
    """
    return 1 / (1 + (tokens - 1) * exp(-gap))


def _windows(length: int, size: int) -> Array:
    """One row for each window: the weights with which it averages the cells."""
    place, cell = np.arange(size)[:, None], np.arange(length)
    inside = (cell >= place * length // size) & (cell < -(-(place + 1) * length // size))
    return inside / inside.sum(axis=1, keepdims=True)


def _convolutions(size: int) -> Iterator[tuple[int, int, int]]:
    """Channels in, channels out, and side of the output, for each convolution of VGG-16."""
    before = 3
    for entry in VGG16:
        if entry == "pool":
            size //= 2
        else:
            yield before, int(entry), size
            before = int(entry)
