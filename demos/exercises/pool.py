"""Max pooling, forward and backward."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, Size


def max_pool2d(x: Float[Array, "c h w"], size: Size, stride: Size) -> Float[Array, "c i j"]:
    """Maximum of each window, channel by channel, without padding.

    y[c, i, j] = max over u, v < k of x[c, s·i + u, s·j + v]
    """
    height, width = ((side - size) // stride + 1 for side in x.shape[1:])
    output = np.full((len(x), height, width), -np.inf)
    for u in range(size):
        for v in range(size):  # cell (u, v) of all windows at once
            cells = x[:, u : u + stride * (height - 1) + 1 : stride, v : v + stride * (width - 1) + 1 : stride]
            output = np.maximum(output, cells)
    return output


def max_pool2d_backward(upstream: Float[Array, "c i j"], x: Float[Array, "c h w"], size: Size, stride: Size) -> Float[Array, "c h w"]:
    """Gradient of max pooling with respect to its input: each window hands its gradient to its first largest cell, row by row.

    ∂L/∂x[c, h, w] = Σ over the windows that (h, w) wins of ∂L/∂y[c, i, j]
    """
    gradient = np.zeros_like(x)
    channels, height, width = upstream.shape
    for c in range(channels):
        for i in range(height):
            for j in range(width):
                top, left = i * stride, j * stride
                window = x[c, top : top + size, left : left + size]
                u, v = divmod(int(window.argmax()), size)
                gradient[c, top + u, left + v] += upstream[c, i, j]
    return gradient


def max_pool2d_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A map that can be pooled by eye; then sides that differ, windows that overlap, and edges that no window reaches."""
    yield by_hand(np.array([[[1.0, 3.0, 2.0, 0.0], [4.0, 2.0, 1.0, 5.0], [0.0, 1.0, 7.0, 6.0], [2.0, 3.0, 8.0, 1.0]]]), 2, 2)
    for shape, size, stride in (((2, 6, 8), 2, 2), ((3, 7, 9), 3, 2), ((1, 9, 5), 2, 1), ((4, 12, 10), 3, 3)):
        yield general(rng.normal(size=shape), size, stride)
    yield edge("negative numbers only", "全是负数")(-1.0 - rng.random((2, 5, 6)), 3, 2)
    yield edge("a last row and column that no window reaches", "最后一行一列不在任何窗口内")(rng.normal(size=(1, 5, 7)), 2, 2)
    yield edge("a window as large as the map", "与特征图一样大的窗口")(rng.normal(size=(2, 4, 4)), 4, 1)
    yield edge("a stride larger than the window", "步长大于窗口")(rng.normal(size=(2, 7, 8)), 2, 3)


def max_pool2d_backward_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One map by hand; then windows that overlap, in which one cell wins several times, and ties."""
    x = np.array([[[1.0, 3.0, 2.0, 0.0], [4.0, 2.0, 1.0, 5.0], [0.0, 1.0, 7.0, 6.0], [2.0, 3.0, 8.0, 1.0]]])
    yield by_hand(np.array([[[1.0, 2.0], [3.0, 4.0]]]), x, 2, 2)
    for shape, size, stride in (((2, 6, 8), 2, 2), ((3, 7, 9), 3, 2), ((1, 9, 5), 2, 1), ((2, 6, 5), 3, 1)):
        sides = tuple((side - size) // stride + 1 for side in shape[1:])
        yield general(rng.normal(size=(shape[0], *sides)), rng.normal(size=shape), size, stride)
    yield edge("all cells equal: the first one wins", "所有格子相等：第一个胜出")(rng.normal(size=(1, 2, 2)), np.zeros((1, 4, 4)), 2, 2)
    yield edge("a tie across a row and a column: the upper row wins", "最大值在上一行和左一列并列：上一行胜出")(
        np.array([[[3.0]]]), np.array([[[1.0, 2.0], [2.0, 1.0]]]), 2, 1
    )
    yield edge("negative numbers only", "全是负数")(rng.normal(size=(2, 2, 2)), -1.0 - rng.random((2, 5, 5)), 3, 2)
    yield edge("a last row and column that no window reaches", "最后一行一列不在任何窗口内")(
        rng.normal(size=(1, 2, 3)), rng.normal(size=(1, 5, 7)), 2, 2
    )
