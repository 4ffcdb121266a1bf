"""Penalties on weights: what an absolute value, a square and a norm each do to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def soft_threshold(values: Array, strength: float) -> Array:
    """Minimise ½(w − b)² + λ|w| in each coordinate: sign(b) · max(|b| − λ, 0).

    Parameters
    ----------
    values : array of any shape
        b, the coefficients without a penalty.
    strength : float
        λ.

    Returns
    -------
    array of the same shape

    Raises
    ------
    ValueError
        If the strength is negative.

    Source: Tibshirani 1996, JRSS B 58, §2.2 (orthonormal design).
    """
    _require_strength(strength)
    values = np.asarray(values, dtype=float)
    cut: Array = values - np.clip(values, -strength, strength)
    return cut


def ridge_shrink(values: Array, strength: float) -> Array:
    """Minimise ½(w − b)² + ½λw² in each coordinate: b / (1 + λ).

    Parameters
    ----------
    values : array of any shape
        b, the coefficients without a penalty.
    strength : float
        λ.

    Returns
    -------
    array of the same shape

    Raises
    ------
    ValueError
        If the strength is negative.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §3.4 (table 3.4).
    """
    _require_strength(strength)
    return np.asarray(values, dtype=float) / (1 + strength)


def group_shrink(values: Array, strength: float) -> Array:
    """Minimise ½‖w − b‖² + λ‖w‖, with the norm **not** squared: b · max(1 − λ/‖b‖, 0).

    Parameters
    ----------
    values : array of shape (n,)
        b, one group of coefficients.
    strength : float
        λ. Up to λ = ‖b‖ the group keeps its direction; from there on it is exactly zero.

    Returns
    -------
    array of shape (n,)

    Raises
    ------
    ValueError
        If values is not a vector or the strength is negative.

    Source: Yuan & Lin 2006, JRSS B 68 (group lasso).
    """
    _require_strength(strength)
    values = np.asarray(values, dtype=float)
    if values.ndim != 1:
        raise ValueError(f"values {values.shape} must be a vector, one group of coefficients")
    norm = float(np.linalg.norm(values))
    return values * max(1 - strength / norm, 0.0) if norm else values


def elastic_net_shrink(values: Array, l1: float, l2: float) -> Array:
    """Minimise ½(w − b)² + λ₁|w| + ½λ₂w² in each coordinate: cut by λ₁, then divide by 1 + λ₂.

    Parameters
    ----------
    values : array of any shape
    l1, l2 : float
        λ₁ and λ₂.

    Returns
    -------
    array of the same shape

    Raises
    ------
    ValueError
        If a strength is negative.

    Source: Zou & Hastie 2005, JRSS B 67, §2 (the naive elastic net).
    """
    return ridge_shrink(soft_threshold(values, l1), l2)


def shrink_factor(curvature: float, strength: float) -> float:
    """What L2 leaves of the solution along a direction of the loss: λᵢ / (λᵢ + α).

    Parameters
    ----------
    curvature : float
        λᵢ, an eigenvalue of the loss's Hessian.
    strength : float
        α of the penalty ½α‖w‖².

    Raises
    ------
    ValueError
        If one is negative or both are zero.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.1.1.
    """
    _require_strength(strength)
    if curvature < 0 or curvature + strength == 0:
        raise ValueError(f"curvature {curvature} must be at least 0, and above 0 where the strength is 0")
    return curvature / (curvature + strength)


def effective_freedom(squares: Array, strength: float) -> float:
    """Effective degrees of freedom of ridge regression: Σ d²/(d² + λ).

    Parameters
    ----------
    squares : array of shape (n,)
        d², the squared singular values of the features.
    strength : float
        λ. At 0 the result is n, the number of coefficients.

    Raises
    ------
    ValueError
        If a square is not positive or the strength is negative.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, eq. 3.50.
    """
    _require_strength(strength)
    squares = np.asarray(squares, dtype=float)
    if squares.ndim != 1 or not np.all(squares > 0):
        raise ValueError(f"squares {squares.tolist()} must be a vector of numbers above 0")
    return float(np.sum(squares / (squares + strength)))


def prior_strength(noise: float, spread: float) -> float:
    """Strength of the L2 penalty ½λ‖w‖² (beside ½‖y − Xw‖²) that a Gaussian prior stands for: σ²/τ².

    Parameters
    ----------
    noise, spread : float
        σ, the deviation of the noise in y, and τ, the deviation of the prior of each weight.

    Raises
    ------
    ValueError
        If one is not positive.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.6.1.
    """
    if noise <= 0 or spread <= 0:
        raise ValueError(f"noise {noise} and spread {spread} must be above 0")
    return noise**2 / spread**2


def ridge(features: Array, targets: Array, strength: float) -> Array:
    """Minimise ½‖Xw − y‖² + ½λ‖w‖², by the linear equations (XᵀX + λI)w = Xᵀy.

    Parameters
    ----------
    features : array of shape (examples, inputs)
    targets : array of shape (examples,)
    strength : float

    Returns
    -------
    array of shape (inputs,)

    Raises
    ------
    ValueError
        If shapes do not fit together or the strength is negative.

    Source: Hoerl & Kennard 1970, Technometrics 12.
    """
    features, targets = _examples(features, targets)
    _require_strength(strength)
    equations = features.T @ features + strength * np.eye(features.shape[1])
    return np.asarray(np.linalg.solve(equations, features.T @ targets), dtype=float)


def lasso(features: Array, targets: Array, strength: float, *, l2: float = 0.0, steps: int = 1000) -> Array:
    """Minimise ½‖Xw − y‖² + λ‖w‖₁ + ½λ₂‖w‖² by ISTA: a gradient step on the square, then a cut.

    Parameters
    ----------
    features : array of shape (examples, inputs)
    targets : array of shape (examples,)
    strength : float
        λ.
    l2 : float
        λ₂; above 0 this is the elastic net.
    steps : int
        Each has length 1/L with L the largest eigenvalue of XᵀX: longer ones may diverge.

    Returns
    -------
    array of shape (inputs,), with exact zeros.

    Raises
    ------
    ValueError
        If shapes do not fit together, a strength is negative or steps is below 1.

    Source: Beck & Teboulle 2009, SIAM J. Imaging Sciences 2 (ISTA); Daubechies, Defrise & De Mol 2004.
    """
    features, targets = _examples(features, targets)
    _require_strength(strength)
    _require_strength(l2)
    if steps < 1:
        raise ValueError(f"steps {steps} must be at least 1")
    gram, pull = features.T @ features, features.T @ targets
    length = 1 / np.linalg.eigvalsh(gram)[-1]
    w = np.zeros_like(pull)
    for _ in range(steps):
        w = elastic_net_shrink(w - length * (gram @ w - pull), length * strength, length * l2)
    return w


def _require_strength(strength: float) -> None:
    if strength < 0:
        raise ValueError(f"strength {strength} must be at least 0: a negative penalty rewards weights for growing without bound")


def _examples(features: Array, targets: Array) -> tuple[Array, Array]:
    features, targets = np.asarray(features, dtype=float), np.asarray(targets, dtype=float)
    if features.ndim != 2 or targets.shape != features.shape[:1]:
        raise ValueError(f"features {features.shape} must be (examples, inputs) and targets {targets.shape} one number for each example")
    return features, targets
