"""Softmax inside attention: how far dot products spread, when exponentials overflow, and how a sum of them is kept in one pass."""

from __future__ import annotations

from math import exp, inf, log, sqrt

import numpy as np

from .shapes import Array, Float, Positive, Real, Size, shaped


@shaped
def dot_product_spread(width: Size) -> float:
    """Standard deviation of q · k, when the entries of both are independent, with mean 0 and variance 1.

    √d

    Source: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762, §3.2.1, footnote 4.
    """
    return sqrt(width)


@shaped
def largest_exponent(largest: Positive) -> float:
    """Where the exponential overflows in a format of floating-point numbers whose largest one is given.

    ln(largest)

    Source: IEEE 754-2019, table 3.5 (65504 is the largest number of binary16).
    """
    return log(largest)


@shaped
def rescaled_sum(largest: Real, total: Positive, score: Real) -> float:
    """The running sum of exponentials, each relative to the largest score so far, after one more score.

    m′ = max(m, z),   l′ = l · e^(m − m′) + e^(z − m′)

    Source: Milakov & Gimelshein 2018, arXiv:1805.02867, algorithm 3.
    """
    highest = max(largest, score)
    return total * exp(largest - highest) + exp(score - highest)


@shaped
def online_log_sum_exp(scores: Float[Array, "n"]) -> Float[Array, "n"]:
    """Logarithm of the sum of exponentials of the scores up to each one, in one pass that never overflows. A score of −∞ adds nothing.

    m + ln l, with m and l as in `rescaled_sum`

    Source: Milakov & Gimelshein 2018, arXiv:1805.02867, algorithm 3; Dao et al. 2022, FlashAttention, arXiv:2205.14135, §3.1 (over blocks).
    """
    largest, total, sums = -inf, 0.0, np.empty_like(scores)
    for place, score in enumerate(scores.tolist()):
        if score > -inf:
            highest = max(largest, score)
            largest, total = highest, total * exp(largest - highest) + exp(score - highest)
        sums[place] = largest + log(total) if total else -inf
    return sums
