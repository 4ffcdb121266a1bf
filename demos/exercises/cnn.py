"""Images as tokens."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Size


def patchify(images: Float[Array, "n c h w"], size: Size) -> Float[Array, "n p d"]:
    """Cut images into square patches, each a row, as the first layer of a vision transformer does.

    p = (h/k)(w/k) patches row by row, d = c·k·k numbers each, channel by channel
    """
    n, channels, height, width = images.shape
    cut = images.reshape(n, channels, height // size, size, width // size, size)
    return cut.transpose(0, 2, 4, 1, 3, 5).reshape(n, -1, channels * size * size)


def patchify_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A numbered 4×4 picture by hand; then several channels and sides that differ."""
    yield by_hand(np.arange(16.0).reshape(1, 1, 4, 4), 2)
    for shape, size in (((2, 3, 4, 6), 2), ((1, 2, 9, 6), 3), ((3, 1, 8, 12), 4)):
        yield general(rng.normal(size=shape), size)
    yield edge("one patch", "只有一个图块")(rng.normal(size=(2, 3, 4, 4)), 4)
    yield edge("patches of one pixel", "1×1 的图块")(rng.normal(size=(1, 2, 3, 4)), 1)
