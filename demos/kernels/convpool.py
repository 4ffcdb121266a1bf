"""Convolution and pooling, side by side: the same sliding window, with and without weights."""

from __future__ import annotations

from .conv import multiply_adds
from .convlayer import dense_parameter_count, parameter_count

VGG16 = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""VGG-16: five blocks of (filters, 3×3 layers), a 2×2 max pooling at stride 2 behind each."""


def side_after_pools(size: int, pools: int) -> int:
    """Side of a map after 2×2 poolings at stride 2: ⌊n / 2^pools⌋.

    Parameters
    ----------
    size, pools : int
        Side of the image, and how many poolings follow.

    Raises
    ------
    ValueError
        If size is below 1, pools below 0, or nothing is left of the map.

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, §2.1; an odd column at the edge is dropped.
    """
    if size < 1 or pools < 0 or size < 2**pools:
        raise ValueError(f"size {size} must be at least 1, pools {pools} at least 0, and 2^pools no more than size")
    return int(size // 2**pools)


def trunk_parameters(channels: int = 3) -> int:
    """Weights and biases of VGG-16's thirteen convolution layers.

    Parameters
    ----------
    channels : int
        Channels of the image.

    Raises
    ------
    ValueError
        If channels is below 1.

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, Table 1 (configuration D).
    """
    return sum(parameter_count(before, filters, 3) for before, filters, _ in _layers(channels))


def trunk_multiply_adds(size: int = 224, pools: int = 5) -> int:
    """Multiply–adds of VGG-16's convolution layers when only the first `pools` poolings are kept.

    Parameters
    ----------
    size : int
        Side of the image.
    pools : int
        From 0 (none) to 5 (all of them).

    Raises
    ------
    ValueError
        If pools is above 5, or as `side_after_pools`.

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, Table 1; Howard et al. 2017, arXiv:1704.04861, §3.1 (the count).
    """
    _require_five(pools)
    sides = [side_after_pools(size, min(block, pools)) for _, _, block in _layers(3)]
    return sum(multiply_adds(before, filters, 3, side, side) for (before, filters, _), side in zip(_layers(3), sides, strict=True))


def flatten_head_parameters(size: int, pools: int, channels: int = 512, units: int = 4096) -> int:
    """Parameters of the dense layer that reads the flattened map: side² · channels · units + units.

    Parameters
    ----------
    size, pools : int
        Side of the image, and 2×2 poolings before the map is flattened.
    channels, units : int
        Channels of the map, and outputs of the dense layer.

    Raises
    ------
    ValueError
        As `side_after_pools`, or if channels or units is below 1.

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, Table 1 (the first FC-4096).
    """
    return dense_parameter_count(side_after_pools(size, pools) ** 2 * channels, units)


def average_head_parameters(channels: int = 512, classes: int = 1000) -> int:
    """Parameters of a classifier behind global average pooling: channels · classes + classes, whatever the side.

    Parameters
    ----------
    channels, classes : int
        Channels of the last map, and classes to tell apart.

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: Lin, Chen & Yan 2013, arXiv:1312.4400, §3.2 (global average pooling); He et al. 2016, arXiv:1512.03385 (with one dense layer).
    """
    return dense_parameter_count(channels, classes)


def _layers(channels: int) -> list[tuple[int, int, int]]:
    """Of each convolution layer: channels, filters, and the number of blocks before it."""
    depths = [(filters, block) for block, (filters, count) in enumerate(VGG16) for _ in range(count)]
    return [(before, filters, block) for before, (filters, block) in zip([channels, *(f for f, _ in depths)], depths, strict=False)]


def _require_five(pools: int) -> None:
    if pools > len(VGG16):
        raise ValueError(f"pools {pools} must be at most {len(VGG16)}: VGG-16 has no more")
