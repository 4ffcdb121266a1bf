"""The multilayer perceptron: fully-connected layers with a bend between them."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from .activation import relu
from .fc import affine

Array = NDArray[np.float64]


def xor_network(x: Array) -> Array:
    """Compute XOR with two hidden ReLU units: h₁ = max(0, x₁ + x₂), h₂ = max(0, x₁ + x₂ − 1), y = h₁ − 2h₂.

    Parameters
    ----------
    x : array of shape (batch, 2)
        Zeros and ones.

    Returns
    -------
    array of shape (batch,)

    Raises
    ------
    ValueError
        If there are not two inputs.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.1.
    """
    if np.ndim(x) != 2 or np.shape(x)[1] != 2:
        raise ValueError(f"x {np.shape(x)} must be (batch, 2): XOR has two inputs")
    hidden = relu(affine(x, np.ones((2, 2)), np.array([0.0, -1.0])))
    return affine(hidden, np.array([[1.0, -2.0]]), np.zeros(1))[:, 0]


def relu_interpolant(knots: Array, values: Array) -> tuple[Array, float]:
    """Find the network of one hidden layer that joins the given points by straight lines.

    It is y(x) = offset + Σᵢ weightᵢ · max(0, x − knotᵢ), right of the first knot: each unit turns the line at its knot.

    Parameters
    ----------
    knots : array of shape (m + 1,)
        Where the lines meet, increasing.
    values : array of shape (m + 1,)
        The points' heights.

    Returns
    -------
    weights : array of shape (m,)
        Of the units whose kinks are the first m knots: the changes of slope.
    offset : float
        Bias of the output.

    Raises
    ------
    ValueError
        If lengths differ, there are fewer than two knots, or they do not increase.

    Source: by construction; compare Goodfellow, Bengio & Courville 2016, Deep Learning, §6.4.1.
    """
    knots, values = np.asarray(knots, dtype=float), np.asarray(values, dtype=float)
    if knots.ndim != 1 or knots.shape != values.shape or knots.size < 2:
        raise ValueError(f"knots {knots.shape} and values {values.shape} must be vectors of one length, at least 2")
    if not (np.diff(knots) > 0).all():
        raise ValueError(f"knots must increase, got {knots.tolist()}")
    slopes = np.diff(values) / np.diff(knots)
    return np.diff(slopes, prepend=0.0), float(values[0])


def interpolation_bound(segments: int) -> float:
    """Largest error of m equal straight pieces on sin(πx), −1 ≤ x ≤ 1: max|f″| · h²/8 = π²(2/m)²/8.

    Parameters
    ----------
    segments : int
        How many pieces.

    Raises
    ------
    ValueError
        If there is none.

    Source: the error of linear interpolation, any textbook of numerical analysis.
    """
    _require_positive(segments=segments)
    return pi**2 * (2 / segments) ** 2 / 8


def most_segments(units: int) -> int:
    """Straight pieces that one hidden layer of ReLU units can make of one input: units + 1, a kink each.

    Parameters
    ----------
    units : int
        Width of the hidden layer.

    Raises
    ------
    ValueError
        If there is none.

    Source: Montúfar, Pascanu, Cho & Bengio 2014, On the Number of Linear Regions of Deep Neural Networks, arXiv:1402.1869 (one input).
    """
    _require_positive(units=units)
    return units + 1


def folded_segments(layers: int) -> int:
    """Straight pieces of a tent map composed with itself: each layer of two ReLU units doubles them, 2^layers.

    Parameters
    ----------
    layers : int
        How many tents.

    Raises
    ------
    ValueError
        If there is none.

    Source: Telgarsky 2015, Representation Benefits of Deep Feedforward Networks, arXiv:1509.08101.
    """
    _require_positive(layers=layers)
    return 2**layers


def tent(x: Array) -> Array:
    """Fold [0, 1] in the middle with two ReLU units: 2·max(0, x) − 4·max(0, x − ½).

    Parameters
    ----------
    x : array of any shape
        Numbers from 0 to 1.

    Returns
    -------
    array of the same shape

    Source: Telgarsky 2015, arXiv:1509.08101.
    """
    return 2 * relu(x) - 4 * relu(np.asarray(x, dtype=float) - 0.5)


def he_std(inputs: int) -> float:
    """Standard deviation of He's initialisation for ReLU: √(2 / inputs).

    Parameters
    ----------
    inputs : int
        Numbers that each unit reads (fan-in).

    Raises
    ------
    ValueError
        If there is none.

    Source: He et al. 2015, Delving Deep into Rectifiers, arXiv:1502.01852, §2.2.
    """
    _require_positive(inputs=inputs)
    return sqrt(2 / inputs)


def xavier_std(inputs: int, outputs: int) -> float:
    """Standard deviation of Glorot's (Xavier) initialisation: √(2 / (inputs + outputs)).

    Parameters
    ----------
    inputs, outputs : int
        Widths before and after the weights.

    Raises
    ------
    ValueError
        If one is below 1.

    Source: Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, §4.2.1.
    """
    _require_positive(inputs=inputs, outputs=outputs)
    return sqrt(2 / (inputs + outputs))


def transformer_parameters(width: int, expansion: int = 4) -> tuple[int, int]:
    """Weights of one Transformer layer, without biases and norms: attention 4d², feed-forward 2 · expansion · d².

    Parameters
    ----------
    width : int
        Model width d.
    expansion : int
        Hidden width of the feed-forward network, in units of d.

    Returns
    -------
    attention : int
        Query, key, value and output matrices.
    feed_forward : int
        The two matrices of the MLP.

    Raises
    ------
    ValueError
        If a number is below 1.

    Source: Vaswani et al. 2017, arXiv:1706.03762, §3.2.2 and §3.3.
    """
    _require_positive(width=width, expansion=expansion)
    return 4 * width**2, 2 * expansion * width**2


def _require_positive(**values: int) -> None:
    for name, value in values.items():
        if value < 1:
            raise ValueError(f"{name} {value} must be at least 1")
