"""Derivatives by central differences, to check formulas against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np

from .shapes import Array, Float, In, shaped

Step = Annotated[float, In("(0, ∞)")]


@shaped
def central_difference(function: Callable[[Array], Any], at: Float[Array, "..."], step: Step = 1e-5) -> Array:
    """Slope of a function of one number; of an array, the slope at each of its numbers, if the function takes them one by one.

    f′(x) ≈ (f(x + h) − f(x − h)) / 2h

    The error is about f‴h²/6, and the rounding of f divided by h: the default is near the best of both where f and x are of order one.

    Source: Press, Teukolsky, Vetterling & Flannery 2007, Numerical Recipes, §5.7.
    """
    return (function(at + step) - function(at - step)) / (2 * step)


@shaped
def central_differences(function: Callable[[Array], Any], at: Float[Array, "..."], step: Step = 1e-5) -> Array:
    """Gradient of a scalar function of an array, number by number: an array of its shape. Of a function that returns arrays, the Jacobian.

    ∂f/∂xᵢ ≈ (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h

    The Jacobian's first axes are those of f(x), its last ones those of x. `at` is not changed.

    Source: Baydin et al. 2018, arXiv:1502.05767, §2.1 (numerical differentiation).
    """
    if not at.size:
        raise ValueError(f"at {at.shape} must not be empty")
    slopes = []
    for place in np.ndindex(at.shape):
        nudge = np.zeros(at.shape)
        nudge[place] = step
        slopes.append((np.asarray(function(at + nudge)) - np.asarray(function(at - nudge))) / (2 * step))
    return np.stack(slopes, axis=-1).reshape(slopes[0].shape + at.shape)
