"""Autoencoders with a prior, a codebook or a mask: what the bound charges, and how a gradient passes a draw or a jump."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from .autoencoder import Variances, gaussian_kl
from .shapes import Array, Float, In, Int, NotNegative, Positive, Real, shaped

Share = Annotated[float, In("[0, 1)")]


@shaped
def code_kl(means: Float[Array, "k"], deviations: Annotated[Float[Array, "k"], In("(0, ∞)")]) -> float:
    """KL divergence of N(μ, diag σ²) from N(0, I), in nats: independent dimensions, so their prices add up.

    Σⱼ ½ (μⱼ² + σⱼ² − 1 − ln σⱼ²)

    Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
    """
    return sum(gaussian_kl(mean, deviation) for mean, deviation in zip(means.tolist(), deviations.tolist(), strict=True))


@shaped
def linear_vae_loss(
    encoder: Float[Array, "k d"],
    decoder: Float[Array, "d k"],
    log_deviations: Float[Array, "k"],
    data: Float[Array, "n d"],
    noise: Positive,
) -> tuple[float, Float[Array, "k d"], Float[Array, "d k"], Float[Array, "k"]]:
    """Mean negative ELBO of a linear VAE, in nats, the draw of z averaged out; and its gradient for encoder, decoder and ln σ.

    q(z|x) = N(Ex, diag σ²),  p(z) = N(0, I),  p(x|z) = N(Dz, s²I),  dⱼ the columns of D:
    −ELBO = (mean ‖x − DEx‖² + Σⱼ σⱼ²‖dⱼ‖²) / 2s² + ½ d ln 2πs² + Σⱼ ½ (mean (Ex)ⱼ² + σⱼ² − 1 − ln σⱼ²)

    Source: Kingma & Welling 2014, arXiv:1312.6114, eq. 3; Lucas et al. 2019, arXiv:1911.02469 (the linear VAE).
    """
    if not data.size:
        raise ValueError(f"data {data.shape} must have a row and a column")
    count, size = data.shape
    codes, spread = data @ encoder.T, np.exp(2 * log_deviations)
    residual, scaled = (codes @ decoder.T - data) / noise, decoder / noise
    lengths = (scaled**2).sum(axis=0)
    reconstruction = ((residual**2).sum() / count + spread @ lengths) / 2 + size * (np.log(noise) + np.log(2 * np.pi) / 2)
    price = ((codes**2).sum(axis=0) / count + spread - 1).sum() / 2 - log_deviations.sum()
    d_codes = (residual @ scaled + codes) / count
    d_decoder = (residual.T @ codes / count + scaled * spread) / noise
    return float(reconstruction + price), d_codes.T @ data, d_decoder, spread * (lengths + 1) - 1


@shaped
def linear_vae_rates(variances: Variances, noise: Positive) -> Float[Array, "d"]:
    """Mean KL, in nats, that each principal direction costs the best linear VAE with room for all; 0 where the direction is given up.

    ½ ln(λ / s²) where λ > s², else 0

    Source: Tipping & Bishop 1999, Probabilistic principal component analysis, §3 (the maximum of the likelihood), put into the KL term;
    Lucas et al. 2019, arXiv:1911.02469 (it is the maximum of the ELBO too).
    """
    return np.log(np.maximum(np.sqrt(variances) / noise, 1.0))


@shaped
def linear_vae_kl(variances: Variances, noise: Positive) -> float:
    """KL term of the best linear VAE with room for all directions, in nats: the sum of `linear_vae_rates`.

    Σ_{λ > s²} ½ ln(λ / s²)

    Source: as `linear_vae_rates`.
    """
    return float(linear_vae_rates(variances, noise).sum())


@shaped
def collapsed_dimensions(variances: Variances, noise: Positive) -> int:
    """How many principal directions the best linear VAE gives up: those whose variance the decoder's noise s² already explains.

    number of λ ≤ s²

    Source: as `linear_vae_rates`.
    """
    return int((variances <= noise * noise).sum())


@shaped
def score_variance(mean: Real, deviation: Positive, baseline: Real = 0.0) -> float:
    """Variance of the score-function estimate of ∂E[z]/∂μ from one draw z of N(μ, σ²), a constant baseline b taken off z.

    (z − b)(z − μ)/σ² has mean 1 and variance 2 + ((μ − b)/σ)²; the reparametrised estimate, ∂(μ + σε)/∂μ = 1, has none.

    Source: Mohamed et al. 2020, arXiv:1906.10652, §4 (score function) and §5 (pathwise), with the moments of a normal put in.
    """
    distance = (mean - baseline) / deviation
    return 2.0 + distance * distance


@shaped
def nearest_entry(codes: Float[Array, "n d"], codebook: Float[Array, "k d"]) -> Int[Array, "n"]:
    """For each code the index of the codebook's nearest entry; of equally near ones the first.

    argminₖ ‖z − eₖ‖

    Source: van den Oord, Vinyals & Kavukcuoglu 2017, arXiv:1711.00937, eq. 1.
    """
    if not len(codebook):
        raise ValueError("codebook must have an entry")
    nearest: Array = ((codes[:, None] - codebook) ** 2).sum(axis=2).argmin(axis=1)
    return nearest


@shaped
def quantise_backward(
    upstream: Float[Array, "n d"], codes: Float[Array, "n d"], codebook: Float[Array, "k d"], commitment: NotNegative = 0.25
) -> tuple[Float[Array, "n d"], Float[Array, "k d"]]:
    """What a VQ-VAE sends to the encoder's codes and to its codebook, given the decoder's gradient at the quantised codes.

    Straight through: the codes get the decoder's gradient as if nothing had been rounded, and are pulled to their entries, 2β(z − e);
    each entry is pulled to the codes that chose it, Σ 2(e − z), and gets nothing of the decoder's gradient.

    Source: van den Oord, Vinyals & Kavukcuoglu 2017, arXiv:1711.00937, §3.2 and eq. 3 (summed over the codes).
    """
    chosen = nearest_entry(codes, codebook)
    apart = 2 * (codes - codebook[chosen])
    d_codebook = np.zeros_like(codebook)
    np.add.at(d_codebook, chosen, -apart)
    return upstream + commitment * apart, d_codebook


@shaped
def attention_saving(masked: Share) -> float:
    """By what factor the query–key scores of an encoder shrink when it sees only the patches that are not masked.

    1 / (1 − m)²

    Source: He et al. 2022, arXiv:2111.06377, §3 (the encoder sees visible patches only); the scores of n patches are n².
    """
    return 1 / (1 - masked) ** 2
