"""Batch normalisation at work: what it does to the step size, to gradients in depth, and to small batches."""

from __future__ import annotations

from math import pi, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .activation import relu, relu_derivative
from .batchnorm import batch_norm, batch_norm_backward, group_norm
from .fc import affine, affine_backward

Array = NDArray[np.float64]


Norm = Literal["none", "batch", "layer"]


def layer(x: Array, weight: Array, gamma: Array, beta: Array, norm: Norm = "batch") -> tuple[Array, Array]:
    """A hidden layer: ReLU(norm(x Wᵀ)), where the shift β serves as the bias.

    Parameters
    ----------
    x : array of shape (batch, inputs)
    weight : array of shape (units, inputs)
    gamma, beta : arrays of shape (units,)
        Without a norm, gamma is not used.
    norm : "none", "batch" or "layer"

    Returns
    -------
    y : array of shape (batch, units)
    z : array of shape (batch, units)
        x Wᵀ, which `layer_backward` needs.

    Raises
    ------
    ValueError
        If shapes do not fit, or the norm is unknown.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3.2 (before the nonlinearity, without a bias).
    """
    z = affine(x, weight, np.zeros(len(weight)))
    return relu(_normalised(z, gamma, beta, norm)), z


def layer_backward(
    upstream: Array, x: Array, z: Array, weight: Array, gamma: Array, beta: Array, norm: Norm = "batch"
) -> tuple[Array, Array, Array, Array]:
    """Gradients of a loss through `layer`.

    Parameters
    ----------
    upstream : array of shape (batch, units)
    x, weight, gamma, beta, norm
        As given to `layer`.
    z : array of shape (batch, units)
        As `layer` returned it.

    Returns
    -------
    d_x, d_weight, d_gamma, d_beta : arrays in the shapes of x, weight, gamma, beta

    Raises
    ------
    ValueError
        If shapes do not fit, or the norm is unknown.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3; Ba, Kiros & Hinton 2016, arXiv:1607.06450, for the layer norm.
    """
    inner = np.asarray(upstream, dtype=float) * relu_derivative(_normalised(z, gamma, beta, norm))
    if norm == "batch":
        d_z, d_gamma, d_beta = batch_norm_backward(inner, z, gamma)
    elif norm == "layer":  # normalising along features is batch normalisation of the transpose
        one, zero = np.ones(len(z)), np.zeros(len(z))
        d_z = batch_norm_backward((inner * gamma).T, z.T, one)[0].T
        d_gamma, d_beta = (inner * batch_norm(z.T, one, zero).T).sum(axis=0), inner.sum(axis=0)
    else:
        d_z, d_gamma, d_beta = inner, np.zeros_like(gamma), inner.sum(axis=0)
    d_x, d_weight, _ = affine_backward(d_z, x, weight)
    return d_x, d_weight, d_gamma, d_beta


def scaled_gradient(gradient: float, factor: float) -> float:
    """Norm of the gradient after the weights in front of a batch normalisation were multiplied by a factor: ‖∇‖ / a.

    Parameters
    ----------
    gradient, factor : float
        The norm before, and a > 0.

    Raises
    ------
    ValueError
        If the factor is not positive.

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3.3: ∂BN((aW)u)/∂(aW) = (1/a) ∂BN(Wu)/∂W.
    """
    if factor <= 0:
        raise ValueError(f"factor {factor} must be positive")
    return gradient / factor


def effective_rate(lr: float, norm: float) -> float:
    """Step size that a scale-invariant weight vector really sees: η / ‖w‖².

    Parameters
    ----------
    lr, norm : float
        Learning rate η, and the length ‖w‖ of the weights.

    Raises
    ------
    ValueError
        If the norm is not positive.

    Source: van Laarhoven 2017, arXiv:1706.05350.
    """
    if norm <= 0:
        raise ValueError(f"norm {norm} must be positive")
    return lr / norm**2


def growth(layers: int, squared: bool = False) -> float:
    """How much longer the gradient is at the bottom of a plain BN–ReLU network at initialisation: (π/(π − 1))^(L/2).

    Parameters
    ----------
    layers : int
    squared : bool
        Return the growth of the squared length instead: (π/(π − 1))^L.

    Raises
    ------
    ValueError
        If layers is negative.

    Source: Yang et al. 2019, arXiv:1902.08129 (rate for ReLU, infinite width, large batch).
    """
    if layers < 0:
        raise ValueError(f"layers {layers} must not be negative")
    rate = pi / (pi - 1)
    return float(rate**layers if squared else rate ** (layers / 2))


def standard_error(deviation: float, size: int) -> float:
    """Standard deviation of a batch's mean: σ / √m.

    Parameters
    ----------
    deviation : float
    size : int
        Independent numbers m that the mean is taken over.

    Raises
    ------
    ValueError
        If the deviation is negative or the size below 1.

    Source: variance of a mean.
    """
    if deviation < 0 or size < 1:
        raise ValueError(f"deviation {deviation} must not be negative, and size {size} at least 1")
    return deviation / sqrt(size)


def _normalised(z: Array, gamma: Array, beta: Array, norm: Norm) -> Array:
    if norm == "batch":
        return batch_norm(z, gamma, beta)
    if norm == "layer":
        return group_norm(z, gamma, beta, groups=1)
    if norm == "none":
        return z + beta
    raise ValueError(f"norm {norm!r} must be one of none, batch, layer")
