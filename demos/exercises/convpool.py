"""Average pooling as the convolution that it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Size


def average_kernels(channels: Size, size: Size) -> Float[Array, "c c k k"]:
    """Kernels of the convolution layer that does what average pooling does.

    K[f, c, u, v] = 1/k² where f = c, else 0
    """
    kernels = np.zeros((channels, channels, size, size))
    kernels[np.arange(channels), np.arange(channels)] = 1 / size**2
    return kernels


def average_kernels_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two channels by hand; then others."""
    yield by_hand(2, 2)
    for channels, size in ((3, 2), (1, 3), (5, 4)):
        yield general(channels, size)
    yield general(int(rng.integers(2, 7)), int(rng.integers(2, 6)))
    yield edge("windows of one cell", "1×1 的窗口")(4, 1)
