"""Penalties on weights: what an absolute value, a square and a norm each do to them."""

from __future__ import annotations

from math import hypot
from typing import Annotated

import numpy as np

from .shapes import Array, Float, In, NotNegative, Positive, Size, shaped

Strength = Annotated[float, In("[0, ∞)")]
"""A negative penalty would reward weights for growing without bound."""


@shaped
def soft_threshold(values: Float[Array, "..."], strength: Strength) -> Float[Array, "..."]:
    """Minimise ½(w − b)² + λ|w| in each coordinate, b being the coefficients without a penalty.

    w = sign(b) · max(|b| − λ, 0)

    Source: Tibshirani 1996, JRSS B 58, §2.2 (orthonormal design).
    """
    cut: Array = values - np.clip(values, -strength, strength)
    return cut


@shaped
def ridge_shrink(values: Float[Array, "..."], strength: Strength) -> Float[Array, "..."]:
    """Minimise ½(w − b)² + ½λw² in each coordinate, b being the coefficients without a penalty.

    w = b / (1 + λ)

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §3.4 (table 3.4).
    """
    shrunk: Array = values / (1 + strength)
    return shrunk


@shaped
def group_shrink(values: Float[Array, "n"], strength: Strength) -> Float[Array, "n"]:
    """Minimise ½‖w − b‖² + λ‖w‖, with the norm **not** squared, over one group of coefficients.

    w = b · max(1 − λ/‖b‖, 0)

    Up to λ = ‖b‖ the group keeps its direction; from there on it is exactly zero.

    Source: Yuan & Lin 2006, JRSS B 68 (group lasso).
    """
    norm = hypot(*values)  # of numbers whose squares under- or overflow, too
    return values * (1 - strength / norm) if norm > strength else np.zeros_like(values)


@shaped
def shrink_factor(curvature: NotNegative, strength: Strength) -> float:
    """What the penalty ½α‖w‖² leaves of the solution along a direction of the loss with curvature λᵢ, an eigenvalue of its Hessian.

    λᵢ / (λᵢ + α)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.1.1.
    """
    if curvature == strength == 0:
        raise ValueError("curvature and strength are both 0: without a loss and without a penalty any weight is as good")
    return curvature / (curvature + strength)


@shaped
def effective_freedom(squares: Annotated[Float[Array, "n"], In("(0, ∞)")], strength: Strength) -> float:
    """Effective degrees of freedom of ridge regression, from the squared singular values d² of the features.

    Σ d²/(d² + λ)

    At λ = 0 that is n, the number of coefficients.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, eq. 3.50.
    """
    return float(np.sum(squares / (squares + strength)))


@shaped
def tilt(
    reference: Annotated[Float[Array, "n"], In("[0, 1]")], rewards: Float[Array, "n"], strength: Positive
) -> Annotated[Float[Array, "n"], In("[0, 1]")]:
    """Maximise the expected reward of a distribution π less β · KL(π ‖ reference).

    π = reference · exp(reward/β) / Σ reference · exp(reward/β)

    What the reference never does, π never does; with β → ∞ it is the reference.

    Source: Rafailov et al. 2023, arXiv:2305.18290, eq. 3 and 4.
    """
    if not np.isclose(reference.sum(), 1):
        raise ValueError(f"reference {reference} must sum to 1")
    said = reference > 0
    scores = np.where(said, rewards, -np.inf) / strength
    weights = reference * np.exp(scores - scores.max())
    return weights / weights.sum()


@shaped
def prior_strength(noise: Positive, spread: Positive) -> float:
    """Strength of the L2 penalty ½λ‖w‖² (beside ½‖y − Xw‖²) that a Gaussian prior stands for: λ = σ²/τ².

    σ is the deviation of the noise in y, τ that of the prior of each weight.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.6.1.
    """
    ratio = noise / spread
    return ratio * ratio


@shaped
def ridge(features: Float[Array, "n d"], targets: Float[Array, "n"], strength: Strength) -> Float[Array, "d"]:
    """Minimise ½‖Xw − y‖² + ½λ‖w‖².

    (XᵀX + λI)w = Xᵀy

    For the mean squared error plus λ‖w‖², the strength is nλ.

    Source: Hoerl & Kennard 1970, Technometrics 12.
    """
    equations = features.T @ features + strength * np.eye(features.shape[1])
    return np.linalg.solve(equations, features.T @ targets)


@shaped
def lasso(
    features: Float[Array, "n d"], targets: Float[Array, "n"], strength: Strength, *, l2: Strength = 0.0, steps: Size = 1000
) -> Float[Array, "d"]:
    """Minimise ½‖Xw − y‖² + λ‖w‖₁ + ½λ₂‖w‖², with exact zeros, by ISTA: a gradient step on the square, then the cut and the shrinking.

    w ← soft_threshold(w − Xᵀ(Xw − y)/L, λ/L) / (1 + λ₂/L)

    With λ₂ above 0 this is the elastic net. L is the largest eigenvalue of XᵀX: longer steps than 1/L may diverge.

    Source: Beck & Teboulle 2009, SIAM J. Imaging Sciences 2 (ISTA); Daubechies, Defrise & De Mol 2004;
    Zou & Hastie 2005, JRSS B 67, §2 (the naive elastic net).
    """
    gram, pull = features.T @ features, features.T @ targets
    w = np.zeros_like(pull)
    if not gram.any():
        return w  # features that are all 0 say nothing, and the penalty wants no weight
    length = 1 / np.linalg.eigvalsh(gram)[-1]
    for _ in range(steps):
        w = ridge_shrink(soft_threshold(w - length * (gram @ w - pull), length * strength), length * l2)
    return w
