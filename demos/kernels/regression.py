"""Linear regression with standard errors."""

from __future__ import annotations

import numpy as np

from .shapes import Array, Float, shaped


@shaped
def robust_least_squares(inputs: Float[Array, "n d"], target: Float[Array, "n"]) -> tuple[Float[Array, "d"], Float[Array, "d"]]:
    """Least-squares weights, and their standard errors by the sandwich formula, which lets the residuals r vary in spread.

    w = (XᵀX)⁻¹ Xᵀ y,   Cov w = (XᵀX)⁻¹ (Σᵢ rᵢ² xᵢ xᵢᵀ) (XᵀX)⁻¹

    Source: White 1980, A heteroskedasticity-consistent covariance matrix estimator, Econometrica 48.
    """
    if np.linalg.matrix_rank(inputs) < inputs.shape[1]:
        raise ValueError(f"the columns of inputs {inputs.shape} must be independent, or many weights fit alike")
    inverse = np.linalg.inv(inputs.T @ inputs)
    weights = inverse @ inputs.T @ target
    scores = inputs * (target - inputs @ weights)[:, None]
    return weights, np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse))
