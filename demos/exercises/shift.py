"""How much a layer minds a shift."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float


def blur_pool(signal: Float[Array, "n"]) -> Float[Array, "m"]:
    """Anti-aliased subsampling by 2 of a signal whose ends are joined: the kernel (1, 2, 1)/4, then every second value.

    y[i] = (x[2i − 1] + 2 x[2i] + x[2i + 1])/4
    """
    blurred = (np.roll(signal, 1) + 2 * signal + np.roll(signal, -1)) / 4
    return blurred[::2]


def blur_pool_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A spike by hand; then noise, the fastest stripes, which must come out even, and an odd length."""
    yield by_hand(np.array([0.0, 4.0, 0.0, 0.0, 8.0, 0.0]))
    for size in (6, 10, 31):
        yield general(rng.normal(size=size))
    yield edge("stripes of one cell", "一格宽的条纹")(np.tile([1.0, -1.0], 4))
    yield edge("an even signal", "处处相同的信号")(np.full(8, 3.0))
