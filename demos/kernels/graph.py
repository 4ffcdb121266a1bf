"""Backpropagation spelled out: operation by operation through a small graph, and number by number in plain loops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from .activation import relu, relu_derivative
from .backprop import Layer
from .fc import affine, affine_backward
from .loss import cross_entropy, cross_entropy_gradient
from .shapes import Array, Float, Int, shaped


@shaped
def graph_loss(first: Layer, last: Layer, x: Float[Array, "n d"], labels: Int[Array, "n"]) -> float:
    """Mean cross-entropy of a network of six operations, of which two have weights; the first layer has as many outputs as inputs.

    softmax loss of  W₂ · (max of neighbouring pairs of  ReLU(W₁x + b₁) + x) + b₂

    Source: definition here.
    """
    return float(cross_entropy(_through(first, last, x)[2], labels))


@shaped
def graph_gradient(
    first: Layer, last: Layer, x: Float[Array, "n d"], labels: Int[Array, "n"]
) -> tuple[Float[Array, "d d"], tuple[Float[Array, "n d"], Float[Array, "n d"]]]:
    """Gradient of `graph_loss` by W₁, by the local rules of its operations, last one first; and what comes back to x by each of its two ways.

    The gradient by x is the sum of the two: through the affine map, and past it.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.5.6 (gradients of a value that several operations use are added).
    """
    z, pairs, logits = _through(first, last, x)
    winners = pairs.max(axis=2, keepdims=True)
    upstream, _, _ = affine_backward(cross_entropy_gradient(logits, labels), winners[:, :, 0], last[0])
    past = (upstream[:, :, None] * (pairs == winners)).reshape(z.shape)
    through, d_weight, _ = affine_backward(past * relu_derivative(z), x, first[0])
    return d_weight, (through, past)


@shaped
def counted_gradient(
    layers: Sequence[Layer], x: Float[Array, "d"], target: Float[Array, "k"]
) -> tuple[Float[Array, "p"], dict[Literal["forward", "backward"], int]]:
    """Gradient of ½‖output − target‖² of a tanh network for one example, and how many multiplications each pass's products took.

    Plain loops: each layer multiplies W by h forward, and δ by hᵀ and Wᵀ by δ on the way back (the first layer needs no Wᵀδ).

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithms 6.3 and 6.4.
    """
    counts: dict[Literal["forward", "backward"], int] = {"forward": 0, "backward": 0}

    def dot(a: Sequence[float], b: Sequence[float], way: Literal["forward", "backward"]) -> float:
        counts[way] += len(b)
        return sum(u * v for u, v in zip(a, b, strict=True))

    inputs, value = [], x.tolist()
    for depth, (weight, bias) in enumerate(layers, start=1):
        inputs.append(value)
        z = [b + dot(row, value, "forward") for row, b in zip(weight, bias, strict=True)]
        value = [float(np.tanh(u)) for u in z] if depth < len(layers) else z
    delta, slopes = [u - t for u, t in zip(value, target, strict=True)], list[float]()
    for depth in reversed(range(len(layers))):
        slopes = [dot([d], [v], "backward") for d in delta for v in inputs[depth]] + delta + slopes
        if depth:
            back = [dot(delta, column, "backward") for column in layers[depth][0].T]
            delta = [b * (1 - h * h) for b, h in zip(back, inputs[depth], strict=True)]
    return np.array(slopes), counts


def _through(first: Layer, last: Layer, x: Array) -> tuple[Array, Array, Array]:
    """Z of the first layer, the pairs of which the larger goes on, and the logits."""
    if x.shape[1] % 2:
        raise ValueError(f"x {x.shape} must have an even number of features, which are taken in pairs")
    z = affine(x, *first)
    pairs = (relu(z) + x).reshape(len(x), -1, 2)
    return z, pairs, affine(pairs.max(axis=2), *last)
