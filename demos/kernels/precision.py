"""Gradients in sixteen bits: what float16 and bfloat16 keep of a number, and what scaling the loss rescues."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from .shapes import Array, Float, In, Positive, shaped

SMALLEST_HALF = 2.0**-24
"""The smallest positive number of float16 (subnormal); half of it, and whatever is less, is rounded to 0."""


@shaped
def half(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """The nearest number of float16 (5 bits of exponent, 10 of fraction): ties go to the even one, what is too large becomes infinite.

    Source: IEEE 754-2019, §3.6 (binary16) and §4.3.1 (round to nearest, ties to even).
    """
    with np.errstate(over="ignore"):
        return x.astype(np.float16).astype(float)


@shaped
def bfloat16(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """The nearest number of bfloat16: the upper 16 of float32's 32 bits, so its range with 7 bits of fraction; ties go to the even one.

    Source: Kalamkar et al. 2019, arXiv:1905.12322, §2 (bfloat16 beside float16 and float32).
    """
    with np.errstate(over="ignore"):
        bits = np.atleast_1d(x.astype(np.float32)).view(np.uint32)
    even = (bits >> np.uint32(16)) & np.uint32(1)
    rounded = (bits + np.uint32(0x7FFF) + even) & np.uint32(0xFFFF0000)
    kept = np.where(np.isfinite(bits.view(np.float32)), rounded, bits).astype(np.uint32)
    return kept.view(np.float32).astype(float).reshape(x.shape)


@shaped
def through_half(gradient: Float[Array, "..."], scale: Positive = 1.0) -> Float[Array, "..."]:
    """What is left of gradients that were computed in float16 from a loss multiplied by S, and divided by S again in higher precision.

    half(S g) / S

    Source: Micikevicius et al. 2018, arXiv:1710.03740, §3.2 (loss scaling).
    """
    return half(scale * gradient) / scale


@shaped
def least_loss_scale(gradient: Annotated[float, In("(0, 1]")]) -> float:
    """The smallest power of two by which the loss must be multiplied so that float16 does not round this gradient to 0; at least 1.

    The least S = 2ᵏ ≥ 1 with S g > 2⁻²⁵, half of the smallest positive number: that half itself is a tie, and 0 is even.

    Source: Micikevicius et al. 2018, arXiv:1710.03740, §3.2; IEEE 754-2019, §4.3.1.
    """
    return float(max(1.0, 2.0 ** (np.floor(np.log2(SMALLEST_HALF / 2 / gradient)) + 1)))
