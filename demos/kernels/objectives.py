"""Losses that train today's models: what a language model, a student, an embedding and a preference are trained by."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from .activation import softmax
from .loss import example_loss
from .shapes import Array, Float, In, NotNegative, Positive, Real, shaped


@shaped
def moment_fit(
    weights: Annotated[Float[Array, "k"], In("(0, ∞)")], means: Float[Array, "k"], deviations: Annotated[Float[Array, "k"], In("(0, ∞)")]
) -> tuple[float, float]:
    """Mean and deviation of the normal q that is nearest to a mixture p of normals by KL(p ‖ q): those of the mixture itself.

    μ = Σ wₖ mₖ,   σ² = Σ wₖ (sₖ² + (mₖ − μ)²)   with weights that are made to sum to 1

    Source: Bishop 2006, Pattern Recognition and Machine Learning, §10.7, eq. 10.187 (moment matching).
    """
    shares = weights / weights.sum()
    mean = float(shares @ means)
    return mean, float(np.sqrt(shares @ (deviations**2 + (means - mean) ** 2)))


@shaped
def two_mode_fit(apart: NotNegative, heavy: Annotated[float, In("(0, 1)")], spread: Positive = 0.5) -> float:
    """Deviation of the normal q of least KL(p ‖ q), p having modes at ±a with weights w and 1 − w and one spread s.

    √(s² + 4w(1 − w)a²)

    Source: as `moment_fit`.
    """
    return moment_fit(np.array([heavy, 1 - heavy]), np.array([-apart, apart]), np.array([spread, spread]))[1]


@shaped
def perplexity(losses: Float[Array, "segments"], tokens: Annotated[Float[Array, "segments"], In("(0, ∞)")]) -> float:
    """Perplexity of a text in segments, from the mean cross-entropy of each, in nats a token, and its number of tokens.

    exp(Σ nᵢ Lᵢ / Σ nᵢ)

    Source: Jurafsky & Martin, Speech and Language Processing, 3rd ed. draft, §3.3 (perplexity) and §3.7 (with cross-entropy).
    """
    if not losses.size:
        raise ValueError("losses (0,) must not be empty")
    with np.errstate(over="ignore"):  # so unlikely that it is infinite
        return float(np.exp(losses @ tokens / tokens.sum()))


@shaped
def perplexity_of_two(short: Real, long: Real, ratio: Positive) -> float:
    """Perplexity of a text in two parts with these mean losses, the second with `ratio` times as many tokens.

    exp((L₁ + r L₂) / (1 + r))

    Source: as `perplexity`.
    """
    return perplexity(np.array([short, long]), np.array([1.0, ratio]))


@shaped
def info_nce(similarities: Float[Array, "c"], temperature: Positive) -> float:
    """InfoNCE loss of one query: softmax cross-entropy over its similarities to the candidates, of which the first is its partner.

    −log (e^{s₀/τ} / Σⱼ e^{sⱼ/τ})

    Source: van den Oord, Li & Vinyals 2018, arXiv:1807.03748, eq. 4; Chen et al. 2020, arXiv:2002.05709, eq. 1 (with the temperature).
    """
    return example_loss(similarities / temperature, np.zeros((), dtype=int))


@shaped
def distillation_gradient(
    student: Float[Array, "c"], teacher: Float[Array, "c"], temperature: Positive = 1.0, scaled: bool = True
) -> Float[Array, "c"]:
    """Gradient, with respect to the student's logits, of the cross-entropy of both softmaxes at one temperature, times T² if `scaled`.

    T² · (softmax(z/T) − softmax(v/T)) / T

    Source: Hinton, Vinyals & Dean 2015, arXiv:1503.02531, §2 and §2.1.
    """
    apart = softmax(student / temperature) - softmax(teacher / temperature)
    return apart * temperature if scaled else apart / temperature


@shaped
def dpo_weight(chosen: Real, rejected: Real, beta: Positive = 0.1) -> float:
    """How hard DPO pulls on one pair of answers, from the log-ratios ln π/π_ref of the chosen and of the rejected one.

    The loss is −log σ(β(r_w − r_l)); its slope is −β σ(−β(r_w − r_l)) in r_w, and the opposite in r_l: this is its size.

    Source: Rafailov et al. 2023, arXiv:2305.18290, eq. 7 and §4 (what the update does).
    """
    return float(beta * np.exp(-np.logaddexp(0.0, beta * (chosen - rejected))))


@shaped
def dpo_slope(ahead: Real, beta: Positive = 0.1) -> float:
    """Derivative of DPO's loss with respect to the log-ratio of the chosen answer, from its lead over that of the rejected one.

    −β σ(−β(r_w − r_l))

    Source: as `dpo_weight`.
    """
    return -dpo_weight(ahead, 0.0, beta)


@shaped
def balanced_focal(
    probability: Annotated[float, In("(0, 1]")], alpha: Annotated[float, In("[0, 1]")] = 0.25, gamma: NotNegative = 2.0
) -> float:
    """Focal loss of one example of the rare class, from the probability given to it, with the weight α of that class.

    −α (1 − p)^γ log p

    Source: Lin et al. 2017, arXiv:1708.02002, eq. 5.
    """
    return -alpha * (1 - probability) ** gamma * float(np.log(probability)) + 0.0
