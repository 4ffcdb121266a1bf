"""Loss functions: what is asked of the network, and how hard it is pulled there."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .activation import log_softmax, softmax

Array = NDArray[np.float64]


def cross_entropy(logits: Array, labels: Array) -> float:
    """Mean softmax cross-entropy of a batch: −Σₖ pₖ log softmax(z)ₖ, averaged over the examples.

    Parameters
    ----------
    logits : array of shape (batch, classes)
    labels : integer array of shape (batch,), or probabilities of shape (batch, classes)

    Raises
    ------
    ValueError
        If shapes do not fit, a label names no class, or probabilities do not sum to 1.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3 (softmax units).
    """
    logits, targets = _logits_and_targets(logits, labels)
    return float(-np.sum(targets * log_softmax(logits)) / len(logits))


def cross_entropy_gradient(logits: Array, labels: Array) -> Array:
    """Gradient of `cross_entropy` with respect to the logits: (softmax(z) − p) / batch.

    Parameters
    ----------
    logits, labels
        As given to `cross_entropy`.

    Returns
    -------
    array of shape (batch, classes)

    Raises
    ------
    ValueError
        As `cross_entropy`.

    Source: Bishop 2006, Pattern Recognition and Machine Learning, §4.3.4.
    """
    logits, targets = _logits_and_targets(logits, labels)
    return (softmax(logits) - targets) / len(logits)


def mean_squared_error(prediction: Array, target: Array) -> float:
    """Mean of (prediction − target)² over all elements.

    Parameters
    ----------
    prediction, target : arrays of the same shape

    Raises
    ------
    ValueError
        If the shapes differ, or there is nothing to average.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.5.1 (linear regression as maximum likelihood).
    """
    prediction, target = _same_shape(prediction, target)
    return float(np.mean((prediction - target) ** 2))


def mean_squared_error_gradient(prediction: Array, target: Array) -> Array:
    """Gradient of `mean_squared_error` with respect to the prediction: 2 (prediction − target) / elements.

    Parameters
    ----------
    prediction, target
        As given to `mean_squared_error`.

    Returns
    -------
    array of the same shape

    Raises
    ------
    ValueError
        As `mean_squared_error`.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.5.1 (linear regression as maximum likelihood).
    """
    prediction, target = _same_shape(prediction, target)
    return 2 * (prediction - target) / prediction.size


def mean_absolute_error(prediction: Array, target: Array) -> float:
    """Mean of |prediction − target| over all elements; a constant prediction that minimises it is the median.

    Parameters
    ----------
    prediction, target : arrays of the same shape

    Raises
    ------
    ValueError
        If the shapes differ, or there is nothing to average.

    Source: Zhang et al. 2023, Dive into Deep Learning, §3.1 (exercises).
    """
    prediction, target = _same_shape(prediction, target)
    return float(np.mean(np.abs(prediction - target)))


def huber(residual: Array, delta: float = 1.0) -> Array:
    """Huber's loss, element by element: ½r² up to |r| = δ, then the tangent δ(|r| − δ/2).

    Parameters
    ----------
    residual : array of any shape
    delta : float
        Where the parabola turns into a straight line.

    Raises
    ------
    ValueError
        If delta is not positive.

    Source: Huber 1964, Annals of Mathematical Statistics 35; PyTorch HuberLoss.
    """
    residual = np.abs(np.asarray(residual, dtype=float))
    if not delta > 0:
        raise ValueError(f"delta {delta} must be greater than 0")
    return np.where(residual <= delta, 0.5 * residual**2, delta * (residual - 0.5 * delta))


def hinge(margin: Array) -> Array:
    """Hinge loss, element by element: max(0, 1 − m), where the margin m = y · f has the label as y = ±1 and the raw score as f.

    Parameters
    ----------
    margin : array of any shape

    Source: Cortes & Vapnik 1995, Machine Learning 20 (the slack ξ of a soft margin).
    """
    return np.maximum(0.0, 1 - np.asarray(margin, dtype=float))


def logistic(margin: Array) -> Array:
    """Logistic loss, element by element: log(1 + e⁻ᵐ), where the margin m = y · f has the label as y = ±1 and the logit as f.

    Parameters
    ----------
    margin : array of any shape

    Source: Murphy 2012, Machine Learning: a Probabilistic Perspective, §8.3.
    """
    return np.logaddexp(0.0, -np.asarray(margin, dtype=float))


def binary_cross_entropy(logit: Array, target: Array) -> Array:
    """Cross-entropy of a sigmoid output, element by element, from its logit: max(z, 0) − z·y + log(1 + e^−|z|).

    Parameters
    ----------
    logit : array of any shape
    target : array that broadcasts to it, values in [0, 1]

    Raises
    ------
    ValueError
        If a target lies outside [0, 1].

    Source: PyTorch BCEWithLogitsLoss; Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.2 (sigmoid units).
    """
    logit, target = np.asarray(logit, dtype=float), np.asarray(target, dtype=float)
    if ((target < 0) | (target > 1)).any():
        raise ValueError(f"target {target} must lie in [0, 1]")
    return np.maximum(logit, 0) - logit * target + np.log1p(np.exp(-np.abs(logit)))


def focal(logit: Array, gamma: float = 2.0) -> Array:
    """Focal loss of the true class, element by element: −(1 − p)^γ log p with p = σ(z).

    Parameters
    ----------
    logit : array of any shape
        Of the true class against the other, so that a large one means easy.
    gamma : float
        0 gives the cross-entropy back; the larger, the less easy examples count.

    Raises
    ------
    ValueError
        If gamma is negative.

    Source: Lin et al. 2017, arXiv:1708.02002, eq. 4.
    """
    logit = np.asarray(logit, dtype=float)
    if not gamma >= 0:
        raise ValueError(f"gamma {gamma} must be at least 0")
    log_p, log_rest = -np.logaddexp(0.0, -logit), -np.logaddexp(0.0, logit)
    return -np.exp(gamma * log_rest) * log_p


def entropy(distribution: Array) -> float:
    """Entropy in nats: −Σ p log p, where 0 log 0 = 0.

    Parameters
    ----------
    distribution : array of shape (classes,)

    Raises
    ------
    ValueError
        If it is not a distribution.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13.
    """
    p = _distribution(distribution)
    return float(-np.sum(p[p > 0] * np.log(p[p > 0]))) + 0.0


def kl_divergence(truth: Array, model: Array) -> float:
    """KL(p ‖ q) = Σ p log(p / q) in nats: what cross-entropy exceeds the entropy of the truth by; infinite where q is 0 and p is not.

    Parameters
    ----------
    truth, model : arrays of shape (classes,)
        p and q.

    Raises
    ------
    ValueError
        If one is not a distribution, or their shapes differ.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13.
    """
    p, q = _same_shape(_distribution(truth), _distribution(model))
    possible = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[possible] * (np.log(p[possible]) - np.log(q[possible]))))


def distribution_cross_entropy(truth: Array, model: Array) -> float:
    """H(p, q) = −Σ p log q in nats, between two distributions that are given as such.

    Parameters
    ----------
    truth, model : arrays of shape (classes,)
        p and q.

    Raises
    ------
    ValueError
        If one is not a distribution, or their shapes differ.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13.
    """
    p, q = _same_shape(_distribution(truth), _distribution(model))
    possible = p > 0
    with np.errstate(divide="ignore"):
        return float(-np.sum(p[possible] * np.log(q[possible]))) + 0.0


def smoothed_target(epsilon: float, classes: int) -> float:
    """Probability that label smoothing leaves to the true class: 1 − ε + ε / K.

    Parameters
    ----------
    epsilon : float
        Share of the probability that is spread evenly over all classes.
    classes : int

    Raises
    ------
    ValueError
        If epsilon lies outside [0, 1], or there are fewer than two classes.

    Source: Szegedy et al. 2016, arXiv:1512.00567, §7.
    """
    if not 0 <= epsilon <= 1 or classes < 2:
        raise ValueError(f"epsilon {epsilon} must lie in [0, 1], and classes {classes} be at least 2")
    return 1 - epsilon + epsilon / classes


def chance_loss(classes: int) -> float:
    """Cross-entropy of a classifier that gives every class the same probability: ln K.

    Parameters
    ----------
    classes : int

    Raises
    ------
    ValueError
        If there is no class.

    Source: Karpathy et al., cs231n notes, Neural Networks Part 3 (sanity checks).
    """
    if classes < 1:
        raise ValueError(f"classes {classes} must be at least 1")
    return float(np.log(classes))


def example_loss(logits: Array, label: int) -> float:
    """Softmax cross-entropy of one example: log Σ e^z − z of the true class.

    Parameters
    ----------
    logits : array of shape (classes,)
    label : int
        Index of the true class, from 0.

    Raises
    ------
    ValueError
        If logits is not a vector, or the label names none of them.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3 (softmax units).
    """
    return cross_entropy(np.atleast_2d(np.asarray(logits, dtype=float)), [label])


def base_rate_loss(positive: float) -> float:
    """Binary cross-entropy of the best constant prediction, p = the share of positives π: −π ln π − (1 − π) ln(1 − π).

    Parameters
    ----------
    positive : float
        π, strictly between 0 and 1.

    Raises
    ------
    ValueError
        If there is only one class.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13 (entropy of a binary variable).
    """
    if not 0 < positive < 1:
        raise ValueError(f"positive {positive} must lie between 0 and 1")
    return entropy([positive, 1 - positive])


def best_constant(values: Array, loss: Literal["mse", "mae"] = "mse") -> float:
    """The one number that predicts all values best: their mean under MSE, their median under MAE.

    Parameters
    ----------
    values : array of any shape
    loss : "mse" or "mae"

    Raises
    ------
    ValueError
        If there is no value, or the loss is unknown.

    Source: Zhang et al. 2023, Dive into Deep Learning, §3.1 (exercises).
    """
    values = np.asarray(values, dtype=float)
    if not values.size or loss not in ("mse", "mae"):
        raise ValueError(f"loss {loss!r} must be 'mse' or 'mae', and there must be values: got {values.size}")
    return float(values.mean() if loss == "mse" else np.median(values))


def smoothed_gap(epsilon: float, classes: int) -> float:
    """Best distance between the true class's logit and the others under label smoothing: ln((1 − ε)K/ε + 1).

    Without smoothing there is no best distance: cross-entropy falls for ever as it grows.

    Parameters
    ----------
    epsilon : float
        Share of the probability that is spread evenly over all classes; above 0.
    classes : int

    Raises
    ------
    ValueError
        If epsilon is not above 0 and at most 1, or there are fewer than two classes.

    Source: Szegedy et al. 2016, arXiv:1512.00567, §7 (the targets, from which it follows).
    """
    if not 0 < epsilon <= 1:
        raise ValueError(f"epsilon {epsilon} must be above 0 and at most 1")
    return float(np.log(smoothed_target(epsilon, classes) / (epsilon / classes)))


def _logits_and_targets(logits: Array, labels: Array) -> tuple[Array, Array]:
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    if logits.ndim != 2 or labels.shape not in (logits.shape, logits.shape[:1]) or not logits.size:
        raise ValueError(f"labels {labels.shape} must be classes (batch,) or probabilities (batch, classes) for logits {logits.shape}")
    classes = logits.shape[1]
    if labels.ndim == 2:
        return logits, _distribution(labels)
    if not np.issubdtype(labels.dtype, np.integer) or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels {labels.tolist()} must be whole numbers from 0 to {classes - 1}")
    return logits, np.eye(classes)[labels]


def _distribution(values: Array) -> Array:
    values = np.asarray(values, dtype=float)
    if not values.size or (values < 0).any() or not np.allclose(values.sum(axis=-1), 1.0, atol=1e-6):
        raise ValueError(f"{values.tolist()} is no distribution: numbers of at least 0 that sum to 1")
    return values


def _same_shape(a: Array, b: Array) -> tuple[Array, Array]:
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or not a.size:
        raise ValueError(f"shapes {a.shape} and {b.shape} must be the same, and not empty")
    return a, b
