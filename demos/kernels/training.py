"""A small training loop: ask for the gradient, take a step, note the loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from .optim import adam, sgd
from .shapes import Array, Count, Float, Positive, shaped

Gradients = Callable[[list[Array], int], tuple[float, Sequence[Array]]]
"""From the parameters and the number of the step (for mini-batches) to the loss and its gradient, array by array."""

_RULES: dict[str, Callable[..., tuple[Array, Any]]] = {"adam": adam, "sgd": sgd}


@shaped
def train(
    parameters: Sequence[Float[Array, "..."]], gradients: Gradients, *, steps: Count, lr: Positive, rule: Literal["adam", "sgd"] = "adam"
) -> tuple[list[Array], Float[Array, "steps"]]:
    """Take so many steps downhill, and return where they end, and the loss before each. The given parameters are not changed.

    θ ← θ − (what the rule makes of lr and of the gradient at θ)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 8.1 (sgd), algorithm 8.7 (adam).
    """
    reached = [parameter.copy() for parameter in parameters]
    states: list[Any] = [None] * len(reached)
    losses = np.empty(steps)
    for step in range(steps):
        losses[step], slopes = gradients(reached, step)
        _require_shapes(slopes, reached)
        moved = [_RULES[rule](w, slope, state, lr=lr) for w, slope, state in zip(reached, slopes, states, strict=True)]
        reached, states = [w for w, _ in moved], [state for _, state in moved]
    return reached, losses


def _require_shapes(slopes: Sequence[Array], parameters: Sequence[Array]) -> None:
    given, wanted = [np.shape(slope) for slope in slopes], [w.shape for w in parameters]
    if given != wanted:
        raise ValueError(f"gradients {given} must have the shapes of the parameters, {wanted}")
