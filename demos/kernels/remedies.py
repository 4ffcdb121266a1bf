"""Remedies for overfitting: diagnose first, then measure each cure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .backprop import Layer
from .loss import cross_entropy, cross_entropy_gradient

Array = NDArray[np.float64]


Labels = NDArray[np.int64]


def early_stopping(losses: Sequence[float], patience: int, tolerance: float = 0.0) -> tuple[int, int]:
    """Epoch at which training stops, and epoch whose weights are restored; epochs count from 1.

    Training stops once `patience` epochs in a row have not improved on the best loss by more than `tolerance`.

    Parameters
    ----------
    losses : sequence of float
        Validation loss after each epoch.
    patience : int
    tolerance : float
        How much lower a loss must be to count as an improvement.

    Returns
    -------
    stopped, best : int
        If patience never runs out, `stopped` is the last epoch.

    Raises
    ------
    ValueError
        If there is no loss, patience is below 1 or tolerance negative.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 7.1; Prechelt 1998, Early stopping — but when?
    """
    if len(losses) == 0 or patience < 1 or tolerance < 0:
        raise ValueError(f"{len(losses)} losses must be at least one, patience {patience} at least 1, and tolerance {tolerance} at least 0")
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[best - 1] - tolerance:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(losses), best


def generalisation_gap(training: float, validation: float) -> float:
    """Validation loss minus training loss.

    Raises
    ------
    ValueError
        If either is not finite.

    Source: Deep Learning, §5.2.
    """
    if not np.isfinite(training) or not np.isfinite(validation):
        raise ValueError(f"training {training} and validation {validation} must be finite")
    return validation - training


def samples_needed(target: float, floor: float, scale: float, exponent: float) -> float:
    """Training samples at which the learning curve floor + scale · n^(−exponent) reaches the target error.

    Parameters
    ----------
    target, floor : float
        Error wanted; error that no amount of data removes.
    scale, exponent : float
        Fitted to errors measured at a few sizes.

    Raises
    ------
    ValueError
        If the target is not above the floor, or scale or exponent not positive.

    Source: Hestness et al. 2017, Deep learning scaling is predictable, empirically, arXiv:1712.00409.
    """
    if target <= floor or scale <= 0 or exponent <= 0:
        raise ValueError(f"target {target} must be above floor {floor}, and scale {scale} and exponent {exponent} above 0")
    return float(((target - floor) / scale) ** (-1 / exponent))


def calibration_error(confidence: Array, correct: Array, bins: int = 10) -> float:
    """Expected calibration error: mean |accuracy − confidence| over equal-width bins, weighted by their samples.

    Parameters
    ----------
    confidence : array of shape (samples,)
        Probability that the model gives to its own answer.
    correct : array of shape (samples,)
        Whether the answer was right.
    bins : int

    Raises
    ------
    ValueError
        If shapes differ, a confidence is outside 0 … 1, or there is no bin.

    Source: Guo et al. 2017, arXiv:1706.04599, §2 (expected calibration error).
    """
    confidence, correct = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
    if confidence.shape != correct.shape or confidence.ndim != 1 or confidence.size == 0 or bins < 1:
        raise ValueError(
            f"confidence {confidence.shape} and correct {correct.shape} must be vectors of one length, and bins {bins} at least 1"
        )
    if confidence.min() < 0 or confidence.max() > 1:
        raise ValueError(f"confidences must lie in 0 … 1, not {confidence.min():g} … {confidence.max():g}")
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    surplus = np.bincount(place, weights=correct - confidence, minlength=bins)
    return float(np.abs(surplus).sum() / confidence.size)


def smooth_labels(labels: Labels, classes: int, smoothing: float) -> Array:
    """Targets that keep 1 − ε on the right class and spread ε evenly over all classes.

    Parameters
    ----------
    labels : integer array of shape (samples,)
    classes : int
    smoothing : float
        ε in 0 … 1.

    Returns
    -------
    array of shape (samples, classes), each row summing to one

    Raises
    ------
    ValueError
        If smoothing is outside 0 … 1, or a label is not one of the classes.

    Source: Szegedy et al. 2016, arXiv:1512.00567, §7.
    """
    labels = np.asarray(labels)
    if not 0 <= smoothing <= 1 or labels.size == 0 or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"smoothing {smoothing} must lie in 0 … 1, and labels in 0 … {classes - 1}")
    return (1 - smoothing) * np.eye(classes)[labels] + smoothing / classes


def penalised_gradient(
    layers: Sequence[Layer], x: Array, targets: Array, *, l2: float = 0.0, masks: Sequence[Array] = ()
) -> tuple[float, list[Layer]]:
    """Loss and gradients of a ReLU network: cross-entropy + λ Σ W², with optional dropout masks on the hidden layers.

    Parameters
    ----------
    layers : list of (weight of shape (outputs, inputs), bias of shape (outputs,))
    x : array of shape (batch, inputs)
    targets : integer array of shape (batch,), or probabilities of shape (batch, classes)
    l2 : float
        λ. Weights are penalised, biases are not.
    masks : list of arrays of shape (batch, width), one a hidden layer
        What each hidden unit is multiplied by: 0, or 1/(1 − rate). Empty for no dropout.

    Returns
    -------
    loss : float
    gradients : list of (∂L/∂W, ∂L/∂b)

    Raises
    ------
    ValueError
        If l2 is negative, or there is not one mask a hidden layer.

    Source: Deep Learning, §7.1.1 (penalty) and §7.12 (dropout).
    """
    if l2 < 0 or len(masks) not in (0, len(layers) - 1):
        raise ValueError(f"l2 {l2} must be at least 0, and masks {len(masks)} be none or one for each of {len(layers) - 1} hidden layers")
    scales = list(masks) or [np.ones(len(bias)) for _, bias in layers[:-1]]
    values, slopes = [np.asarray(x, dtype=float)], []
    for (weight, bias), scale in zip(layers[:-1], scales, strict=True):
        z = values[-1] @ weight.T + bias
        slopes.append((z > 0) * scale)
        values.append(z * slopes[-1])
    logits = values[-1] @ layers[-1][0].T + layers[-1][1]
    delta, gradients = cross_entropy_gradient(logits, targets), []
    for depth in reversed(range(len(layers))):
        weight = layers[depth][0]
        gradients.append((delta.T @ values[depth] + 2 * l2 * weight, delta.sum(axis=0)))
        if depth:
            delta = (delta @ weight) * slopes[depth - 1]
    return cross_entropy(logits, targets) + l2 * sum(float((weight**2).sum()) for weight, _ in layers), gradients[::-1]


def ridge(features: Array, targets: Array, l2: float) -> Array:
    """Weights that minimise mean squared error + λ ‖w‖².

    Parameters
    ----------
    features : array of shape (samples, features)
    targets : array of shape (samples,)
    l2 : float
        λ > 0.

    Returns
    -------
    array of shape (features,)

    Raises
    ------
    ValueError
        If the numbers of samples differ or l2 is not positive.

    Source: Hoerl & Kennard 1970, Ridge regression.
    """
    features, targets = np.asarray(features, dtype=float), np.asarray(targets, dtype=float)
    if features.ndim != 2 or targets.shape != features.shape[:1] or l2 <= 0:
        raise ValueError(f"features {features.shape} and targets {targets.shape} must have one row a sample, and l2 {l2} be above 0")
    samples, count = features.shape
    weights: Array = np.linalg.solve(features.T @ features + samples * l2 * np.eye(count), features.T @ targets)
    return weights


def ensemble_variance(variance: float, correlation: float, members: int) -> float:
    """Variance of the mean of M equally good, equally correlated predictions: ρσ² + (1 − ρ)σ²/M.

    Parameters
    ----------
    variance : float
        Variance σ² of one member's prediction.
    correlation : float
        ρ between any two members, at least 0.
    members : int
        M.

    Raises
    ------
    ValueError
        If variance is negative, correlation outside 0 … 1, or there is no member.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, eq. 15.1; Deep Learning, §7.11.
    """
    if variance < 0 or not 0 <= correlation <= 1 or members < 1:
        raise ValueError(
            f"variance {variance} must be at least 0, correlation {correlation} lie in 0 … 1, and members {members} be at least 1"
        )
    return correlation * variance + (1 - correlation) * variance / members
