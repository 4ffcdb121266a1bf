"""The convolution layer, and how far its output sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.convlayer import receptive_field as receptive_field_of  # noqa: F401 (what is to be written)
from ..kernels.shapes import Array, Count, Float, Size


def conv2d(
    x: Float[Array, "n c h w"],
    kernels: Float[Array, "f c u v"],
    bias: Float[Array, "f"],
    stride: Size = 1,
    padding: Count = 0,
    dilation: Size = 1,
) -> Float[Array, "n f i j"]:
    """A convolution layer on a batch of images: f kernels, each over all channels.

    y[n, f, i, j] = b[f] + Σ_c Σ_u Σ_v K[f, c, u, v] · x[n, c, s·i + d·u − p, s·j + d·v − p]
    """
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows, columns = kernels.shape[2:]
    height = (padded.shape[2] - dilation * (rows - 1) - 1) // stride + 1
    width = (padded.shape[3] - dilation * (columns - 1) - 1) // stride + 1
    output = np.zeros((len(x), len(kernels), height, width))
    for u in range(rows):
        for v in range(columns):
            top, left = u * dilation, v * dilation
            seen = padded[:, :, top : top + stride * (height - 1) + 1 : stride, left : left + stride * (width - 1) + 1 : stride]
            output += np.einsum("ncij,fc->nfij", seen, kernels[:, :, u, v])
    return output + bias[:, None, None]


def conv2d_backward(
    upstream: Float[Array, "n f i j"], x: Float[Array, "n c h w"], kernels: Float[Array, "f c u v"]
) -> tuple[Float[Array, "n c h w"], Float[Array, "f c u v"], Float[Array, "f"]]:
    """Gradients of a convolution layer (stride 1, no padding) with respect to images, kernels and biases.

    ∂L/∂K[f, c, u, v] = Σ δ[n, f, i, j] · x[n, c, i + u, j + v],   ∂L/∂x[n, c, i + u, j + v] += Σ_f δ[n, f, i, j] · K[f, c, u, v]
    """
    to_images, to_kernels = np.zeros_like(x), np.zeros_like(kernels)
    height, width = upstream.shape[2:]
    for u in range(kernels.shape[2]):
        for v in range(kernels.shape[3]):
            seen = x[:, :, u : u + height, v : v + width]
            to_kernels[:, :, u, v] = np.einsum("nfij,ncij->fc", upstream, seen)
            to_images[:, :, u : u + height, v : v + width] += np.einsum("nfij,fc->ncij", upstream, kernels[:, :, u, v])
    return to_images, to_kernels, upstream.sum(axis=(0, 2, 3))


def conv2d_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One image of two channels and one kernel by hand; then strides, paddings and dilations, alone and together."""
    image = np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]], [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 2.0, 0.0]]]])
    yield by_hand(image, np.array([[[[1.0, 0.0], [2.0, -1.0]], [[0.0, 1.0], [1.0, 0.0]]]]), np.array([10.0]))
    for options in ({}, {"stride": 2}, {"padding": 1}, {"dilation": 2}, {"stride": 2, "padding": 2, "dilation": 2}):
        yield general(rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4), **options)
    yield edge("1×1 kernels", "1×1 卷积")(rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(2, 3, 1, 1)), rng.normal(size=2))
    yield edge("a last column that no window reaches", "最后一列不在任何窗口内")(
        rng.normal(size=(1, 2, 6, 6)), rng.normal(size=(3, 2, 3, 3)), rng.normal(size=3), stride=2
    )
    yield edge("padding wider than the kernel", "填充宽过卷积核")(
        rng.normal(size=(1, 1, 3, 3)), rng.normal(size=(2, 1, 2, 2)), rng.normal(size=2), padding=3
    )


def conv2d_backward_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One image and one kernel by hand; then batches, several channels and kernels without symmetry."""
    yield by_hand(
        np.array([[[[1.0, 0.0], [0.0, 2.0]]]]),
        np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]]]),
        np.array([[[[1.0, 0.0], [2.0, -1.0]]]]),
    )
    for n, c, f, side, kernel in ((2, 3, 4, (7, 6), (3, 2)), (3, 1, 2, (5, 8), (2, 4)), (1, 4, 3, (6, 6), (3, 3))):
        sides = tuple(a - b + 1 for a, b in zip(side, kernel, strict=True))
        yield general(rng.normal(size=(n, f, *sides)), rng.normal(size=(n, c, *side)), rng.normal(size=(f, c, *kernel)))
    yield edge("1×1 kernels", "1×1 卷积")(rng.normal(size=(2, 2, 4, 5)), rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(2, 3, 1, 1)))
    yield edge("one output place", "只有一个输出位置")(
        rng.normal(size=(2, 2, 1, 1)), rng.normal(size=(2, 3, 3, 3)), rng.normal(size=(2, 3, 3, 3))
    )


def receptive_field_of_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Two 3×3 layers by hand; then strides in different places, which is what people forget."""
    three: Sequence[int] = [3, 3]
    yield by_hand(three, [1, 1])
    yield by_hand(three, [2, 1])
    for layers in (3, 4, 6):
        yield general([int(size) for size in rng.integers(2, 8, size=layers)], [int(stride) for stride in rng.integers(1, 4, size=layers)])
    yield general([7, 3, 3, 3], [2, 2, 1, 1])
    yield edge("one layer", "只有一层")([5], [3])
    yield edge("1×1 kernels only", "全是 1×1 卷积")([1, 1, 1], [1, 2, 1])
    yield edge("a stride in the last layer only", "只有最后一层有步长")([3, 5], [1, 4])
