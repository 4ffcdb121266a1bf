"""LoRA: a narrow update beside a frozen matrix, and the four bits in which QLoRA keeps that matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .backprop import Layer
from .shapes import Array, Count, Float, NotNegative, Positive, Size, shaped
from .training import train
from .transfer import squared_loss

NF4 = np.array([
    -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
    -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
])  # fmt: skip
"""The 16 values of NormalFloat4, closer together where a normal distribution has more weights: Dettmers et al. 2023, arXiv:2305.14314, appendix E."""


@shaped
def lora_forward(
    x: Float[Array, "n i"], weights: Float[Array, "o i"], a: Float[Array, "r i"], b: Float[Array, "o r"], alpha: Positive
) -> Float[Array, "n o"]:
    """A linear layer with a low-rank adapter beside its frozen weights, never building the full update.

    y = x Wᵀ + (α/r) (x Aᵀ) Bᵀ

    Source: Hu et al. 2021, arXiv:2106.09685, eq. 3 and §4.1 (the scale α/r).
    """
    scale = alpha / len(a)
    return x @ weights.T + scale * ((x @ a.T) @ b.T)


@shaped
def lora_backward(
    upstream: Float[Array, "n o"], x: Float[Array, "n i"], a: Float[Array, "r i"], b: Float[Array, "o r"], alpha: Positive
) -> tuple[Float[Array, "r i"], Float[Array, "o r"]]:
    """Gradients of a loss by a and b, given δ = ∂L/∂y of `lora_forward`; the frozen weights get none.

    ∂L/∂A = (α/r) (δ B)ᵀ x,   ∂L/∂B = (α/r) δᵀ (x Aᵀ)

    Source: the chain rule on Hu et al. 2021, arXiv:2106.09685, eq. 3.
    """
    scale = alpha / len(a)
    return scale * ((upstream @ b).T @ x), scale * (upstream.T @ (x @ a.T))


@shaped
def lora_merge(weights: Float[Array, "o i"], a: Float[Array, "r i"], b: Float[Array, "o r"], alpha: Positive) -> Float[Array, "o i"]:
    """The weights with the adapter merged into them.

    W' = W + (α/r) B A

    Source: Hu et al. 2021, arXiv:2106.09685, §4.1 (no additional inference latency).
    """
    scale = alpha / len(a)
    return weights + scale * (b @ a)


@shaped
def lora_tune(
    rng: np.random.Generator,
    layers: Sequence[Layer],
    x: Float[Array, "n d"],
    y: Float[Array, "n k"],
    *,
    rank: Size,
    alpha: Positive,
    steps: Count,
    lr: float = 0.01,
) -> list[Layer]:
    """Train adapters beside the weights of all layers but the head, by Adam on the mean squared error of the whole batch, and merge them.

    Biases and head stay as they are.

    Source: Hu et al. 2021, arXiv:2106.09685, §4 (A from a normal distribution, here of variance 1/d, B from zero).
    """
    *below, head = layers
    scale = alpha / rank
    start = [
        each
        for weight, _ in below
        for each in (rng.normal(0.0, weight.shape[1] ** -0.5, (rank, weight.shape[1])), np.zeros((len(weight), rank)))
    ]

    def merged(adapters: list[Array]) -> list[Layer]:
        pairs = zip(below, adapters[::2], adapters[1::2], strict=True)
        return [*((lora_merge(weight, a, b, alpha), bias.copy()) for (weight, bias), a, b in pairs), (head[0].copy(), head[1].copy())]

    def gradients(adapters: list[Array], _: int) -> tuple[float, list[Array]]:
        loss, slopes = squared_loss(merged(adapters), x, y)
        pairs = zip(slopes[: 2 * len(below) : 2], adapters[::2], adapters[1::2], strict=True)
        return loss, [each for slope, a, b in pairs for each in (scale * (b.T @ slope), scale * (slope @ a.T))]

    return merged(train(start, gradients, steps=steps, lr=lr)[0])


@shaped
def quantise(weights: Float[Array, "n"], levels: Float[Array, "k"], block: Size) -> Float[Array, "n"]:
    """Round numbers to a few levels, block by block: each block is divided by its largest magnitude first, and multiplied by it afterwards.

    c · argmin_q |w/c − q|,   c = max |w| of the block

    Source: Dettmers et al. 2023, arXiv:2305.14314, §2 (block-wise k-bit quantization) and appendix E (the levels `NF4`).
    """
    if len(weights) % block:
        raise ValueError(f"weights {weights.shape} must divide into blocks of {block}")
    blocks = weights.reshape(-1, block)
    constants = np.abs(blocks).max(axis=1, keepdims=True)
    constants[constants == 0] = 1.0  # a block of zeros stays one
    nearest = np.abs((blocks / constants)[:, :, None] - levels).argmin(axis=2)
    return (levels[nearest] * constants).ravel()


@shaped
def stored_bits(bits: Size = 4, block: Size = 64, constant: NotNegative = 8, group: Count = 256) -> float:
    """Bits for each weight that is stored in blocks: its own, and its share of the constants.

    b + c/n + 32/(n·g)

    `constant` is the width of a block's constant. With double quantisation that is 8, and a second constant of 32 bits serves `group` blocks;
    without it, 32 and no group (0).

    Source: Dettmers et al. 2023, arXiv:2305.14314, §3 (double quantization: 0.5 against 0.127 bits a parameter).
    """
    return bits + constant / block + (32 / (block * group) if group else 0.0)


@shaped
def tuning_memory(frozen: NotNegative, trained: NotNegative, bits: Positive, per_trained: Positive = 16.0) -> float:
    """Bytes that fine-tuning keeps, activations left out: frozen numbers at so many bits each, trained ones with gradient and optimiser state.

    P · b/8 + p · t

    Counted in billions of numbers it is gigabytes. A number that Adam trains in mixed precision takes 16 bytes:
    2 and 2 for the weight and its gradient, 4 each for the float32 copy and the two averages.

    Source: Rajbhandari et al. 2020, arXiv:1910.02054, §3.1 (16 bytes); Dettmers et al. 2023, arXiv:2305.14314, §3.
    """
    return frozen * bits / 8 + trained * per_trained
