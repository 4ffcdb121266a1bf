"""The multilayer perceptron: what a hidden layer can compute, and how its weights begin."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from .activation import relu, silu, softmax
from .fc import affine
from .shapes import Array, Float, NotNegative, Size, shaped


@shaped
def xor_network(x: Float[Array, "n 2"]) -> Float[Array, "n"]:
    """Compute XOR of zeros and ones with two hidden ReLU units.

    h₁ = max(0, x₁ + x₂),  h₂ = max(0, x₁ + x₂ − 1),  y = h₁ − 2h₂

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.1.
    """
    hidden = relu(affine(x, np.ones((2, 2)), np.array([0.0, -1.0])))
    return affine(hidden, np.array([[1.0, -2.0]]), np.zeros(1)).sum(axis=1)


@shaped
def relu_interpolant(knots: Float[Array, "m"], values: Float[Array, "m"]) -> tuple[Float[Array, "h"], float]:
    """Find the network of one hidden layer that joins the given points by straight lines: its h = m − 1 output weights, and its offset.

    y(x) = offset + Σᵢ weightᵢ · max(0, x − knotᵢ)   right of the first knot: each unit turns the line at its knot

    Source: Definition here; compare Goodfellow, Bengio & Courville 2016, Deep Learning, §6.4.1.
    """
    if len(knots) < 2 or not (np.diff(knots) > 0).all():
        raise ValueError(f"knots {knots.tolist()} must increase, and be at least two")
    slopes = np.diff(values) / np.diff(knots)
    return np.diff(slopes, prepend=0.0), float(values[0])


@shaped
def interpolation_bound(segments: Size) -> float:
    """Largest error of m equal straight pieces on sin(πx), −1 ≤ x ≤ 1.

    max|f″| · h²/8 = π²(2/m)²/8

    Source: Burden & Faires 2010, Numerical Analysis, 9th edition, theorem 3.3 (the error of interpolation, for two points).
    """
    return pi**2 * (2 / segments) ** 2 / 8


@shaped
def most_segments(units: Size) -> int:
    """Straight pieces that one hidden layer of ReLU units can make of one input: a kink each.

    units + 1

    Source: Montúfar, Pascanu, Cho & Bengio 2014, On the Number of Linear Regions of Deep Neural Networks, arXiv:1402.1869 (one input).
    """
    return units + 1


@shaped
def folded_segments(layers: Size) -> int:
    """Straight pieces of a tent map composed with itself: each layer of two ReLU units doubles them.

    2^layers

    Source: Telgarsky 2015, Representation Benefits of Deep Feedforward Networks, arXiv:1509.08101.
    """
    return 2**layers


@shaped
def tent(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Fold [0, 1] in the middle with two ReLU units.

    2·max(0, x) − 4·max(0, x − ½)

    Source: Telgarsky 2015, arXiv:1509.08101.
    """
    return 2 * relu(x) - 4 * relu(x - 0.5)


@shaped
def he_std(inputs: Size) -> float:
    """Standard deviation of He's initialisation for ReLU, of units that read so many inputs (fan-in).

    √(2 / inputs)

    Source: He et al. 2015, Delving Deep into Rectifiers, arXiv:1502.01852, §2.2.
    """
    return sqrt(2 / inputs)


@shaped
def transformer_parameters(width: Size, expansion: Size = 4) -> tuple[int, int]:
    """Weights of one Transformer layer of width d, without biases and norms: of the attention, and of the feed-forward network.

    attention 4d² (query, key, value, output);  feed-forward 2 · expansion · d²

    Source: Vaswani et al. 2017, arXiv:1706.03762, §3.2.2 and §3.3.
    """
    return 4 * width**2, 2 * expansion * width**2


@shaped
def gated_width(width: Size, multiple: Size = 1) -> int:
    """Hidden width at which the three matrices of a gated feed-forward network hold about as many weights as the two of d → 4d → d.

    ⌊8d/3⌋, rounded up to a multiple

    Source: Shazeer 2020, arXiv:2002.05202, §2; Touvron et al. 2023, LLaMA, arXiv:2302.13971, §2.2, and its code (multiples of 256).
    """
    hidden = 8 * width // 3
    return -(-hidden // multiple) * multiple


@shaped
def swiglu(x: Float[Array, "n d"], gate: Float[Array, "h d"], up: Float[Array, "h d"], down: Float[Array, "d h"]) -> Float[Array, "n d"]:
    """Gated feed-forward network without biases, a token a row: the gate decides how much of each hidden unit passes.

    y = (silu(x Gᵀ) ⊙ x Uᵀ) Dᵀ

    Source: Shazeer 2020, arXiv:2002.05202, §2, eq. 6.
    """
    return (silu(x @ gate.T) * (x @ up.T)) @ down.T


@shaped
def top_k_gates(scores: Float[Array, "n e"], chosen: Size) -> Float[Array, "n e"]:
    """Weigh the experts for each token: a softmax over its best scores, as many as are chosen, and 0 for all other experts.

    g = softmax(top-k(scores))

    Source: Shazeer et al. 2017, arXiv:1701.06538, §2.1, eq. 3 and 5 (without noise); Jiang et al. 2024, Mixtral, arXiv:2401.04088, §2.1.
    """
    if chosen > scores.shape[1]:
        raise ValueError(f"chosen {chosen} must be at most {scores.shape[1]}, the number of experts")
    best = np.argsort(-scores, axis=1, kind="stable")[:, :chosen]
    gates = np.zeros_like(scores)
    np.put_along_axis(gates, best, softmax(np.take_along_axis(scores, best, axis=1)), axis=1)
    return gates


@shaped
def mixture_of_experts(
    x: Float[Array, "n d"],
    router: Float[Array, "e d"],
    gate: Float[Array, "e h d"],
    up: Float[Array, "e h d"],
    down: Float[Array, "e d h"],
    chosen: Size = 1,
) -> Float[Array, "n d"]:
    """Send each token through its best SwiGLU networks, as many as are chosen, and add their outputs with the router's weights.

    y = Σₑ gₑ(x) · swigluₑ(x),   g = softmax(top-k(x Rᵀ))

    Source: Jiang et al. 2024, Mixtral of Experts, arXiv:2401.04088, §2.1.
    """
    gates = top_k_gates(x @ router.T, chosen)
    y = np.zeros_like(x)
    for expert in range(len(router)):
        mine = gates[:, expert] > 0  # an expert works on its own tokens only: that is what is saved
        y[mine] += gates[mine, expert, None] * swiglu(x[mine], gate[expert], up[expert], down[expert])
    return y


@shaped
def mixture_weights(experts: Size, chosen: Size, width: Size, hidden: Size) -> tuple[int, int]:
    """Weights of all SwiGLU experts together, and of those that work on one token; without the router's width · experts.

    3 · experts · width · hidden;  3 · chosen · width · hidden

    Source: Jiang et al. 2024, Mixtral of Experts, arXiv:2401.04088, §2.1 and §3 (total and active parameters).
    """
    if chosen > experts:
        raise ValueError(f"chosen {chosen} must be at most {experts}, the number of experts")
    return 3 * experts * width * hidden, 3 * chosen * width * hidden


@shaped
def balance_loss(scores: Float[Array, "n e"]) -> float:
    """Switch Transformer's auxiliary loss, without its factor α: 1 for an even load, up to the number of experts when one gets all.

    e · Σᵢ fᵢ Pᵢ,   f the share of tokens whose best expert is i, P the mean of the router's probability for i

    Source: Fedus, Zoph & Shazeer 2022, Switch Transformers, arXiv:2101.03961, §2.2, eq. 4–6.
    """
    if scores.size == 0:
        raise ValueError(f"scores {scores.shape} must have a token and an expert")
    tokens, experts = scores.shape
    share = np.bincount(scores.argmax(axis=1), minlength=experts) / tokens
    return float(experts * share @ softmax(scores).mean(axis=0))


@shaped
def key_value_memory(
    x: Float[Array, "n d"], keys: Float[Array, "m d"], values: Float[Array, "m o"], threshold: NotNegative = 0.0
) -> Float[Array, "n o"]:
    """Read a feed-forward network as a memory: hidden unit j fires as x resembles its key, and adds its value in that measure.

    y = Σⱼ max(0, x · kⱼ − threshold) · vⱼ

    Source: Geva, Schuster, Berant & Levy 2021, arXiv:2012.14913, §2 (unnormalised key–value memories).
    """
    return relu(x @ keys.T - threshold) @ values
