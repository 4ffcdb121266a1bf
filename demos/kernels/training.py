"""Small training loops: ask for the gradient, take a step, note what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import numpy as np

from .backprop import Layer
from .optim import adam, sgd
from .shapes import Array, Count, Float, In, Int, Positive, shaped

Rule = Callable[[Array, Array, Any], tuple[Array, Any]]
"""One step of an optimiser: weights, gradient and memory in, weights and memory out. Before the first step the memory is None."""

Gradients = Callable[[list[Array], int], tuple[float, Sequence[Array]]]
"""From the parameters and the number of the step (for mini-batches) to the loss and its gradient, array by array."""

_RULES: dict[str, Callable[..., tuple[Array, Any]]] = {"adam": adam, "sgd": sgd}


@shaped
def walk(
    rule: Rule, gradient: Callable[[Array, int], Array], start: Float[Array, "*w"], *, steps: Count
) -> tuple[Float[Array, "n *w"], list[Any]]:
    """Take so many steps with a rule, and return every place on the way, the start first, and the rule's memory after each step.

    wₜ₊₁, sₜ₊₁ = rule(wₜ, gradient(wₜ, t), sₜ)

    Source: definition here.
    """
    path, memories = [start], [None]
    for step in range(steps):
        place, memory = rule(path[-1], gradient(path[-1], step), memories[-1])
        path.append(place)
        memories.append(memory)
    return np.array(path), memories[1:]


@shaped
def train(
    parameters: Sequence[Float[Array, "..."]],
    gradients: Gradients,
    *,
    steps: Count,
    lr: float | Sequence[float],
    rule: Literal["adam", "sgd"] = "adam",
) -> tuple[list[Array], Float[Array, "steps"]]:
    """Take so many steps downhill, and return where they end, and the loss before each. The given parameters are not changed.

    θ ← θ − (what the rule makes of lr and of the gradient at θ)

    `lr` is one learning rate, or one for each parameter.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 8.1 (sgd), algorithm 8.7 (adam).
    """
    rates = _one_each(lr, len(parameters))
    reached = [parameter.copy() for parameter in parameters]
    # Both rules work number by number, so that all parameters of one rate move as one vector: on small arrays each call costs more than its sums.
    groups = {rate: [place for place, own in enumerate(rates) if own == rate] for rate in rates}
    states: dict[float, Any] = dict.fromkeys(groups)
    losses = np.empty(steps)
    for step in range(steps):
        losses[step], slopes = gradients(reached, step)
        _require_shapes(slopes, reached)
        reached = list(reached)
        for rate, places in groups.items():
            vectors = (np.concatenate([np.ravel(arrays[place]) for place in places]) for arrays in (reached, slopes))
            moved, states[rate] = _RULES[rule](*vectors, states[rate], lr=rate)
            parts = np.split(moved, np.cumsum([reached[place].size for place in places])[:-1])
            for place, part in zip(places, parts, strict=True):
                reached[place] = part.reshape(reached[place].shape)
    return reached, losses


@shaped
def train_layers(
    layers: Sequence[Layer],
    gradients: Callable[[list[Layer], int], tuple[float, Sequence[Layer]]],
    *,
    steps: Count,
    lr: Positive,
    rule: Literal["adam", "sgd"] = "adam",
) -> tuple[list[Layer], Float[Array, "steps"]]:
    """`train` for a network that comes, goes and has its gradient in layers, each a weight and a bias.

    Source: as `train`.
    """

    def in_arrays(arrays: list[Array], step: int) -> tuple[float, list[Array]]:
        loss, slopes = gradients(_in_layers(arrays), step)
        return loss, _in_arrays(slopes)

    arrays, losses = train(_in_arrays(layers), in_arrays, steps=steps, lr=lr, rule=rule)
    return _in_layers(arrays), losses


@shaped
def loss_per_token(means: Float[Array, "b"], tokens: Annotated[Int[Array, "b"], In("[1, ∞)")]) -> float:
    """Mean loss over all tokens of several micro-batches, from each one's own mean and its number of tokens.

    Σ nᵢ ℓᵢ / Σ nᵢ   (the mean of the means, Σ ℓᵢ / b, weighs a token by how few others are in its micro-batch)

    Source: definition of a weighted mean.
    """
    return float(means @ tokens / tokens.sum())


def _one_each(lr: float | Sequence[float], count: int) -> list[float]:
    rates = [float(rate) for rate in (lr if isinstance(lr, Sequence) else [lr] * count)]
    if len(rates) != count or not all(0 < rate < np.inf for rate in rates):
        raise ValueError(f"lr {lr} must be a learning rate above 0, or one for each of {count} parameters")
    return rates


def _in_arrays(layers: Sequence[Layer]) -> list[Array]:
    return [array for layer in layers for array in layer]


def _in_layers(arrays: Sequence[Array]) -> list[Layer]:
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def _require_shapes(slopes: Sequence[Array], parameters: Sequence[Array]) -> None:
    given, wanted = [np.shape(slope) for slope in slopes], [w.shape for w in parameters]
    if given != wanted:
        raise ValueError(f"gradients {given} must have the shapes of the parameters, {wanted}")
