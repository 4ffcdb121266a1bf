"""Generative adversarial networks: two players, one value, and everything in one dimension, where it can be computed."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from .activation import sigmoid
from .loss import kl_divergence
from .shapes import Array, Count, Float, In, Positive, Real, shaped

Rate = Annotated[float, In("[0, ∞)")]
Deviation = Annotated[float, In("[0, ∞)")]
Density = Annotated[Float[Array, "*points"], In("[0, ∞)")]
Probability = Annotated[Float[Array, "..."], In("[0, 1]")]
Path = Float[Array, "steps+1 2"]
"""θ and ψ after each step, the start included."""


@shaped
def optimal_discriminator(real: Density, fake: Density) -> Float[Array, "*points"]:
    """Probability “real” that the best discriminator gives, from the densities of data and generator at each point; not both may be 0.

    D* = p / (p + q)

    Source: Goodfellow et al. 2014, arXiv:1406.2661, proposition 1.
    """
    if not (real + fake > 0).all():
        raise ValueError("the densities real and fake must not both be 0 at a point")
    probability: Array = real / (real + fake)
    return probability


@shaped
def game_value(real_logits: Float[Array, "..."], fake_logits: Float[Array, "..."]) -> float:
    """Value of the game on a batch, from the discriminator's logits on real and on generated samples. The discriminator's loss is −V.

    V = mean log D(x) + mean log(1 − D(G(z)))

    Source: Goodfellow et al. 2014, arXiv:1406.2661, eq. 1.
    """
    if not real_logits.size or not fake_logits.size:
        raise ValueError(f"logits of {real_logits.size} real and {fake_logits.size} generated samples: neither may be empty")
    return float(-np.logaddexp(0.0, -real_logits).mean() - np.logaddexp(0.0, fake_logits).mean())


@shaped
def generator_slope(probability: Probability, saturating: bool = False) -> Float[Array, "..."]:
    """Slope of the generator's loss at the discriminator's logit of a generated sample, from D(G(z)).

    log(1 − D) has slope −D, and saturates where the discriminator wins; −log D has slope −(1 − D).

    Source: Goodfellow 2016, arXiv:1701.00160, §3.2.3.
    """
    slope: Array = 0.0 - probability if saturating else probability - 1.0  # differences, so that no zero gets a minus sign
    return slope


@shaped
def js_divergence(real: Float[Array, "outcomes"], fake: Float[Array, "outcomes"]) -> float:
    """Jensen–Shannon divergence of two distributions in nats; at most ln 2.

    JSD(p, q) = ½ KL(p ‖ m) + ½ KL(q ‖ m)   with m = (p + q) / 2

    Source: Goodfellow et al. 2014, arXiv:1406.2661, theorem 1.
    """
    # Half of the smallest number is 0, from which every divergence is infinite.
    middle = np.maximum((real + fake) / 2, np.minimum(real + fake, np.finfo(float).smallest_subnormal))
    return (kl_divergence(real, middle) + kl_divergence(fake, middle)) / 2


@shaped
def optimal_value(real: Float[Array, "outcomes"], fake: Float[Array, "outcomes"]) -> float:
    """Value of the game once the discriminator is optimal, from the distributions of data and generator.

    V(D*) = −log 4 + 2 JSD(p, q)

    Source: Goodfellow et al. 2014, arXiv:1406.2661, theorem 1.
    """
    return -float(np.log(4)) + 2 * js_divergence(real, fake)


@shaped
def gaussian_logit(x: Float[Array, "..."], shift: Real) -> Float[Array, "..."]:
    """Optimal discriminator's logit for data from N(0, 1) and a generator of N(shift, 1).

    log p(x)/q(x) = shift · (shift/2 − x)

    Source: Goodfellow et al. 2014, arXiv:1406.2661, proposition 1, with the two densities put in.
    """
    logit: Array = shift * (shift / 2 - x)
    return logit


@shaped
def bilinear_radius(rate: Rate, steps: Count) -> float:
    """Distance from the equilibrium, relative to the start, after simultaneous gradient steps on min over θ, max over ψ of θψ.

    (1 + η²)^(k/2)

    Source: Goodfellow 2016, arXiv:1701.00160, §7.2 and §8.2 (the game V = xy); Mescheder et al. 2018, arXiv:1801.04406, §2.
    """
    with np.errstate(over="ignore"):  # so far away that it is infinite
        return float(np.float64(1 + rate * rate) ** (steps / 2))


@shaped
def bilinear_game(rate: Rate, steps: Count, alternating: bool = False) -> Path:
    """Play min over θ, max over ψ of θψ by gradient steps, from (1, 0).

    θ ← θ − η ψ,  ψ ← ψ + η θ   at once, or, if alternating, ψ with the θ that has just moved

    Source: Goodfellow 2016, arXiv:1701.00160, §7.2 and §8.2 (gradient descent for games).
    """
    path = np.empty((steps + 1, 2))
    path[0] = theta, psi = 1.0, 0.0
    for step in range(steps):
        moved = theta - rate * psi
        psi = psi + rate * (moved if alternating else theta)
        theta = moved
        path[step + 1] = theta, psi
    return path


@shaped
def dirac_game(rate: Rate, steps: Count, penalty: Rate = 0.0) -> Path:
    """Train the smallest GAN: data at 0, one generated point at θ, a discriminator with logit ψx; both move at once, from (1, 1).

    V(θ, ψ) = −log 2 + log(1 − σ(ψθ)):  θ descends V, ψ ascends V − ½γψ²   (γ, the penalty, is that of R1)

    Source: Mescheder et al. 2018, arXiv:1801.04406, §2 (the Dirac-GAN) and §4 (simplified gradient penalties).
    """
    path = np.empty((steps + 1, 2))
    path[0] = theta, psi = 1.0, 1.0
    for step in range(steps):
        pull = -float(sigmoid(np.asarray(theta * psi)))  # slope of log(1 − D) at the logit ψθ
        theta, psi = theta - rate * pull * psi, psi + rate * (pull * theta - penalty * psi)
        path[step + 1] = theta, psi
    return path


@shaped
def wasserstein_distance(real: Float[Array, "samples"], fake: Float[Array, "samples"]) -> float:
    """Earth mover's distance between two equally large samples of numbers: the mean distance after sorting both.

    Source: Arjovsky, Chintala & Bottou 2017, arXiv:1701.07875, §2 (the distance); in one dimension sorting is optimal transport.
    """
    if not real.size:
        raise ValueError("samples without a number have no distance")
    return float(np.abs(np.sort(real) - np.sort(fake)).mean())


@shaped
def frechet_distance(mean: Real, deviation: Deviation, other_mean: Real, other_deviation: Deviation) -> float:
    """Fréchet distance, squared as in FID, between two normal distributions on a line.

    (μ − μ′)² + (σ − σ′)²

    Source: Heusel et al. 2017, arXiv:1706.08500 (the Fréchet Inception distance), in one dimension.
    """
    shift, spread = mean - other_mean, deviation - other_deviation
    return shift * shift + spread * spread


@shaped
def penalised_slope(gap: Rate, penalty: Positive = 10.0) -> float:
    """Slope of the best WGAN-GP critic between two piles that lie so far apart, data all in one place and fakes in another.

    1 + L / 2λ: it gains L for each unit of slope g and pays λ(g − 1)²

    Source: Gulrajani et al. 2017, arXiv:1704.00028, eq. 3, with two points put in.
    """
    return 1 + gap / (2 * penalty)


@shaped
def averaged_radius(rate: Annotated[float, In("[0, 2)")], decay: Annotated[float, In("[0, 1)")]) -> float:
    """What an exponential moving average of the weights leaves of the circle on which min over θ, max over ψ of θψ runs in turns.

    (1 − β) / √((1 − β)² + β η²): each turn moves by an angle ω with cos ω = 1 − η²/2, and averaging damps that frequency

    Source: Yazıcı et al. 2019, arXiv:1806.04498 (averaging in GAN training); the gain of a first-order filter at ω.
    """
    return (1 - decay) / float(np.hypot(1 - decay, np.sqrt(decay) * rate))
