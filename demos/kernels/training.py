"""A small training loop: ask for the gradient, take a step, note the loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .optim import adam, sgd

Array = NDArray[np.float64]


Gradients = Callable[[list[Array], int], tuple[float, list[Array]]]
"""From the parameters and the number of the step (for mini-batches) to the loss and its gradient, array by array."""


_RULES: dict[str, Callable[..., tuple[Array, Any]]] = {"adam": adam, "sgd": sgd}


def train(
    parameters: list[Array], gradients: Gradients, *, steps: int, lr: float, rule: Literal["adam", "sgd"] = "adam"
) -> tuple[list[Array], Array]:
    """Take `steps` steps downhill.

    Parameters
    ----------
    parameters : list of arrays
        Where to start; they are not changed.
    gradients : callable
        `gradients(parameters, step)` returns the loss and a list of arrays in the shapes of the parameters.
    steps : int
    lr : float
        Learning rate.
    rule : "adam" or "sgd"

    Returns
    -------
    parameters : list of arrays
        After the last step.
    losses : array of shape (steps,)
        The loss before each step.

    Raises
    ------
    ValueError
        If the rule is unknown, steps is negative, or a gradient has not its parameter's shape.
    """
    if rule not in _RULES or steps < 0:
        raise ValueError(f"rule {rule!r} must be one of {sorted(_RULES)}, and steps {steps} at least 0")
    parameters = [np.asarray(parameter, dtype=float) for parameter in parameters]
    states: list[Any] = [None] * len(parameters)
    losses = np.empty(steps)
    for step in range(steps):
        losses[step], slopes = gradients(parameters, step)
        _require_same_shapes(parameters, slopes)
        moved = [_RULES[rule](w, slope, state, lr=lr) for w, slope, state in zip(parameters, slopes, states, strict=True)]
        parameters, states = [w for w, _ in moved], [state for _, state in moved]
    return parameters, losses


def _require_same_shapes(parameters: list[Array], slopes: list[Array]) -> None:
    wanted, given = [np.shape(w) for w in parameters], [np.shape(slope) for slope in slopes]
    if wanted != given:
        raise ValueError(f"gradients of shapes {given} for parameters of shapes {wanted}")
