"""Generative adversarial networks: two players, one value, and everything in one dimension, where it can be computed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .activation import sigmoid
from .loss import kl_divergence

Array = NDArray[np.float64]


def optimal_discriminator(real: Array, fake: Array) -> Array:
    """Probability “real” that the best discriminator gives, from both densities at a point: p / (p + q).

    Parameters
    ----------
    real, fake : arrays of the same shape
        Densities p of the data and q of the generator; not both 0 at a point.

    Returns
    -------
    array of that shape

    Raises
    ------
    ValueError
        If shapes differ, a density is negative, or both are 0 somewhere.

    Source: Goodfellow et al. 2014, arXiv:1406.2661, proposition 1.
    """
    p, q = np.asarray(real, dtype=float), np.asarray(fake, dtype=float)
    if p.shape != q.shape or (p < 0).any() or (q < 0).any() or (p + q == 0).any():
        raise ValueError(f"densities {p.tolist()} and {q.tolist()} must be equally many, at least 0, and not both 0")
    return p / (p + q)


def value(real_logits: Array, fake_logits: Array) -> float:
    """Value of the game on a batch: V = mean log D(x) + mean log(1 − D(G(z))). The discriminator's loss is −V.

    Parameters
    ----------
    real_logits, fake_logits : arrays of any shape
        The discriminator's logits on real and on generated samples.

    Raises
    ------
    ValueError
        If one is empty.

    Source: Goodfellow et al. 2014, arXiv:1406.2661, eq. 1.
    """
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    if not real.size or not fake.size:
        raise ValueError(f"logits of {real.size} real and {fake.size} generated samples: neither may be empty")
    return float(-np.logaddexp(0.0, -real).mean() - np.logaddexp(0.0, fake).mean())


def generator_slope(probability: Array, saturating: bool = False) -> Array:
    """Slope of the generator's loss at the discriminator's logit of a generated sample.

    log(1 − D) has slope −D: it saturates where the discriminator wins. −log D has slope −(1 − D).

    Parameters
    ----------
    probability : array of any shape
        D(G(z)).
    saturating : bool
        Whether the loss is the minimax one, log(1 − D), or the non-saturating −log D.

    Raises
    ------
    ValueError
        If a probability lies outside [0, 1].

    Source: Goodfellow 2016, arXiv:1701.00160, §3.2.3.
    """
    d = np.asarray(probability, dtype=float)
    if ((d < 0) | (d > 1)).any():
        raise ValueError(f"probability {d.tolist()} must lie in [0, 1]")
    return -d if saturating else -(1 - d)


def js_divergence(real: Array, fake: Array) -> float:
    """Jensen–Shannon divergence in nats: ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q) / 2. At most ln 2.

    Parameters
    ----------
    real, fake : arrays of shape (outcomes,)
        Distributions p and q.

    Raises
    ------
    ValueError
        If one is not a distribution, or their shapes differ.

    Source: Goodfellow et al. 2014, arXiv:1406.2661, theorem 1.
    """
    p, q = np.asarray(real, dtype=float), np.asarray(fake, dtype=float)
    if p.shape != q.shape:
        raise ValueError(f"distributions of shapes {p.shape} and {q.shape} must have the same shape")
    middle = (p + q) / 2
    return (kl_divergence(p, middle) + kl_divergence(q, middle)) / 2


def optimal_value(real: Array, fake: Array) -> float:
    """Value of the game once the discriminator is optimal: −log 4 + 2 JSD(p, q).

    Parameters
    ----------
    real, fake : arrays of shape (outcomes,)
        Distributions p and q.

    Raises
    ------
    ValueError
        If one is not a distribution, or their shapes differ.

    Source: Goodfellow et al. 2014, arXiv:1406.2661, theorem 1.
    """
    return -float(np.log(4)) + 2 * js_divergence(real, fake)


def gaussian_logit(x: Array, shift: float) -> Array:
    """Optimal discriminator's logit log(p/q) for data from N(0, 1) and a generator of N(shift, 1): shift²/2 − shift · x.

    Parameters
    ----------
    x : array of any shape
    shift : float

    Returns
    -------
    array in the shape of x

    Source: Goodfellow et al. 2014, arXiv:1406.2661, proposition 1, with the two densities put in.
    """
    return shift**2 / 2 - shift * np.asarray(x, dtype=float)


def bilinear_radius(rate: float, steps: int) -> float:
    """Distance from equilibrium, relative to the start, after simultaneous gradient steps on min over θ, max over ψ of θψ: (1 + η²)^(k/2).

    Parameters
    ----------
    rate : float
        Learning rate η of both players.
    steps : int
        k.

    Raises
    ------
    ValueError
        If steps is negative.

    Source: Goodfellow 2016, arXiv:1701.00160, §7.2 and §8.2 (the game V = xy); Mescheder et al. 2018, arXiv:1801.04406, §2.
    """
    if steps < 0:
        raise ValueError(f"steps {steps} must be at least 0")
    return float((1 + rate**2) ** (steps / 2))


def bilinear_game(rate: float, steps: int, alternating: bool = False) -> Array:
    """Play min over θ, max over ψ of θψ by gradient steps, from (1, 0).

    Parameters
    ----------
    rate : float
        Learning rate of both players.
    steps : int
    alternating : bool
        Whether ψ answers to the θ that has just moved, instead of both moving at once.

    Returns
    -------
    array of shape (steps + 1, 2): θ and ψ, the start included

    Raises
    ------
    ValueError
        If steps is negative.

    Source: Goodfellow 2016, arXiv:1701.00160, §7.2 and §8.2 (gradient descent for games).
    """
    if steps < 0:
        raise ValueError(f"steps {steps} must be at least 0")
    path = np.empty((steps + 1, 2))
    path[0] = theta, psi = 1.0, 0.0
    for step in range(steps):
        moved = theta - rate * psi
        psi = psi + rate * (moved if alternating else theta)
        theta = moved
        path[step + 1] = theta, psi
    return path


def dirac_game(rate: float, steps: int, penalty: float = 0.0) -> Array:
    """Train the smallest GAN: data at 0, one generated point at θ, a discriminator with logit ψx; both move at once, from (1, 1).

    The discriminator ascends V minus the R1 penalty ½γψ²; the generator descends V.

    Parameters
    ----------
    rate : float
        Learning rate of both players.
    steps : int
    penalty : float
        γ, the weight of the squared gradient of the logit at the data.

    Returns
    -------
    array of shape (steps + 1, 2): θ and ψ, the start included

    Raises
    ------
    ValueError
        If steps or the penalty is negative.

    Source: Mescheder et al. 2018, arXiv:1801.04406, §2 (the Dirac-GAN) and §4 (simplified gradient penalties).
    """
    if steps < 0 or penalty < 0:
        raise ValueError(f"steps {steps} and penalty {penalty} must be at least 0")
    path = np.empty((steps + 1, 2))
    path[0] = theta, psi = 1.0, 1.0
    for step in range(steps):
        pull = -float(sigmoid(np.asarray(theta * psi)))  # slope of log(1 − D) at the logit ψθ
        theta, psi = theta - rate * pull * psi, psi + rate * (pull * theta - penalty * psi)
        path[step + 1] = theta, psi
    return path


def wasserstein_distance(real: Array, fake: Array) -> float:
    """Earth mover's distance between two equally large samples of numbers: mean distance after sorting both.

    Parameters
    ----------
    real, fake : arrays of shape (samples,)

    Raises
    ------
    ValueError
        If they are not vectors of one length, or empty.

    Source: Arjovsky, Chintala & Bottou 2017, arXiv:1701.07875, §2 (the distance); in one dimension sorting is optimal transport.
    """
    a, b = np.asarray(real, dtype=float), np.asarray(fake, dtype=float)
    if a.ndim != 1 or a.shape != b.shape or not a.size:
        raise ValueError(f"samples {a.shape} and {b.shape} must be vectors of the same length, and not empty")
    return float(np.abs(np.sort(a) - np.sort(b)).mean())


def frechet_distance(mean: float, deviation: float, other_mean: float, other_deviation: float) -> float:
    """Fréchet distance, squared as in FID, between two normal distributions on a line: (μ − μ′)² + (σ − σ′)².

    Parameters
    ----------
    mean, deviation : float
        Of the first.
    other_mean, other_deviation : float
        Of the second.

    Raises
    ------
    ValueError
        If a deviation is negative.

    Source: Heusel et al. 2017, arXiv:1706.08500 (the Fréchet Inception distance), in one dimension.
    """
    if deviation < 0 or other_deviation < 0:
        raise ValueError(f"deviations {deviation} and {other_deviation} must be at least 0")
    return (mean - other_mean) ** 2 + (deviation - other_deviation) ** 2
