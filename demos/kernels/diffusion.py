"""Diffusion where everything is known: a mixture of normals on a line, noised, and its score at every noise."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from .shapes import Array, Float, In, Size, shaped

Above0 = Annotated[Float[Array, "k"], In("(0, ∞)")]
Kept = Annotated[float, In("[0, 1]")]
"""ᾱ, the share of the variance that is still the data's."""


@shaped
def kept_signal(steps: Size, most: Annotated[float, In("(0, 1)")] = 0.1) -> Float[Array, "steps+1"]:
    """Share ᾱₜ of the variance that is still the data's, for t = 0 … T, when step t keeps 1 − βₜ of it and βₜ grows evenly up to `most`.

    ᾱₜ = Π_{i ≤ t} (1 − βᵢ)

    Source: Ho, Jain & Abbeel 2020, arXiv:2006.11239, §2 and §4 (a linear schedule).
    """
    return np.concatenate([[1.0], np.cumprod(1 - most * np.arange(1, steps + 1) / steps)])


@shaped
def mixture_score(
    x: Float[Array, "n"], weights: Above0, means: Float[Array, "k"], deviations: Above0, kept: Kept = 1.0
) -> Float[Array, "n"]:
    """Slope of the log-density of a mixture of normals after noising: where to go from x to be likelier.

    xₜ = √ᾱ x₀ + √(1 − ᾱ) ε, so pₜ = Σ wₖ N(√ᾱ mₖ, vₖ) with vₖ = ᾱ sₖ² + 1 − ᾱ
    ∇ log pₜ = Σ rₖ (√ᾱ mₖ − x)/vₖ   with rₖ ∝ wₖ N(x; √ᾱ mₖ, vₖ)

    Source: Song et al. 2021, arXiv:2011.13456, §2 (the score), for a mixture.
    """
    variances = kept * deviations**2 + 1 - kept
    distances = np.sqrt(kept) * means - x[:, None]
    logs = np.log(weights) - distances**2 / (2 * variances) - np.log(variances) / 2
    shares = np.exp(logs - logs.max(axis=1, keepdims=True))
    slope: Array = (shares * distances / variances).sum(axis=1) / shares.sum(axis=1)
    return slope


@shaped
def reverse_step(x: Float[Array, "n"], score: Float[Array, "n"], noise: Float[Array, "n"], kept: Kept, before: Kept) -> Float[Array, "n"]:
    """One step of the reverse chain, from xₜ with ᾱ = `kept` to xₜ₋₁ with ᾱ = `before`.

    xₜ₋₁ = (xₜ + β ∇ log pₜ(xₜ)) / √(1 − β) + √β ε   with 1 − β = ᾱₜ / ᾱₜ₋₁

    Source: Ho, Jain & Abbeel 2020, arXiv:2006.11239, algorithm 2 (with σ² = β, and the score in place of −ε_θ/√(1 − ᾱ)).
    """
    if not 0 < kept <= before:
        raise ValueError(f"kept {kept:g} must be above 0 and at most before {before:g}")
    beta = 1 - kept / before
    return (x + beta * score) / np.sqrt(1 - beta) + np.sqrt(beta) * noise
