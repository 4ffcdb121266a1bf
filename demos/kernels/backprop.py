"""Forward and backward: values go one way, gradients come back, and nothing is updated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from . import activation as activations
from .fc import affine, affine_backward
from .shapes import Array, Float

Layer = tuple[Float[Array, "m d"], Float[Array, "m"]]
"""A weight matrix (outputs, inputs) and a bias (outputs,)."""


Cache = list[tuple[Array, Array]]
"""For each layer, what the backward pass will need of the forward pass: the layer's input, and its pre-activation z."""


Activation = Literal["relu", "tanh", "sigmoid", "identity"]


_FUNCTIONS = {
    "relu": (activations.relu, activations.relu_derivative),
    "tanh": (activations.tanh, activations.tanh_derivative),
    "sigmoid": (activations.sigmoid, activations.sigmoid_derivative),
    "identity": (np.asarray, np.ones_like),
}


def initialise(rng: np.random.Generator, widths: Sequence[int]) -> list[Layer]:
    """Draw the layers of a multilayer perceptron: normal weights of variance 2 / inputs, biases of zero.

    Parameters
    ----------
    rng : numpy.random.Generator
    widths : sequence of int
        Inputs, hidden widths, outputs: (784, 128, 10) makes two layers.

    Returns
    -------
    list of (weight of shape (outputs, inputs), bias of shape (outputs,))

    Raises
    ------
    ValueError
        If there are fewer than two widths, or one is below 1.

    Source: He et al. 2015, arXiv:1502.01852, §2.2.
    """
    _require_widths(widths)
    return [(rng.normal(0.0, np.sqrt(2 / inputs), (outputs, inputs)), np.zeros(outputs)) for inputs, outputs in pairwise(widths)]


def forward(layers: Sequence[Layer], x: Array, activation: Activation = "relu") -> tuple[Array, Cache]:
    """Evaluate the network layer by layer: h⁰ = x, zˡ = hˡ⁻¹ Wᵀ + b, hˡ = σ(zˡ). The last layer has no activation.

    Parameters
    ----------
    layers : list of (weight, bias)
    x : array of shape (batch, inputs)
    activation : "relu", "tanh", "sigmoid" or "identity"
        Of the hidden layers.

    Returns
    -------
    output : array of shape (batch, outputs)
    cache : list of (hˡ⁻¹, zˡ), one pair a layer, for `backward`

    Raises
    ------
    ValueError
        If shapes do not fit together, there is no layer, or the activation is unknown.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.3.
    """
    function, _ = _named(activation)
    if not layers:
        raise ValueError("a network needs at least one layer, got 0")
    cache: Cache = []
    value = np.asarray(x, dtype=float)
    for depth, (weight, bias) in enumerate(layers, start=1):
        z = affine(value, weight, bias)
        cache.append((value, z))
        value = function(z) if depth < len(layers) else z
    return value, cache


def backward(layers: Sequence[Layer], cache: Cache, upstream: Array, activation: Activation = "relu") -> list[Layer]:
    """Carry ∂L/∂output back through the network, and collect the gradient of every parameter on the way.

    With δ = ∂L/∂z of a layer: ∂L/∂W = δᵀh, ∂L/∂b = Σ δ, and one layer further down δ ← (δW) ⊙ σ′(z).

    Parameters
    ----------
    layers, activation
        As given to `forward`.
    cache : as returned by `forward`
    upstream : array of shape (batch, outputs)
        Gradient of the scalar loss with respect to the output.

    Returns
    -------
    list of (∂L/∂W, ∂L/∂b), in the order of the layers. Nothing is updated.

    Raises
    ------
    ValueError
        If shapes do not fit together, the cache is of another network, or the activation is unknown.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.4.
    """
    _, slope = _named(activation)
    if len(cache) != len(layers):
        raise ValueError(f"a cache of {len(cache)} layers does not belong to a network of {len(layers)}")
    gradients: list[Layer] = []
    delta = np.asarray(upstream, dtype=float)
    for depth in reversed(range(len(layers))):
        value, _ = cache[depth]
        d_value, d_weight, d_bias = affine_backward(delta, value, layers[depth][0])
        gradients.append((d_weight, d_bias))
        if depth:
            delta = d_value * slope(cache[depth - 1][1])
    return gradients[::-1]


def parameter_count(widths: Sequence[int], bias: bool = True) -> int:
    """Weights and biases of a multilayer perceptron: Σ outputs · (inputs + 1).

    Parameters
    ----------
    widths : sequence of int
        Inputs, hidden widths, outputs.
    bias : bool
        Whether the layers have biases: the + 1.

    Raises
    ------
    ValueError
        If there are fewer than two widths, or one is below 1.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.1 (weights and biases of a layer).
    """
    _require_widths(widths)
    return sum(outputs * (inputs + bias) for inputs, outputs in pairwise(widths))


def difference_passes(parameters: int, central: bool = True) -> int:
    """Forward passes for a gradient by finite differences: two for each parameter, or one each and one in common if one-sided.

    Parameters
    ----------
    parameters : int
    central : bool
        (L(θ + ε) − L(θ − ε)) / 2ε instead of (L(θ + ε) − L(θ)) / ε.

    Raises
    ------
    ValueError
        If parameters is below 1.

    Source: Baydin et al. 2018, arXiv:1502.05767, §2.1 (numerical differentiation).
    """
    if parameters < 1:
        raise ValueError(f"parameters {parameters} must be at least 1")
    return 2 * parameters if central else parameters + 1


def logit_gradient(logit: Array, target: Array, loss: Literal["mse", "bce"] = "bce") -> Array:
    """Slope ∂L/∂z at the logit of a sigmoid output a = σ(z): a − y under BCE, (a − y)·a·(1 − a) under ½(a − y)².

    Parameters
    ----------
    logit : array of any shape
    target : array that broadcasts to it, values in [0, 1]
    loss : "mse" (½ of the squared error) or "bce" (binary cross-entropy)

    Returns
    -------
    array of the broadcast shape

    Raises
    ------
    ValueError
        If a target lies outside [0, 1], or the loss is unknown.

    Source: Nielsen 2015, Neural Networks and Deep Learning, chapter 3 (the cross-entropy cost function).
    """
    logit, target = np.asarray(logit, dtype=float), np.asarray(target, dtype=float)
    if loss not in ("mse", "bce") or ((target < 0) | (target > 1)).any():
        raise ValueError(f"loss {loss!r} must be 'mse' or 'bce', and target {target} must lie in [0, 1]")
    error = activations.sigmoid(logit) - target
    return error if loss == "bce" else error * activations.sigmoid_derivative(logit)


def chain_output(x: float, weights: Sequence[float], activation: Activation = "relu") -> float:
    """Output of a chain of neurons, one a layer, without biases; the last one is linear.

    Parameters
    ----------
    x : float
    weights : sequence of float
        One a layer.
    activation : "relu", "tanh", "sigmoid" or "identity"

    Raises
    ------
    ValueError
        If there is no weight, or the activation is unknown.

    Source: Nielsen 2015, Neural Networks and Deep Learning, chapter 5 (the chain of single neurons).
    """
    output, _ = forward(_chain(weights), [[x]], activation)
    return output.item()


def chain_gradient(x: float, weights: Sequence[float], target: float, activation: Activation = "relu") -> Array:
    """Gradient of ½(output − target)² with respect to each weight of such a chain.

    Parameters
    ----------
    x, weights, activation
        As for `chain_output`.
    target : float

    Returns
    -------
    array of shape (layers,)

    Raises
    ------
    ValueError
        If there is no weight, or the activation is unknown.

    Source: Nielsen 2015, Neural Networks and Deep Learning, chapter 5 (the chain of single neurons).
    """
    layers = _chain(weights)
    output, cache = forward(layers, [[x]], activation)
    return np.array([d_weight.item() for d_weight, _ in backward(layers, cache, output - target, activation)])


def cached_numbers(widths: Sequence[int], batch: int = 1) -> int:
    """Numbers that `forward` keeps for `backward`: each layer's inputs and its pre-activations, for each example of the batch.

    Parameters
    ----------
    widths : sequence of int
        Inputs, hidden widths, outputs.
    batch : int

    Raises
    ------
    ValueError
        If there are fewer than two widths, or a number is below 1.

    Source: Zhang et al. 2023, Dive into Deep Learning, §5.3 (training neural networks).
    """
    _require_widths(widths)
    if batch < 1:
        raise ValueError(f"batch {batch} must be at least 1")
    return batch * (sum(widths[:-1]) + sum(widths[1:]))


def checkpointed_layers(layers: int, segment: int) -> int:
    """Layers whose values are in memory at worst, when only every `segment`-th one is kept: ⌈n / k⌉ + k.

    The rest is computed again, one segment at a time, on the way back. Best is a segment of √n layers.

    Parameters
    ----------
    layers : int
        n, of equal size.
    segment : int
        k, layers from one checkpoint to the next.

    Raises
    ------
    ValueError
        If segment is not within 1 and layers.

    Source: Chen et al. 2016, arXiv:1604.06174, §4.
    """
    if not 1 <= segment <= layers:
        raise ValueError(f"segment {segment} must be from 1 to the number of layers, {layers}")
    return -(-layers // segment) + segment


def _named(activation: str) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    if activation not in _FUNCTIONS:
        raise ValueError(f"activation {activation!r} must be one of {sorted(_FUNCTIONS)}")
    return _FUNCTIONS[activation]


def _require_widths(widths: Sequence[int]) -> None:
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths {tuple(widths)} must be two or more numbers of at least 1")


def _chain(weights: Sequence[float]) -> list[Layer]:
    return [(np.array([[weight]], dtype=float), np.zeros(1)) for weight in weights]
