"""Batch normalisation at work: what it does to the step size, to gradients in depth, and to small batches."""

from __future__ import annotations

from math import pi, sqrt
from typing import Literal

import numpy as np

from .activation import relu, relu_derivative
from .batchnorm import batch_norm, batch_norm_backward, group_norm
from .shapes import Array, Count, Float, NotNegative, Positive, Size, shaped

Norm = Literal["none", "batch", "layer"]


@shaped
def hidden_layer(
    x: Float[Array, "n d"], weight: Float[Array, "m d"], gamma: Float[Array, "m"], beta: Float[Array, "m"], norm: Norm = "batch"
) -> tuple[Float[Array, "n m"], Float[Array, "n m"]]:
    """A normalised hidden layer and its pre-activations; the shift β serves as the bias, and without a norm γ is not used.

    y = ReLU(norm(z)),   z = x Wᵀ

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3.2 (before the nonlinearity, without a bias).
    """
    z: Array = x @ weight.T
    return relu(_normalised(z, gamma, beta, norm)), z


@shaped
def hidden_layer_backward(
    upstream: Float[Array, "n m"],
    x: Float[Array, "n d"],
    z: Float[Array, "n m"],
    weight: Float[Array, "m d"],
    gamma: Float[Array, "m"],
    beta: Float[Array, "m"],
    norm: Norm = "batch",
) -> tuple[Float[Array, "n d"], Float[Array, "m d"], Float[Array, "m"], Float[Array, "m"]]:
    """Gradients of a loss through `hidden_layer`, by x, weight, gamma and beta, given ∂L/∂y and the z that it returned.

    ∂L/∂x = ∂L/∂z W,   ∂L/∂W = (∂L/∂z)ᵀ x

    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, §3; Ba, Kiros & Hinton 2016, arXiv:1607.06450, for the layer norm.
    """
    inner = upstream * relu_derivative(_normalised(z, gamma, beta, norm))
    if norm == "batch":
        d_z, d_gamma, d_beta = batch_norm_backward(inner, z, gamma)
    elif norm == "layer":  # normalising along features is batch normalisation of the transpose
        one, zero = np.ones(len(z)), np.zeros(len(z))
        d_z = batch_norm_backward((inner * gamma).T, z.T, one)[0].T
        d_gamma, d_beta = (inner * batch_norm(z.T, one, zero).T).sum(axis=0), inner.sum(axis=0)
    else:
        d_z, d_gamma, d_beta = inner, np.zeros_like(gamma), inner.sum(axis=0)
    return d_z @ weight, d_z.T @ x, d_gamma, d_beta


@shaped
def effective_rate(lr: float, norm: Positive) -> float:
    """Step size that a scale-invariant weight vector of length `norm` really sees.

    η / ‖w‖²

    Source: van Laarhoven 2017, arXiv:1706.05350.
    """
    return lr / norm / norm


@shaped
def gradient_growth(layers: Count, squared: bool = False) -> float:
    """How much longer the gradient is at the bottom of a plain BN–ReLU network at initialisation; or its squared length.

    (π/(π − 1))^(L/2),   squared (π/(π − 1))^L

    Source: Yang et al. 2019, arXiv:1902.08129 (rate for ReLU, infinite width, large batch).
    """
    rate = pi / (pi - 1)
    return float(rate**layers if squared else rate ** (layers / 2))


@shaped
def standard_error(deviation: NotNegative, size: Size) -> float:
    """Standard deviation of the mean over a batch of m independent numbers.

    σ / √m

    Source: variance of a mean.
    """
    return deviation / sqrt(size)


def _normalised(z: Array, gamma: Array, beta: Array, norm: Norm) -> Array:
    if norm == "batch":
        return batch_norm(z, gamma, beta)
    return group_norm(z, gamma, beta, groups=1) if norm == "layer" else z + beta
