"""Residual networks: let each block add a correction to what it was given, so that doing nothing is easy."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

from .activation import relu, relu_derivative

Array = NDArray[np.float64]


def residual_block(x: Array, first: Array, second: Array, *, projection: Array | None = None, skip: bool = True) -> Array:
    """Add a branch of two layers to its own input: y = x + F(x), F(x) = ReLU(ReLU(x) W₁ᵀ) W₂ᵀ.

    The activations stand in front of the weights (pre-activation), so that nothing stands in the way of x itself.

    Parameters
    ----------
    x : array of shape (batch, inputs)
    first : array of shape (hidden, inputs)
    second : array of shape (outputs, hidden)
    projection : array of shape (outputs, inputs), or None
        Shortcut for a block that changes the width; None is the identity.
    skip : bool
        False leaves the shortcut out: a plain block.

    Returns
    -------
    array of shape (batch, outputs)

    Raises
    ------
    ValueError
        If shapes do not fit together, or the identity is asked to change the width.

    Source: He et al. 2016, arXiv:1512.03385, eqs. 1 and 2; He et al. 2016b, arXiv:1603.05027, for the order.
    """
    x, first, second, projection = _checked(x, first, second, projection, skip)
    branch = relu(relu(x) @ first.T) @ second.T
    if not skip:
        return branch
    return branch + (x if projection is None else x @ projection.T)


def residual_block_backward(
    upstream: Array, x: Array, first: Array, second: Array, *, projection: Array | None = None, skip: bool = True
) -> tuple[Array, Array, Array, Array | None]:
    """Gradients of a loss through `residual_block`: ∂L/∂x = δ + δ ∂F/∂x. The first term has passed no weight.

    Parameters
    ----------
    upstream : array of shape (batch, outputs)
    x, first, second, projection, skip
        As given to `residual_block`.

    Returns
    -------
    d_x, d_first, d_second : arrays in the shapes of x, first, second
    d_projection : array in the shape of the projection, or None

    Raises
    ------
    ValueError
        If shapes do not fit together.

    Source: He et al. 2016b, arXiv:1603.05027, eq. 5.
    """
    x, first, second, projection = _checked(x, first, second, projection, skip)
    upstream = np.asarray(upstream, dtype=float)
    if upstream.shape != (len(x), len(second)):
        raise ValueError(f"upstream gradient {upstream.shape} must have the output's shape {(len(x), len(second))}")
    inputs = relu(x)
    sums = inputs @ first.T
    d_sums = upstream @ second * relu_derivative(sums)
    d_x = d_sums @ first * relu_derivative(x)
    d_projection = None
    if skip and projection is None:
        d_x = d_x + upstream
    elif skip and projection is not None:
        d_x, d_projection = d_x + upstream @ projection, upstream.T @ x
    return d_x, d_sums.T @ inputs, upstream.T @ relu(sums), d_projection


def basic_weights(channels: int, kernel: int = 3) -> int:
    """Weights of a basic block, two k×k convolutions: 2 k² C².

    Parameters
    ----------
    channels, kernel : int

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: He et al. 2016, arXiv:1512.03385, fig. 5, left.
    """
    _require_positive(channels=channels, kernel=kernel)
    return 2 * kernel**2 * channels**2


def bottleneck_weights(channels: int, inner: int, kernel: int = 3) -> int:
    """Weights of a bottleneck block, 1×1 down, k×k, 1×1 up: 2 C c + k² c².

    Parameters
    ----------
    channels : int
        C, outside the block.
    inner : int
        c, inside: a quarter of C in the paper.
    kernel : int

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: He et al. 2016, arXiv:1512.03385, fig. 5, right.
    """
    _require_positive(channels=channels, inner=inner, kernel=kernel)
    return 2 * channels * inner + kernel**2 * inner**2


def projection_weights(inputs: int, outputs: int) -> int:
    """Weights of a 1×1 convolution on the shortcut, where the number of channels changes: C_in · C_out.

    Parameters
    ----------
    inputs, outputs : int

    Raises
    ------
    ValueError
        If a value is below 1.

    Source: He et al. 2016, arXiv:1512.03385, eq. 2 and §3.3 (option B).
    """
    _require_positive(inputs=inputs, outputs=outputs)
    return inputs * outputs


def weight_layers(stages: Sequence[int], per_block: int) -> int:
    """The number in a ResNet's name: convolutions in the blocks, the first convolution, and the classifier.

    Parameters
    ----------
    stages : sequence of int
        Blocks in each stage, [3, 4, 6, 3] for ResNet-50.
    per_block : int
        Convolutions of a block: 2 basic, 3 bottleneck. Shortcuts are not counted.

    Raises
    ------
    ValueError
        If a value is below 1 or there is no stage.

    Source: He et al. 2016, arXiv:1512.03385, table 1.
    """
    if not len(stages) or min(stages) < 1 or per_block < 1:
        raise ValueError(f"stages {tuple(stages)} and per_block {per_block} must be at least 1")
    return per_block * sum(stages) + 2


def network_multiply_adds(stages: Sequence[int], bottleneck: bool) -> int:
    """Multiply–adds of a ResNet on a 224 × 224 picture, as the paper counts its FLOPs.

    Parameters
    ----------
    stages : sequence of int
        Blocks in each of the four stages, at 56, 28, 14 and 7 pixels and 64, 128, 256 and 512 channels.
    bottleneck : bool
        Blocks of three convolutions, with four times as many channels outside.

    Raises
    ------
    ValueError
        If there are not four stages, or one is empty.

    Source: He et al. 2016, arXiv:1512.03385, table 1.
    """
    if len(stages) != 4 or min(stages) < 1:
        raise ValueError(f"stages {tuple(stages)} must be four numbers of at least 1")
    total, width = 112**2 * 64 * 3 * 7**2, 64
    for stage, blocks in enumerate(stages):
        inner, pixels = 64 * 2**stage, (56 // 2**stage) ** 2
        outer = 4 * inner if bottleneck else inner
        entry = inner * width if bottleneck else 9 * inner * width  # the first block takes over from the stage before
        rest = 9 * inner**2 + (inner * outer if bottleneck else 0)
        shortcut = projection_weights(width, outer) if width != outer else 0
        repeated = bottleneck_weights(outer, inner) if bottleneck else basic_weights(inner)
        total += pixels * (entry + rest + shortcut + (blocks - 1) * repeated)
        width = outer
    return total + width * 1000


def power_growth(blocks: int, branch: float = 1.0) -> float:
    """Second moment of the signal after so many blocks, for branches that keep the power of their input: (1 + α²)^L.

    Parameters
    ----------
    blocks : int
    branch : float
        α, by which each branch is multiplied before it is added.

    Raises
    ------
    ValueError
        If blocks is negative.

    Source: De & Smith 2020, arXiv:2002.10444; Zhang, Dauphin & Ma 2019, arXiv:1901.09321, §2.
    """
    if blocks < 0:
        raise ValueError(f"blocks {blocks} must not be negative")
    return float((1 + branch**2) ** blocks)


def path_count(blocks: int, length: int | None = None) -> int:
    """Paths through so many residual blocks, each of which is passed or skipped: 2ⁿ, or C(n, k) of length k.

    Parameters
    ----------
    blocks : int
    length : int or None
        Count only paths through exactly so many branches.

    Raises
    ------
    ValueError
        If blocks is negative or length not from 0 to blocks.

    Source: Veit, Wilber & Belongie 2016, arXiv:1605.06431, §3.
    """
    if blocks < 0 or (length is not None and not 0 <= length <= blocks):
        raise ValueError(f"blocks {blocks} must not be negative, and length {length} lie between 0 and blocks")
    return int(2**blocks) if length is None else comb(blocks, length)


def _checked(x: Array, first: Array, second: Array, projection: Array | None, skip: bool) -> tuple[Array, Array, Array, Array | None]:
    x, first, second = (np.asarray(a, dtype=float) for a in (x, first, second))
    if x.ndim != 2 or first.ndim != 2 or second.ndim != 2 or x.shape[1] != first.shape[1] or first.shape[0] != second.shape[1]:
        raise ValueError(f"x {x.shape}, first {first.shape} and second {second.shape} must be (batch, in), (hidden, in) and (out, hidden)")
    if projection is not None:
        projection = np.asarray(projection, dtype=float)
        if projection.shape != (len(second), x.shape[1]):
            raise ValueError(f"projection {projection.shape} must have shape {(len(second), x.shape[1])}")
    elif skip and len(second) != x.shape[1]:
        raise ValueError(f"x {x.shape} cannot be added to a branch of width {len(second)}: the shortcut needs a projection")
    return x, first, second, projection


def _require_positive(**values: int) -> None:
    if min(values.values()) < 1:
        raise ValueError(", ".join(f"{name} {value}" for name, value in values.items()) + " must be at least 1")
