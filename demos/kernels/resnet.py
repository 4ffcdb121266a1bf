"""Residual networks: let each block add a correction to what it was given, so that doing nothing is easy."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import Annotated

import numpy as np

from .activation import relu, relu_derivative
from .shapes import Array, Count, Float, In, Positive, Size, shaped


@shaped
def residual_block(
    x: Float[Array, "n d"],
    first: Float[Array, "h d"],
    second: Float[Array, "m h"],
    *,
    projection: Float[Array, "m d"] | None = None,
    skip: bool = True,
) -> Float[Array, "n m"]:
    """Add a branch of two layers to its own input.

    y = x + F(x),   F(x) = ReLU(ReLU(x) W₁ᵀ) W₂ᵀ;   with a projection P, y = x Pᵀ + F(x);   without a skip, y = F(x): a plain block

    The activations stand in front of the weights (pre-activation), so that nothing stands in the way of x itself.

    Source: He et al. 2016, arXiv:1512.03385, eqs. 1 and 2; He et al. 2016b, arXiv:1603.05027, for the order.
    """
    _require_equal_widths(x, second, projection, skip)
    branch: Array = relu(relu(x) @ first.T) @ second.T
    if not skip:
        return branch
    return branch + (x if projection is None else x @ projection.T)


@shaped
def residual_block_backward(
    upstream: Float[Array, "n m"],
    x: Float[Array, "n d"],
    first: Float[Array, "h d"],
    second: Float[Array, "m h"],
    *,
    projection: Float[Array, "m d"] | None = None,
    skip: bool = True,
) -> tuple[Float[Array, "n d"], Float[Array, "h d"], Float[Array, "m h"], Float[Array, "m d"] | None]:
    """Gradients of a loss through `residual_block`, by x, first, second and projection, given δ = ∂L/∂y.

    ∂L/∂x = δ + δ ∂F/∂x

    The first term has passed no weight.

    Source: He et al. 2016b, arXiv:1603.05027, eq. 5.
    """
    _require_equal_widths(x, second, projection, skip)
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


@shaped
def normed_block(
    x: Float[Array, "n d"], first: Float[Array, "h d"], second: Float[Array, "d h"], *, before: bool, eps: Positive = 1e-5
) -> Float[Array, "n d"]:
    """Feed-forward block of a Transformer, with its layer normalisation before the branch (pre-norm) or after the sum (post-norm).

    pre: y = x + F(LN(x)),   post: y = LN(x + F(x)),   F(x) = ReLU(x W₁ᵀ) W₂ᵀ

    Source: Xiong et al. 2020, arXiv:2002.04745, table 1; Ba, Kiros & Hinton 2016, arXiv:1607.06450 (LN, here without gain and bias).
    """
    if before:
        return x + relu(_layer_norm(x, eps)[0] @ first.T) @ second.T
    return _layer_norm(x + relu(x @ first.T) @ second.T, eps)[0]


@shaped
def normed_block_backward(
    upstream: Float[Array, "n d"],
    x: Float[Array, "n d"],
    first: Float[Array, "h d"],
    second: Float[Array, "d h"],
    *,
    before: bool,
    eps: Positive = 1e-5,
) -> tuple[Float[Array, "n d"], Float[Array, "h d"], Float[Array, "d h"]]:
    """Gradients of a loss through `normed_block`, by x, first and second, given δ = ∂L/∂y.

    pre: ∂L/∂x = δ + (∂LN/∂x)ᵀ (∂F)ᵀ δ,   post: ∂L/∂x = (I + ∂F)ᵀ (∂LN)ᵀ δ

    Source: the chain rule on Xiong et al. 2020, arXiv:2002.04745, table 1.
    """
    normed, deviation = _layer_norm(x, eps)
    inputs = normed if before else x
    hidden = relu(inputs @ first.T)
    if not before:
        upstream = _layer_norm_backward(upstream, *_layer_norm(x + hidden @ second.T, eps))
    d_sums = upstream @ second * (hidden > 0)
    below = d_sums @ first
    d_x = upstream + (_layer_norm_backward(below, normed, deviation) if before else below)
    return d_x, d_sums.T @ inputs, upstream.T @ hidden


@shaped
def output_deviation(blocks: Size, deviation: Positive = 0.02) -> float:
    """Standard deviation of GPT-2's initial weights that write into the residual stream, where each of so many blocks writes twice.

    σ / √(2 N)

    Source: Radford et al. 2019, Language models are unsupervised multitask learners, §2.3 (1/√N, with N the number of residual layers).
    """
    return float(deviation / np.sqrt(2 * blocks))


@shaped
def expected_depth(blocks: Size, last: Annotated[float, In("(0, 1]")] = 0.5) -> float:
    """Number of blocks that a training step of stochastic depth runs, in expectation; the last one survives with probability `last`.

    Σ_l p_l,   p_l = 1 − (l / L)(1 − p_L),   l = 1 … L

    Source: Huang et al. 2016, arXiv:1603.09382, §3 (linear decay, expected network depth).
    """
    return blocks - (blocks + 1) / 2 * (1 - last)


@shaped
def basic_weights(channels: Size, kernel: Size = 3) -> int:
    """Weights of a basic block, two k×k convolutions.

    2 k² C²

    Source: He et al. 2016, arXiv:1512.03385, fig. 5, left.
    """
    return 2 * kernel**2 * channels**2


@shaped
def bottleneck_weights(channels: Size, inner: Size, kernel: Size = 3) -> int:
    """Weights of a bottleneck block, 1×1 down, k×k, 1×1 up: C channels outside, c inside (in the paper a quarter of C).

    2 C c + k² c²

    Source: He et al. 2016, arXiv:1512.03385, fig. 5, right.
    """
    return 2 * channels * inner + kernel**2 * inner**2


@shaped
def projection_weights(inputs: Size, outputs: Size) -> int:
    """Weights of a 1×1 convolution on the shortcut, where the number of channels changes.

    C_in · C_out

    Source: He et al. 2016, arXiv:1512.03385, eq. 2 and §3.3 (option B).
    """
    return inputs * outputs


@shaped
def weight_layers(stages: Sequence[Size], per_block: Size) -> int:
    """The number in a ResNet's name: convolutions in the blocks, the first convolution, and the classifier.

    b Σ stages + 2

    `stages` has the blocks of each stage, [3, 4, 6, 3] for ResNet-50; a basic block has 2 convolutions, a bottleneck 3. Shortcuts do not count.

    Source: He et al. 2016, arXiv:1512.03385, table 1.
    """
    if not stages:
        raise ValueError("stages must name at least one")
    return per_block * sum(stages) + 2


@shaped
def network_multiply_adds(stages: tuple[Size, Size, Size, Size], bottleneck: bool) -> int:
    """Multiply–adds of a ResNet on a 224 × 224 picture, as the paper counts its FLOPs.

    The stages' blocks work at 56, 28, 14 and 7 pixels, on 64, 128, 256 and 512 channels; outside a bottleneck there are four times as many.

    Source: He et al. 2016, arXiv:1512.03385, table 1.
    """
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


@shaped
def power_growth(blocks: Count, branch: float = 1.0) -> float:
    """Second moment of the signal after L blocks whose branches keep the power of their input, and are multiplied by α before they are added.

    (1 + α²)^L

    Source: De & Smith 2020, arXiv:2002.10444; Zhang, Dauphin & Ma 2019, arXiv:1901.09321, §2.
    """
    return float((1 + branch**2) ** blocks)


@shaped
def path_count(blocks: Count, length: Count | None = None) -> int:
    """Paths through n residual blocks, each of which is passed or skipped; given a length, those through exactly so many branches.

    2ⁿ,   C(n, k) of length k

    Source: Veit, Wilber & Belongie 2016, arXiv:1605.06431, §3.
    """
    if length is None:
        return int(2**blocks)
    if length > blocks:
        raise ValueError(f"length {length} must be at most blocks {blocks}")
    return comb(blocks, length)


def _require_equal_widths(x: Array, second: Array, projection: Array | None, skip: bool) -> None:
    if skip and projection is None and x.shape[1] != len(second):
        raise ValueError(f"x {x.shape} cannot be added to a branch of width {len(second)}: the shortcut needs a projection")


def _layer_norm(x: Array, eps: float) -> tuple[Array, Array]:
    """x̂ of each row, and the deviation √(σ² + ε) that divided it."""
    centred = x - x.mean(axis=1, keepdims=True)
    deviation: Array = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + eps)
    return centred / deviation, deviation


def _layer_norm_backward(upstream: Array, normed: Array, deviation: Array) -> Array:
    along = (upstream * normed).mean(axis=1, keepdims=True)
    return (upstream - upstream.mean(axis=1, keepdims=True) - normed * along) / deviation
