"""Activation functions: what bends the line, and how much of the gradient it lets through."""

from __future__ import annotations

from math import erfc, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(x: Array) -> Array:
    """Logistic sigmoid: σ(x) = 1 / (1 + e⁻ˣ), with values in (0, 1).

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.10.
    """
    decay = np.exp(-np.abs(x))  # never overflows, whichever the sign
    return np.where(np.asarray(x) >= 0, 1.0, decay) / (1 + decay)


def sigmoid_derivative(x: Array) -> Array:
    """σ′(x) = σ(x)(1 − σ(x)), at most ¼, at x = 0.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.10.
    """
    return sigmoid(x) * sigmoid(np.negative(x))  # 1 − σ(x) = σ(−x), without the cancellation


def tanh(x: Array) -> Array:
    """Hyperbolic tangent: 2σ(2x) − 1, with values in (−1, 1).

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.3.2.
    """
    return np.tanh(np.asarray(x, dtype=float))


def tanh_derivative(x: Array) -> Array:
    """tanh′(x) = 1 − tanh²(x), at most 1, at x = 0.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, §4.4 (the sigmoid).
    """
    return 4 * sigmoid_derivative(2 * np.asarray(x, dtype=float))  # the chain rule on 2σ(2x) − 1


def relu(x: Array) -> Array:
    """Rectified linear unit: max(0, x).

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Nair & Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines.
    """
    return np.maximum(np.asarray(x, dtype=float), 0.0)


def relu_derivative(x: Array) -> Array:
    """1 where x > 0, else 0. At the kink any number in [0, 1] is a subgradient; libraries take 0, and so do we.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.3.
    """
    return np.where(np.asarray(x) > 0, 1.0, 0.0)


def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """Leaky ReLU: x where x > 0, else slope · x. Two straight lines; with a learned slope it is called PReLU.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.
    slope : float
        Of the negative side.

    Returns
    -------
    array of the same shape as x

    Source: Maas, Hannun & Ng 2013; He, Zhang, Ren & Sun 2015, arXiv:1502.01852, §2.1 (PReLU).
    """
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x, slope * x)


def leaky_relu_derivative(x: Array, slope: float = 0.01) -> Array:
    """1 where x > 0, else slope.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.
    slope : float
        Of the negative side.

    Returns
    -------
    array of the same shape as x

    Source: Maas, Hannun & Ng 2013.
    """
    return np.where(np.asarray(x) > 0, 1.0, slope)


def elu(x: Array, alpha: float = 1.0) -> Array:
    """Exponential linear unit: x where x > 0, else α(eˣ − 1), which levels off at −α.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.
    alpha : float
        Depth of the negative plateau.

    Returns
    -------
    array of the same shape as x

    Source: Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289.
    """
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def elu_derivative(x: Array, alpha: float = 1.0) -> Array:
    """1 where x > 0, else αeˣ.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.
    alpha : float
        Depth of the negative plateau.

    Returns
    -------
    array of the same shape as x

    Source: Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289.
    """
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0.0)))


def gelu(x: Array) -> Array:
    """Gaussian error linear unit: x · Φ(x), where Φ is the standard normal's distribution function.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, §2 (the exact form, not the tanh approximation).
    """
    return np.asarray(x, dtype=float) * _normal_cdf(x)


def gelu_derivative(x: Array) -> Array:
    """Φ(x) + x · φ(x), where φ is the standard normal's density.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, §2, differentiated by the product rule.
    """
    x = np.asarray(x, dtype=float)
    return _normal_cdf(x) + x * np.exp(-(x**2) / 2) / sqrt(2 * pi)


def silu(x: Array) -> Array:
    """Sigmoid linear unit: x · σ(x), also called Swish.

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Elfwing, Uchibe & Doya 2018, arXiv:1702.03118; Ramachandran, Zoph & Le 2017, arXiv:1710.05941 (Swish).
    """
    return np.asarray(x, dtype=float) * sigmoid(x)


def silu_derivative(x: Array) -> Array:
    """σ(x)(1 + x(1 − σ(x))).

    Parameters
    ----------
    x : array of any shape
        Pre-activations.

    Returns
    -------
    array of the same shape

    Source: Elfwing, Uchibe & Doya 2018, arXiv:1702.03118 (the SiLU), differentiated by the product rule.
    """
    x = np.asarray(x, dtype=float)
    return sigmoid(x) * (1 + x * sigmoid(-x))


def softmax(logits: Array) -> Array:
    """Turn scores into probabilities: pᵢ = exp(zᵢ) / Σⱼ exp(zⱼ), over the last axis.

    Parameters
    ----------
    logits : array of shape (…, classes)
        Scores, of any sign.

    Returns
    -------
    array of the same shape: positive numbers that sum to 1 along the last axis.

    Raises
    ------
    ValueError
        If there is no last axis, or it is empty.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3; §4.1 (why the maximum is subtracted).
    """
    exponentials = np.exp(_below_their_maximum(logits))
    probabilities: Array = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return probabilities


def log_softmax(logits: Array) -> Array:
    """Log-probabilities: zᵢ − log Σⱼ exp(zⱼ), over the last axis; finite where log(softmax) is −∞.

    Parameters
    ----------
    logits : array of shape (…, classes)
        Scores, of any sign.

    Returns
    -------
    array of the same shape

    Raises
    ------
    ValueError
        If there is no last axis, or it is empty.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3.
    """
    shifted = _below_their_maximum(logits)
    log_probabilities: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return log_probabilities


def softmax_jacobian(logits: Array) -> Array:
    """Derivatives of every probability by every logit: ∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ).

    Parameters
    ----------
    logits : array of shape (classes,)
        Scores, of any sign.

    Returns
    -------
    array of shape (classes, classes), symmetric

    Raises
    ------
    ValueError
        If logits are not a vector, or are empty.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3 (the softmax), differentiated.
    """
    if np.ndim(logits) != 1:
        raise ValueError(f"logits {np.shape(logits)} must be a vector: a batch would have one Jacobian for each row")
    probabilities = softmax(logits)
    return np.diag(probabilities) - np.outer(probabilities, probabilities)


def gradient_bound(layers: int, slope: float = 0.25) -> float:
    """Largest factor by which the activations alone can multiply a gradient: slope to the power of the layers.

    Parameters
    ----------
    layers : int
        How many activations the gradient passes.
    slope : float
        Steepest slope of the activation: ¼ for the sigmoid, 1 for tanh and ReLU.

    Raises
    ------
    ValueError
        If layers or slope are negative.

    Source: Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, §4.2.1.
    """
    if layers < 0 or slope < 0:
        raise ValueError(f"layers {layers} and slope {slope} must not be negative")
    return float(slope) ** layers


def _normal_cdf(x: Array) -> Array:
    """Φ(x) = ½ erfc(−x/√2): unlike 1 + erf, it keeps its digits far to the left."""
    return np.vectorize(erfc, otypes=[float])(np.negative(x) / sqrt(2)) / 2


def _below_their_maximum(logits: Array) -> Array:
    """Shift each row so that its largest logit is 0: the probabilities stay, and no exponential overflows."""
    logits = np.asarray(logits, dtype=float)
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"logits {logits.shape} need a last axis with at least one class")
    shifted: Array = logits - logits.max(axis=-1, keepdims=True)
    return shifted
