"""Autoencoders: reproduce the input, but not too easily."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import numpy as np

from .backprop import parameter_count
from .shapes import Array, Count, Float, In, Positive, Real, Size, shaped

Noise = Annotated[float, In("[0, ∞)")]
"""Standard deviation s of what is added to the input."""
Variances = Annotated[Float[Array, "d"], In("[0, ∞)")]


@shaped
def principal_axes(data: Float[Array, "n d"]) -> tuple[Float[Array, "d"], Float[Array, "d d"]]:
    """Variances along the principal axes, largest first (mean squares, divisor n), and the axes, one unit vector a row, in the same order.

    Σ = Vᵀ diag(λ) V   is the covariance of the data, which need not be centred

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.8.1.
    """
    _require_numbers(data)
    centred = data - data.mean(axis=0)
    variances, columns = np.linalg.eigh(centred.T @ centred / len(data))
    return np.maximum(variances[::-1], 0.0), columns.T[::-1]  # where there is no variance, rounding may leave −1e-16


@shaped
def discarded_variance(variances: Variances, code: Count) -> float:
    """Smallest mean of ‖x − x̂‖² that a linear autoencoder can reach: the variances past the `code` largest.

    Σ_{i > k} λ_i   with λ in falling order

    Source: Baldi & Hornik 1989, Neural networks and principal component analysis; Eckart & Young 1936.
    """
    return float(np.sort(variances)[::-1][code:].sum())


@shaped
def kept_share(variances: Variances, code: Count) -> float:
    """Share of the variance that the best linear code of this width keeps.

    Σ_{i ≤ k} λ_i / Σ_i λ_i   with λ in falling order

    Source: Jolliffe 2002, Principal Component Analysis, §6.1.1.
    """
    ordered = np.sort(variances)[::-1]
    if not ordered.sum() > 0:
        raise ValueError(f"variances {ordered.tolist()} leave nothing to share")
    return float(ordered[:code].sum() / ordered.sum())


@shaped
def linear_loss(
    encoder: Float[Array, "code d"], decoder: Float[Array, "d code"], data: Float[Array, "n d"], noise: Noise = 0.0
) -> tuple[float, Float[Array, "code d"], Float[Array, "d code"]]:
    """Expected reconstruction error of a linear autoencoder whose input is corrupted, and its gradient for encoder and decoder.

    E‖D E (x + s ε) − x‖²  =  mean ‖D E x − x‖² + s² ‖D E‖²:  the noise need not be drawn, its average is a penalty.

    Source: Vincent et al. 2008, Extracting and composing robust features with denoising autoencoders;
    Bishop 1995, Training with noise is equivalent to Tikhonov regularization (the average over the noise).
    """
    _require_numbers(data)
    product = decoder @ encoder
    residual = data @ product.T - data
    loss = (residual**2).sum() / len(data) + noise * noise * (product**2).sum()
    d_product = 2 * residual.T @ data / len(data) + 2 * noise * noise * product
    return float(loss), decoder.T @ d_product, d_product @ encoder.T


@shaped
def linear_denoiser(covariance: Float[Array, "d d"], noise: Positive) -> Float[Array, "d d"]:
    """Best linear guess of x, of mean 0 and this covariance, from x + s ε.

    Σ (Σ + s² I)⁻¹

    Source: Wiener 1949 (the filter); Alain & Bengio 2014, arXiv:1211.4246 (what denoising autoencoders learn).
    """
    skew, scale = np.abs(covariance - covariance.T).max(initial=0.0), np.abs(covariance).max(initial=0.0)
    if not skew <= 1e-8 * scale:
        raise ValueError(f"covariance {covariance.shape} must be symmetric: it differs from its transpose by {skew:g}")
    # The two factors commute and are symmetric, so solving from the left gives the same product.
    filtered: Array = np.linalg.solve(covariance + noise * noise * np.eye(len(covariance)), covariance)
    return filtered


@shaped
def denoising_gain(variance: Noise, noise: Noise) -> float:
    """Factor by which the best linear denoiser shrinks a direction of variance λ.

    λ / (λ + s²)

    Source: as `linear_denoiser`, along one eigenvector.
    """
    if variance == noise == 0:
        raise ValueError("variance and noise must not both be 0")
    return variance / (variance + noise * noise) if variance else 0.0  # s² may be too small for a number


@shaped
def denoising_error(variances: Variances, noise: Noise) -> float:
    """Mean of ‖x − x̂‖² that the best linear denoiser leaves.

    Σ λ s² / (λ + s²)

    Source: as `linear_denoiser`.
    """
    return float(sum(denoising_gain(variance, noise) * (noise * noise) for variance in variances))


@shaped
def compression(inputs: Size, code: Size) -> float:
    """How many input numbers share one number of the code; below 1, the autoencoder is overcomplete.

    d / k

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §14.1 (undercomplete), §14.2 (overcomplete).
    """
    return inputs / code


@shaped
def mirrored_parameters(widths: Sequence[Size], tied: bool = False) -> int:
    """Parameters of an autoencoder whose decoder mirrors its encoder, all layers dense and with biases.

    Widths go from the input to the code: (784, 128, 32) is 784 → 128 → 32 → 128 → 784.
    If tied, the decoder's matrices are the encoder's, transposed; biases stay separate.

    Source: Vincent et al. 2008, Extracting and composing robust features with denoising autoencoders, §2.2 (tied weights).
    """
    shared = sum(a * b for a, b in pairwise(widths)) if tied else 0
    return parameter_count([*widths, *widths[-2::-1]]) - shared


@shaped
def gaussian_kl(mean: Real, deviation: Positive) -> float:
    """KL divergence of N(μ, σ²) from N(0, 1), in nats: what a variational autoencoder pays for each code number that tells the inputs apart.

    ½ (μ² + σ² − 1 − ln σ²)

    Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
    """
    return float(0.5 * (mean * mean + deviation * deviation - 1) - np.log(deviation))


def _require_numbers(data: Array) -> None:
    if not data.size:
        raise ValueError(f"data {data.shape} must have a row and a column")
