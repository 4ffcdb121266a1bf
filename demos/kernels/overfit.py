"""Overfitting: when fitting the sample better predicts the world worse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def polynomial_features(x: Array, degree: int) -> Array:
    """Legendre polynomials 0 … degree of each x: they span all polynomials of that degree.

    The powers 1, x, x² … span the same space, but their columns are nearly parallel and cost digits.

    Parameters
    ----------
    x : array of shape (samples,), best within [−1, 1]
    degree : int

    Returns
    -------
    array of shape (samples, degree + 1)

    Raises
    ------
    ValueError
        If the degree is negative or x is not a vector.

    Source: Bonnet's recursion, (k + 1) P_{k+1} = (2k + 1) x P_k − k P_{k−1}.
    """
    x = np.asarray(x, dtype=float)
    if degree < 0 or x.ndim != 1:
        raise ValueError(f"degree {degree} must be at least 0, and x {x.shape} a vector")
    columns = [np.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[k] - k * columns[k - 1]) / (k + 1))
    return np.stack(columns[: degree + 1], axis=1)


def relu_features(inputs: Array, directions: Array) -> Array:
    """Random-feature map max(0, X Vᵀ): a hidden layer whose weights V are never trained.

    Parameters
    ----------
    inputs : array of shape (samples, dimensions)
    directions : array of shape (features, dimensions)

    Returns
    -------
    array of shape (samples, features)

    Raises
    ------
    ValueError
        If the dimensions differ.

    Source: Rahimi & Recht 2007, Random features for large-scale kernel machines; Belkin et al. 2019, arXiv:1812.11118.
    """
    inputs, directions = np.asarray(inputs, dtype=float), np.asarray(directions, dtype=float)
    if inputs.ndim != 2 or directions.ndim != 2 or inputs.shape[1] != directions.shape[1]:
        raise ValueError(f"inputs {inputs.shape} and directions {directions.shape} must be matrices with equally many columns")
    return np.maximum(inputs @ directions.T, 0.0)


def least_squares(features: Array, targets: Array) -> Array:
    """Weights that minimise ‖Φw − y‖²; of all minimisers, the one with the smallest norm.

    With at least as many independent features as samples the fit is exact; gradient descent from zero ends at the same weights.

    Parameters
    ----------
    features : array of shape (samples, features)
    targets : array of shape (samples,) or (samples, outputs)

    Returns
    -------
    array of shape (features,) or (features, outputs)

    Raises
    ------
    ValueError
        If the numbers of samples differ.

    Source: Penrose 1956, On best approximate solutions of linear matrix equations.
    """
    features, targets = np.asarray(features, dtype=float), np.asarray(targets, dtype=float)
    if features.ndim != 2 or targets.shape[:1] != features.shape[:1]:
        raise ValueError(f"features {features.shape} and targets {targets.shape} must have one row a sample")
    return np.asarray(np.linalg.lstsq(features, targets, rcond=None)[0], dtype=float)


def squared_error(prediction: Array, target: Array) -> Array:
    """Mean squared error over the samples (axis 0).

    Parameters
    ----------
    prediction : array of shape (samples,) or (samples, fits)
    target : array of the same shape, or (samples, 1) for many fits of one target

    Returns
    -------
    array of shape () or (fits,)

    Raises
    ------
    ValueError
        If the shapes do not fit together.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.1.4.
    """
    prediction, target = np.asarray(prediction, dtype=float), np.asarray(target, dtype=float)
    if prediction.ndim != target.ndim or prediction.shape[0] != target.shape[0]:
        raise ValueError(f"prediction {prediction.shape} and target {target.shape} must have the same samples and as many axes")
    error: Array = ((prediction - target) ** 2).mean(axis=0)
    return error


def bias_variance(predictions: Array, truth: Array) -> tuple[Array, Array]:
    """Squared bias and variance of predictions made by the same recipe on different training sets.

    Parameters
    ----------
    predictions : array of shape (training_sets,) or (training_sets, points)
        What each trained model says at each point.
    truth : scalar or array of shape (points,)
        The noiseless target there.

    Returns
    -------
    bias_squared, variance : arrays of shape () or (points,)
        Their sum is the mean squared error to the truth.

    Raises
    ------
    ValueError
        If there is no prediction, or the points differ.

    Source: Geman, Bienenstock & Doursat 1992, Neural networks and the bias/variance dilemma; Deep Learning, §5.4.4.
    """
    predictions, truth = np.asarray(predictions, dtype=float), np.asarray(truth, dtype=float)
    if predictions.ndim == 0 or predictions.size == 0 or truth.shape not in ((), predictions.shape[1:]):
        raise ValueError(f"predictions {predictions.shape} must hold one row a training set, and truth {truth.shape} one value a point")
    return (predictions.mean(axis=0) - truth) ** 2, predictions.var(axis=0)


def expected_error(bias: float, variance: float, noise: float) -> float:
    """Expected squared error on a fresh noisy target: bias² + variance + noise².

    Parameters
    ----------
    bias : float
        Mean prediction minus truth (not squared).
    variance : float
        Variance of the prediction over training sets.
    noise : float
        Standard deviation of the target's noise, which no model can remove.

    Raises
    ------
    ValueError
        If variance or noise is negative.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §7.3.
    """
    if variance < 0 or noise < 0:
        raise ValueError(f"variance {variance} and noise {noise} must be at least 0")
    return bias**2 + variance + noise**2


def interpolating_degree(samples: int) -> int:
    """Lowest degree at which a polynomial passes through any `samples` points with distinct x: one coefficient a point.

    Raises
    ------
    ValueError
        If there is no sample.

    Source: the Vandermonde determinant, which is non-zero for distinct x.
    """
    if samples < 1:
        raise ValueError(f"samples {samples} must be at least 1")
    return samples - 1


def optimism(parameters: int, samples: int, noise: float) -> float:
    """Expected gap between new and training error of least squares, both at the training inputs: 2pσ²/n.

    Parameters
    ----------
    parameters, samples : int
        Linear parameters p, at most as many as samples n.
    noise : float
        Standard deviation σ of the targets' noise.

    Raises
    ------
    ValueError
        If parameters are not between 1 and samples, or noise is negative.

    Source: The Elements of Statistical Learning, §7.4 (optimism of the training error rate); Mallows' Cp adds just this.
    """
    if not 1 <= parameters <= samples or noise < 0:
        raise ValueError(f"parameters {parameters} must lie between 1 and samples {samples}, and noise {noise} be at least 0")
    return 2 * parameters * noise**2 / samples


def weak_feature_risk(features: int, samples: int, total: int, signal: float, noise: float) -> float:
    """Exact test error of least squares on p of D equally weak Gaussian features: the double-descent curve.

    With r = signal² (1 − p/D) + noise² left unexplained, p ≤ n − 2 gives r (1 + p/(n − p − 1)),
    p ≥ n + 2 gives signal² (p/D)(1 − n/p) + r (1 + n/(p − n − 1)), and in between the expectation is infinite.

    Parameters
    ----------
    features, samples, total : int
        Features used p, samples n, features that matter D.
    signal, noise : float
        Norm of the true weights (spread evenly over the D features), standard deviation of the noise.

    Raises
    ------
    ValueError
        If features are not between 0 and total, or samples fewer than 1.

    Source: Belkin, Hsu & Xu 2020, Two models of double descent for weak features, arXiv:1903.07571 (Gaussian model).
    """
    if not 0 <= features <= total or samples < 1 or total < 1:
        raise ValueError(f"features {features} must lie between 0 and total {total}, and samples {samples} be at least 1")
    used = signal**2 * features / total
    unexplained = signal**2 - used + noise**2
    if features <= samples - 2:
        return unexplained * (1 + features / (samples - features - 1))
    if features >= samples + 2:
        return used * (1 - samples / features) + unexplained * (1 + samples / (features - samples - 1))
    return float("inf")
