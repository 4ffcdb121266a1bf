"""Convolution and pooling, side by side: the same sliding window, with and without weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from .conv import multiply_adds, same_padding
from .convlayer import parameter_count
from .fc import parameter_count as dense_parameter_count
from .head import VGG16
from .shapes import Count, In, Size, shaped


@shaped
def side_after_pools(size: Size, pools: Count) -> int:
    """Side of a map after 2×2 poolings at stride 2; an odd column at the edge is dropped.

    ⌊n / 2^pools⌋

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, §2.1.
    """
    side = size >> pools
    if not side:
        raise ValueError(f"pools {pools} must leave something of size {size}: 2^pools may not exceed it")
    return side


@shaped
def trunk_parameters(channels: Size = 3) -> int:
    """Weights and biases of VGG-16's thirteen convolution layers, for an image of so many channels.

    Σ (9 · C_in + 1) · C_out

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, Table 1 (configuration D).
    """
    return sum(parameter_count(before, filters, 3) for before, filters, _ in _layers(channels))


@shaped
def trunk_multiply_adds(size: Size = 224, pools: Annotated[int, In("[0, 5]")] = 5) -> int:
    """Multiply–adds of VGG-16's convolution layers on a size × size image when only the first `pools` of its five poolings are kept.

    Σ 9 · C_in · C_out · H²

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, Table 1; Howard et al. 2017, arXiv:1704.04861, §3.1 (the count).
    """
    sides = ((before, filters, side_after_pools(size, min(passed, pools))) for before, filters, passed in _layers(3))
    return sum(multiply_adds(before, filters, 3, side, side) for before, filters, side in sides)


@shaped
def flatten_head_parameters(size: Size, pools: Count, channels: Size = 512, units: Size = 4096) -> int:
    """Parameters of the dense layer that reads the flattened map of a size × size image after 2×2 poolings.

    units · (channels · ⌊n / 2^pools⌋² + 1)

    Source: Simonyan & Zisserman 2015, arXiv:1409.1556, Table 1 (the first FC-4096).
    """
    return dense_parameter_count(channels * side_after_pools(size, pools) ** 2, units)


@shaped
def field_gain(kernel: Size, pools: Count) -> int:
    """Input pixels, along one axis, by which a k × k convolution at stride 1 widens the receptive field behind 2×2 poolings at stride 2.

    (k − 1) · 2^pools

    Source: Araujo, Norris & Sim 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill (the recursion, one layer of it).
    """
    return (kernel - 1) << pools


@shaped
def border_share(size: Size, layers: Count, kernel: Size = 3) -> float:
    """Share of a map's places whose value can depend on the zeros around the image, behind layers that keep the size at stride 1.

    1 − (max(0, n − L(k − 1)) / n)²

    Source: each layer reads (k − 1)/2 places further, on every side; Islam et al. 2021, arXiv:2101.12322 (zero padding tells places).
    """
    inside = max(0, size - 2 * layers * same_padding(kernel))
    return 1 - (inside / size) ** 2


def _layers(channels: int) -> Iterator[tuple[int, int, int]]:
    """Of each convolution layer of VGG-16: channels in, channels out, and the number of poolings before it."""
    passed = 0
    for entry in VGG16:
        if entry == "pool":
            passed += 1
        else:
            yield channels, int(entry), passed
            channels = int(entry)
