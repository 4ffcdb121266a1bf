"""Dropout: switch units off at random while training, scale up the survivors, and use all of them at inference."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Annotated

import numpy as np

from .shapes import Array, Count, Float, In, NotNegative, Size, shaped

Rate = Annotated[float, In("[0, 1)")]
"""Probability of being dropped: PyTorch's meaning (early TensorFlow asked for 1 − p). At 1 nothing would be left to scale up."""


@shaped
def dropout(x: Float[Array, "*s"], rate: Rate, rng: np.random.Generator) -> tuple[Float[Array, "*s"], Float[Array, "*s"]]:
    """Drop each number with probability `rate`, and divide those that stay by 1 − rate (inverted dropout).

    y = m ⊙ x / (1 − p),   m ~ Bernoulli(1 − p), independently for each number

    Returns y and the mask m: 1 where a number stayed, 0 where it was dropped.

    Source: Srivastava et al. 2014, JMLR 15, §4 for the mask, §10 for scaling at training time.
    """
    keep = 1 - rate
    mask = (rng.random(x.shape) < keep).astype(float)
    return x * mask / keep, mask


@shaped
def dropout_backward(upstream: Float[Array, "*s"], mask: Float[Array, "*s"], rate: Rate) -> Float[Array, "*s"]:
    """Gradient of a loss through `dropout`: the mask that it returned (a new one would be another function's), and the same scale.

    ∂L/∂x = m ⊙ ∂L/∂y / (1 − p)

    Source: Srivastava et al. 2014, JMLR 15, §5.1.
    """
    d_x: Array = upstream * mask / (1 - rate)
    return d_x


@shaped
def survivor(value: float, rate: Rate, scale: bool = True) -> float:
    """What a unit of value h that was not dropped hands on; without `scale`, the original form, its own value.

    h / (1 − p)

    Source: Srivastava et al. 2014, JMLR 15, §10.
    """
    return value / (1 - rate) if scale else value


@shaped
def noise_variance(value: float, rate: Rate, scale: bool = True) -> float:
    """Variance of a unit of value h under dropout.

    h² p / (1 − p),   without scaling h² p (1 − p)

    Source: variance of a Bernoulli variable; Wager, Wang & Liang 2013, arXiv:1307.1493 (dropout as noise on the features).
    """
    return value * value * rate / (1 - rate) if scale else value * value * rate * (1 - rate)


@shaped
def subnetworks(units: Count) -> int:
    """Networks that share the weights: each unit to which dropout is applied is there or not.

    2ⁿ

    Source: Srivastava et al. 2014, JMLR 15, §1.
    """
    return int(2**units)


@shaped
def drop_probability(units: Count, dropped: Count, rate: Rate) -> float:
    """Probability that exactly k of n units are dropped.

    C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ

    Source: binomial distribution.
    """
    if dropped > units:
        raise ValueError(f"dropped {dropped} must be at most units {units}")
    p = Fraction(rate)  # exact: C(n, k) alone is beyond the floats from n = 1030 on
    return float(comb(units, dropped) * p**dropped * (1 - p) ** (units - dropped))


@shaped
def ridge_penalty(weights: Float[Array, "d"], inputs: Float[Array, "n d"], rate: Rate) -> float:
    """What dropout on the inputs of a linear regression adds to the expected squared error.

    p/(1 − p) · Σ_j w_j² Σ_i x_ij²

    Source: Srivastava et al. 2014, JMLR 15, §9.1; Wager, Wang & Liang 2013, arXiv:1307.1493 (the L2 form).
    """
    return float(rate / (1 - rate) * np.square(weights) @ np.square(inputs).sum(axis=0))


@shaped
def unit_penalty(weight: float, energy: NotNegative, rate: Rate) -> float:
    """The share of one input in `ridge_penalty`, given its energy: its squares summed over the examples.

    p/(1 − p) · w² · Σ_i x_i²

    Source: Srivastava et al. 2014, JMLR 15, §9.1.
    """
    return rate / (1 - rate) * (weight * weight) * energy


@shaped
def expected_blocks(blocks: Size, rate: Annotated[float, In("[0, 1]")], linear: bool = True) -> float:
    """How many residual blocks take part in a training pass under stochastic depth (DropPath), on average.

    Σₗ (1 − p l/L) = L − p (L + 1)/2   if the rate grows linearly from p/L in the first block to p in the last;  L (1 − p) if all have the rate p

    Source: Huang et al. 2016, arXiv:1603.09382, §3 (linear decay, expected depth).
    """
    return blocks - rate * (blocks + 1) / 2 if linear else blocks * (1 - rate)


@shaped
def drop_path(branch: Float[Array, "n *s"], rate: Rate, rng: np.random.Generator) -> Float[Array, "n *s"]:
    """Drop a residual branch as a whole: one coin for each example, and 1/(1 − p) for those that keep it. The skip is not touched.

    y = x + m f(x) / (1 − p),   of which this is the second term

    Source: Huang et al. 2016, arXiv:1603.09382, §3 (there f is scaled at test time instead).
    """
    coins, _ = dropout(np.ones((len(branch), *(1 for _ in branch.shape[1:]))), rate, rng)
    return branch * coins
