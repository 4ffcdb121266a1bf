"""The multilayer perceptron: what a hidden layer can compute, and how its weights begin."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from .activation import relu
from .fc import affine
from .shapes import Array, Float, Size, shaped


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
