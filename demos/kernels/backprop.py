"""Forward and backward passes of a multilayer perceptron, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np

from .activation import relu, relu_derivative, sigmoid, sigmoid_derivative, tanh, tanh_derivative
from .fc import affine, affine_backward
from .fc import parameter_count as affine_parameter_count
from .mlp import he_std
from .shapes import Array, Count, Float, In, NotNegative, Size, shaped

Layer = tuple[Float[Array, "o i"], Float[Array, "o"]]
"""A weight matrix (outputs, inputs) and a bias (outputs,)."""

Cache = list[tuple[Float[Array, "n i"], Float[Array, "n o"]]]
"""For each layer, what the backward pass will need of the forward pass: the layer's input, and its pre-activation z."""

Activation = Literal["relu", "tanh", "sigmoid", "identity"]

_FUNCTIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "relu": (relu, relu_derivative),
    "tanh": (tanh, tanh_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "identity": (np.positive, np.ones_like),
}
"""By name, the function and its derivative."""


@shaped
def initialise(rng: np.random.Generator, widths: Sequence[Size]) -> list[Layer]:
    """Draw the layers of a multilayer perceptron: normal weights of variance 2 / inputs, biases of zero.

    The widths are those of input, hidden layers and output: (784, 128, 10) makes two layers.

    Source: He et al. 2015, arXiv:1502.01852, §2.2.
    """
    _require_two(widths)
    return [(rng.normal(0.0, he_std(inputs), (outputs, inputs)), np.zeros(outputs)) for inputs, outputs in pairwise(widths)]


@shaped
def forward(layers: Sequence[Layer], x: Float[Array, "n d"], activation: Activation = "relu") -> tuple[Float[Array, "n k"], Cache]:
    """Evaluate the network layer by layer, and keep each (hˡ⁻¹, zˡ) for `backward`. The last layer has no activation.

    h⁰ = x,  zˡ = hˡ⁻¹ Wᵀ + b,  hˡ = σ(zˡ)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.3.
    """
    if not layers:
        raise ValueError("layers [] must be at least one")
    function, _ = _FUNCTIONS[activation]
    value = x.copy()  # what happens to x later is no business of the cache
    cache: Cache = []
    for weight, bias in layers[:-1]:
        z = affine(value, weight, bias)
        cache.append((value, z))
        value = function(z)
    output = affine(value, *layers[-1])
    return output, [*cache, (value, output.copy())]


@shaped
def backward(layers: Sequence[Layer], cache: Cache, upstream: Float[Array, "n k"], activation: Activation = "relu") -> list[Layer]:
    """Carry ∂L/∂output back through the network, and collect (∂L/∂W, ∂L/∂b) of each layer on the way. Nothing is updated.

    With δ = ∂L/∂z of a layer:  ∂L/∂W = δᵀh,  ∂L/∂b = Σₙ δₙ,  and one layer further down  δ ← (δW) ⊙ σ′(z)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.4.
    """
    return _backward(layers, cache, upstream, activation)[0]


def _backward(layers: Sequence[Layer], cache: Cache, upstream: Array, activation: Activation) -> tuple[list[Layer], Array]:
    """Return the gradients of `backward`, and ∂L/∂x."""
    if len(cache) != len(layers):
        raise ValueError(f"cache of {len(cache)} layers must be of as many as the network has, {len(layers)}")
    _, slope = _FUNCTIONS[activation]
    gradients: list[Layer] = []
    delta = upstream
    for depth in reversed(range(len(layers))):
        d_value, d_weight, d_bias = affine_backward(delta, cache[depth][0], layers[depth][0])
        gradients.append((d_weight, d_bias))
        if depth:
            z = cache[depth - 1][1]
            if z.shape != d_value.shape:
                raise ValueError(f"cache {z.shape} of layer {depth} must have the shape {d_value.shape} of the next one's input")
            delta = d_value * slope(z)
    return gradients[::-1], d_value


@shaped
def checkpointed_backward(
    layers: Sequence[Layer], x: Float[Array, "n d"], gradient: Callable[[Array], Array], segment: Size, activation: Activation = "relu"
) -> tuple[list[Layer], int]:
    """Gradients of `backward` when the forward pass keeps one z for each segment of k layers only; and the most layers held at once.

    On the way back each segment is computed again from what was kept. `gradient` takes the output to ∂L/∂output.

    Source: Chen et al. 2016, arXiv:1604.06174, algorithm 1.
    """
    function, slope = _FUNCTIONS[activation]
    parts = [layers[start : start + segment] for start in range(0, len(layers), segment)]
    kept = [x]  # what enters each segment: x, and from then on z, before the activation
    for part in parts:
        kept.append(forward(part, kept[-1] if len(kept) == 1 else function(kept[-1]), activation)[0])
    delta, gradients, peak = gradient(kept.pop()), list[Layer](), 0
    for part in reversed(parts):
        z = kept.pop()
        _, cache = forward(part, function(z) if kept else z, activation)
        peak = max(peak, len(kept) + 1 + len(cache))
        slopes, d_value = _backward(part, cache, delta, activation)
        delta, gradients = d_value * slope(z), slopes + gradients
    return gradients, peak


@shaped
def flatten(layers: Sequence[Layer]) -> Float[Array, "p"]:
    """All parameters of a network (or their gradients) in one row, layer by layer, each one's weights before its biases.

    Source: definition here.
    """
    return np.concatenate([array.ravel() for layer in layers for array in layer])


@shaped
def unflatten(flat: Float[Array, "p"], like: Sequence[Layer]) -> list[Layer]:
    """The layers whose parameters stand in this row, in the shapes of a given network: the inverse of `flatten`.

    Source: definition here.
    """
    if flat.size != flatten(like).size:
        raise ValueError(f"flat {flat.shape} must have as many numbers as the network has parameters, {flatten(like).size}")
    parts = iter(np.split(flat, np.cumsum([array.size for layer in like for array in layer])))
    return [(next(parts).reshape(weight.shape).copy(), next(parts).copy()) for weight, _ in like]


@shaped
def half_squared_error(
    flat: Float[Array, "p"], like: Sequence[Layer], x: Float[Array, "n d"], target: Float[Array, "n k"], activation: Activation = "relu"
) -> float:
    """Loss of a network with the layers of a given one, whose parameters stand in one row: a function to take differences of.

    ½ Σₙ ‖outputₙ − targetₙ‖²

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.1.1 (the squared error of a linear output).
    """
    output, _ = forward(unflatten(flat, like), x, activation)
    return 0.5 * float(np.sum((output - target) ** 2))


@shaped
def parameter_count(widths: Sequence[Size], bias: bool = True) -> int:
    """Weights and biases of a multilayer perceptron with the given widths, input and output included.

    Σ outputs · (inputs + 1)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.1 (weights and biases of a layer).
    """
    _require_two(widths)
    return sum(affine_parameter_count(inputs, outputs, bias) for inputs, outputs in pairwise(widths))


@shaped
def difference_passes(parameters: Size, central: bool = True) -> int:
    """Forward passes for a gradient by finite differences: two for each parameter, or one each and one in common if one-sided.

    Central: (L(θ + ε) − L(θ − ε)) / 2ε;  one-sided: (L(θ + ε) − L(θ)) / ε

    Source: Baydin et al. 2018, arXiv:1502.05767, §2.1 (numerical differentiation).
    """
    return 2 * parameters if central else parameters + 1


@shaped
def logit_gradient(
    logit: Float[Array, "*shape"], target: Annotated[Float[Array, "*shape"], In("[0, 1]")], loss: Literal["mse", "bce"] = "bce"
) -> Float[Array, "*shape"]:
    """Slope ∂L/∂z at the logit of a sigmoid output a = σ(z), under binary cross-entropy or half the squared error.

    BCE: a − y;  ½(a − y)²: (a − y) · a · (1 − a)

    Source: Nielsen 2015, Neural Networks and Deep Learning, chapter 3 (the cross-entropy cost function).
    """
    error = sigmoid(logit) - target
    return error if loss == "bce" else error * sigmoid_derivative(logit)


@shaped
def chain_gradient(x: float, weights: Sequence[float], target: float, activation: Activation = "relu") -> Float[Array, "layers"]:
    """Gradient of ½(output − target)² by each weight of a chain of neurons, one a layer, without biases; the last one is linear.

    Source: Nielsen 2015, Neural Networks and Deep Learning, chapter 5 (the chain of single neurons).
    """
    layers = [(np.array([[weight]]), np.zeros(1)) for weight in weights]
    output, cache = forward(layers, np.array([[x]]), activation)
    return np.array([d_weight.item() for d_weight, _ in backward(layers, cache, output - target, activation)])


@shaped
def tied_gradient(x: float, weight: float, target: float, uses: Size = 2) -> float:
    """Gradient of ½(output − target)² by the one weight of a chain of ReLU neurons that all share it; the last one is linear.

    ∂L/∂w = Σ over its uses: the gradients that as many weights of their own would get, added up

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §10.2.2 (the gradient by a parameter that all time steps share).
    """
    return float(chain_gradient(x, [weight] * uses, target).sum())


@shaped
def length_through(layers: Count, gain: NotNegative) -> float:
    """By how much a gradient's length is multiplied on its way down so many layers whose Jacobians each multiply it by `gain`.

    gainᴸ

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §8.2.5 (long products of Jacobians).
    """
    return float(np.float64(gain) ** layers)


@shaped
def cached_numbers(widths: Sequence[Size], batch: Size = 1) -> int:
    """Numbers that `forward` keeps for `backward`: each layer's inputs and its pre-activations, for each example of the batch.

    batch · Σ (inputs + outputs)

    Source: Zhang et al. 2023, Dive into Deep Learning, §5.3 (training neural networks).
    """
    _require_two(widths)
    return batch * sum(inputs + outputs for inputs, outputs in pairwise(widths))


@shaped
def checkpointed_layers(layers: Size, segment: Size) -> int:
    """Layers, of equal size, whose values are in memory at worst when only every k-th one is kept.

    ⌈n / k⌉ + k   the rest is computed again on the way back, one segment of k layers at a time; best is k = √n

    Source: Chen et al. 2016, arXiv:1604.06174, §4.
    """
    if segment > layers:
        raise ValueError(f"segment {segment} must be at most the number of layers, {layers}")
    return -(-layers // segment) + segment


def _require_two(widths: Sequence[int]) -> None:
    if len(widths) < 2:
        raise ValueError(f"widths {widths} must be at least two: input, …, output")
