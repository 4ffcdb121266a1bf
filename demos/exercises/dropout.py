"""Dropout: cases that hold whatever numbers a program draws."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, edge, measured

from ..kernels.dropout import dropout  # noqa: F401 (what is to be written)
from ..kernels.shapes import Array


def dropout_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One right program draws other numbers than the next; what survivors become, and how often a number survives, is the same in all."""
    yield measured("by hand: what the survivors of [1, 1, …] become", "手算：[1, 1, …] 中保留下来的数变成多少", _survivors)(
        np.ones(16), 0.5, _luck(rng)
    )
    yield measured("the numbers in the mask", "掩码中出现的数", _mask_values)(rng.normal(size=(40, 30)), 0.25, _luck(rng))
    for shape in ((60,), (40, 30), (2, 3, 4, 5)):
        yield measured(
            f"y / x where mask is 1, and y where it is 0, shape {shape}", f"mask 为 1 处的 y / x，为 0 处的 y，形状 {shape}", _gains
        )(rng.normal(size=shape), 0.4, _luck(rng))
    for rate in (0.1, 0.8):
        yield measured(f"the share that is dropped at rate {rate}", f"rate 为 {rate} 时被丢弃的比例", _dropped, within=0.05)(
            rng.normal(size=(100, 80)), rate, _luck(rng)
        )
    yield measured("how many rows and columns of the mask differ", "掩码中互不相同的行数与列数", _distinct)(
        rng.normal(size=(50, 40)), 0.5, _luck(rng)
    )
    yield measured("the numbers in the mask, if rng draws only zeros", "rng 只抽到 0 时掩码中有几种数", _kinds)(
        rng.normal(size=(6, 5)), 0.5, _zeros()
    )
    yield edge("rate 0: nothing is dropped", "rate 为 0：什么都不丢")(rng.normal(size=(3, 4)), 0.0, _luck(rng))
    yield edge("an empty batch", "空的批次")(np.zeros((0, 5)), 0.3, _luck(rng))


def _luck(rng: np.random.Generator) -> np.random.Generator:
    return np.random.default_rng(int(rng.integers(1 << 30)))


def _zeros() -> np.random.Generator:
    """Return a generator whose bits are all zero: whoever draws each number from it by itself treats all numbers alike."""
    source = np.random.MT19937(0)
    source.state = {**source.state, "state": {"key": np.zeros(624, np.uint32), "pos": 624}}
    return np.random.Generator(source)


def _survivors(result: tuple[Array, Array], *_: object) -> Array:
    return np.unique(result[0][result[0] != 0])


def _mask_values(result: tuple[Array, Array], *_: object) -> Array:
    return np.unique(result[1]).astype(float)


def _kinds(result: tuple[Array, Array], *_: object) -> int:
    return len(np.unique(result[1]))


def _gains(result: tuple[Array, Array], x: Array, *_: object) -> tuple[Array, Array]:
    y, mask = result
    return np.unique(np.round(y[mask == 1] / x[mask == 1], 9)), np.unique(y[mask == 0])


def _dropped(result: tuple[Array, Array], *_: object) -> float:
    return 1 - float(np.mean(result[1]))


def _distinct(result: tuple[Array, Array], *_: object) -> tuple[int, int]:
    mask = np.asarray(result[1], float)
    return len(np.unique(mask, axis=0)), len(np.unique(mask, axis=1).T)
