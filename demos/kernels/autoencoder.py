"""Autoencoders: reproduce the input, but not too easily."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def principal_axes(data: Array) -> tuple[Array, Array]:
    """Directions of largest variance, and the variances along them.

    Parameters
    ----------
    data : array of shape (samples, dimensions)
        One point a row; they need not be centred.

    Returns
    -------
    variances : array of shape (dimensions,), largest first (mean squares, divisor n)
    axes : array of shape (dimensions, dimensions), one unit vector a row, in the same order

    Raises
    ------
    ValueError
        If the data is no matrix with a row.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.8.1.
    """
    data = _matrix(data)
    centred = data - data.mean(axis=0)
    variances, columns = np.linalg.eigh(centred.T @ centred / len(data))
    return variances[::-1], columns.T[::-1]


def discarded_variance(variances: Sequence[float] | Array, code: int) -> float:
    """Smallest error that a linear autoencoder can reach: the sum of the variances past the first `code`.

    Parameters
    ----------
    variances : sequence of float
        Eigenvalues of the covariance, in any order.
    code : int
        Numbers in the code.

    Returns
    -------
    float : mean of ‖x − x̂‖²

    Raises
    ------
    ValueError
        If a variance is negative or the code is narrower than 0.

    Source: Baldi & Hornik 1989, Neural networks and principal component analysis; Eckart & Young 1936.
    """
    return float(_sorted_variances(variances, code)[code:].sum())


def kept_share(variances: Sequence[float] | Array, code: int) -> float:
    """Share of the variance that the best linear code of this width keeps.

    Parameters and Raises as for `discarded_variance`; besides, the variances must not all be zero.

    Source: Jolliffe 2002, Principal Component Analysis, §6.1.1.
    """
    ordered = _sorted_variances(variances, code)
    if not ordered.sum():
        raise ValueError(f"variances {ordered.tolist()} leave nothing to share")
    return float(ordered[:code].sum() / ordered.sum())


def linear_loss(encoder: Array, decoder: Array, data: Array, noise: float = 0.0) -> tuple[float, Array, Array]:
    """Expected reconstruction error of a linear autoencoder whose input is corrupted, and its gradient.

    E‖D E (x + s ε) − x‖²  =  mean ‖D E x − x‖² + s² ‖D E‖²:  the noise need not be drawn, its average is a penalty.

    Parameters
    ----------
    encoder : array of shape (code, dimensions)
        E, from x to the code.
    decoder : array of shape (dimensions, code)
        D, back again.
    data : array of shape (samples, dimensions)
        The clean x, one a row.
    noise : float
        Standard deviation s of the corruption; 0 makes it the plain autoencoder.

    Returns
    -------
    loss : float
    d_encoder, d_decoder : arrays in the shapes of encoder and decoder

    Raises
    ------
    ValueError
        If shapes do not fit together, or the noise is negative.

    Source: Vincent et al. 2008, Extracting and composing robust features with denoising autoencoders;
    Bishop 1995, Training with noise is equivalent to Tikhonov regularization (the average over the noise).
    """
    encoder, decoder, data = _matrix(encoder), _matrix(decoder), _matrix(data)
    if encoder.shape != decoder.shape[::-1] or data.shape[1] != encoder.shape[1] or noise < 0:
        raise ValueError(
            f"encoder {encoder.shape}, decoder {decoder.shape} and data {data.shape} must be (code, d), (d, code) and (n, d), "
            f"and noise {noise} at least 0"
        )
    product = decoder @ encoder
    residual = data @ product.T - data
    loss = (residual**2).sum() / len(data) + noise**2 * (product**2).sum()
    d_product = 2 * residual.T @ data / len(data) + 2 * noise**2 * product
    return float(loss), decoder.T @ d_product, d_product @ encoder.T


def linear_denoiser(covariance: Array, noise: float) -> Array:
    """Best linear guess of x from x + s ε: Σ (Σ + s² I)⁻¹.

    Parameters
    ----------
    covariance : array of shape (dimensions, dimensions)
        Of the clean data, whose mean is zero.
    noise : float
        Standard deviation s > 0 of the corruption.

    Returns
    -------
    array of shape (dimensions, dimensions)

    Raises
    ------
    ValueError
        If the covariance is not a symmetric matrix, or the noise not positive.

    Source: Wiener 1949 (the filter); Alain & Bengio 2014, arXiv:1211.4246 (what denoising autoencoders learn).
    """
    covariance = _matrix(covariance)
    if covariance.shape[0] != covariance.shape[1] or not np.allclose(covariance, covariance.T) or noise <= 0:
        raise ValueError(f"covariance {covariance.shape} must be symmetric, and noise {noise} positive")
    # The two factors commute and are symmetric, so solving from the left gives the same product.
    filtered: Array = np.linalg.solve(covariance + noise**2 * np.eye(len(covariance)), covariance)
    return filtered


def denoising_gain(variance: float, noise: float) -> float:
    """Factor by which the best linear denoiser shrinks a direction of this variance: λ / (λ + s²).

    Parameters
    ----------
    variance : float
        λ of the clean data along the direction.
    noise : float
        Standard deviation s of the corruption.

    Raises
    ------
    ValueError
        If one is negative or both are zero.

    Source: as `linear_denoiser`, along one eigenvector.
    """
    if variance < 0 or noise < 0 or variance + noise == 0:
        raise ValueError(f"variance {variance} and noise {noise} must be at least 0, and not both 0")
    return variance / (variance + noise**2)


def denoising_error(variances: Sequence[float] | Array, noise: float) -> float:
    """Error that the best linear denoiser leaves: Σ λ s² / (λ + s²).

    Parameters and Raises as for `denoising_gain`, for each variance.

    Source: as `linear_denoiser`.
    """
    return float(sum(denoising_gain(variance, noise) * noise**2 for variance in variances))


def compression(inputs: int, code: int) -> float:
    """How many input numbers share one number of the code: d / k; below 1, the autoencoder is overcomplete.

    Raises
    ------
    ValueError
        If a width is below 1.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §14.1 (undercomplete), §14.2 (overcomplete).
    """
    if inputs < 1 or code < 1:
        raise ValueError(f"inputs {inputs} and code {code} must be at least 1")
    return inputs / code


def mirrored_parameters(widths: Sequence[int], tied: bool = False) -> int:
    """Parameters of an autoencoder whose decoder mirrors its encoder, all layers dense and with biases.

    Parameters
    ----------
    widths : sequence of int
        From the input to the code: (784, 128, 32) is 784 → 128 → 32 → 128 → 784.
    tied : bool
        The decoder's matrices are the encoder's, transposed; biases stay separate.

    Raises
    ------
    ValueError
        If there are fewer than two widths, or one is below 1.

    Source: Vincent et al. 2008, Extracting and composing robust features with denoising autoencoders, §2.2 (tied weights).
    """
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths {tuple(widths)} must be two or more numbers of at least 1")
    weights = sum(a * b for a, b in pairwise(widths))
    biases = sum(widths[1:]) + sum(widths[:-1])
    return (1 if tied else 2) * weights + biases


def gaussian_kl(mean: float, deviation: float) -> float:
    """KL divergence of N(μ, σ²) from N(0, 1), in nats: ½ (μ² + σ² − 1 − ln σ²).

    The price that a variational autoencoder pays for each code number that tells the inputs apart.

    Parameters
    ----------
    mean, deviation : float
        μ, and σ > 0.

    Raises
    ------
    ValueError
        If the deviation is not positive.

    Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
    """
    if deviation <= 0:
        raise ValueError(f"deviation {deviation} must be positive")
    return float(0.5 * (mean**2 + deviation**2 - 1) - np.log(deviation))


def _matrix(values: Array) -> Array:
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"shape {values.shape} must be a matrix with at least one row and one column")
    return values


def _sorted_variances(variances: Sequence[float] | Array, code: int) -> Array:
    ordered = np.sort(np.asarray(variances, dtype=float))[::-1]
    if code < 0 or not ordered.size or ordered[-1] < 0:
        raise ValueError(f"variances {ordered.tolist()} must be at least 0, and so must code {code}")
    return ordered
