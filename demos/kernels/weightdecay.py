"""Weight decay: the same as an L2 penalty under plain SGD only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .optim import Moments, adam, sgd

Array = NDArray[np.float64]


def sgd_decay(
    w: Array, gradient: Array, velocity: Array | None = None, *, lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> tuple[Array, Array]:
    """Take one step of SGD with decoupled weight decay: w ← (1 − ηλ)w − ηv, where v ← μv + g never sees the decay.

    Parameters
    ----------
    w, gradient : arrays of one shape
    velocity : array of the same shape, or None before the first step
    lr, momentum, weight_decay : float

    Returns
    -------
    w, velocity : arrays of the same shape

    Raises
    ------
    ValueError
        As `optim.sgd`, and if weight_decay is negative.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 1 (SGDW), with the decay scaled by lr.
    """
    _require_decay(weight_decay)
    moved, velocity = sgd(w, gradient, velocity, lr=lr, momentum=momentum)
    return moved - lr * weight_decay * np.asarray(w, dtype=float), velocity


def adamw(
    w: Array,
    gradient: Array,
    state: Moments | None = None,
    *,
    lr: float,
    weight_decay: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Array, Moments]:
    """Take one step of AdamW: w ← (1 − ηλ)w − ηm̂ / (√v̂ + ε), where m and v never see the decay.

    Parameters
    ----------
    w, gradient : arrays of one shape
    state : Moments, or None before the first step
    lr, weight_decay, beta1, beta2, eps : float

    Returns
    -------
    w : array of the same shape
    state : Moments

    Raises
    ------
    ValueError
        As `optim.adam`, and if weight_decay is negative.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2; PyTorch AdamW (decay scaled by lr).
    """
    _require_decay(weight_decay)
    moved, state = adam(w, gradient, state, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return moved - lr * weight_decay * np.asarray(w, dtype=float), state


def adam_l2(
    w: Array,
    gradient: Array,
    state: Moments | None = None,
    *,
    lr: float,
    weight_decay: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Array, Moments]:
    """Take one step of Adam on a loss with an L2 penalty: Adam is given g + λw, and rescales both alike.

    This is what `torch.optim.Adam(weight_decay=λ)` does.

    Parameters
    ----------
    w, gradient : arrays of one shape
    state : Moments, or None before the first step
    lr, weight_decay, beta1, beta2, eps : float

    Returns
    -------
    w : array of the same shape
    state : Moments

    Raises
    ------
    ValueError
        As `optim.adam`, and if weight_decay is negative.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2 (the variant with L2 regularisation).
    """
    _require_decay(weight_decay)
    w, gradient = np.asarray(w, dtype=float), np.asarray(gradient, dtype=float)
    if w.shape != gradient.shape:
        raise ValueError(f"gradient {gradient.shape} must have the shape of w {w.shape}")
    return adam(w, gradient + weight_decay * w, state, lr=lr, beta1=beta1, beta2=beta2, eps=eps)


def decayed(weight: float, lr: float, weight_decay: float, steps: int) -> float:
    """What pure decay leaves of a weight after t steps: w(1 − ηλ)ᵗ.

    Parameters
    ----------
    weight, lr, weight_decay : float
    steps : int

    Raises
    ------
    ValueError
        If lr is not positive, weight_decay or steps is negative.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, eq. 1, without a gradient.
    """
    _require_decay(weight_decay)
    if lr <= 0 or steps < 0:
        raise ValueError(f"lr {lr} must be above 0 and steps {steps} at least 0")
    return float(weight * (1 - lr * weight_decay) ** steps)


def decay_half_life(lr: float, weight_decay: float) -> float:
    """Steps in which pure decay halves a weight: ln 2 / −ln(1 − ηλ).

    Parameters
    ----------
    lr, weight_decay : float

    Raises
    ------
    ValueError
        Unless 0 < ηλ < 1.

    Source: solve (1 − ηλ)ᵗ = ½.
    """
    if not 0 < lr * weight_decay < 1:
        raise ValueError(f"lr {lr} times weight_decay {weight_decay} must be above 0 and below 1")
    return float(-np.log(2) / np.log1p(-lr * weight_decay))


def weight_bound(weight_decay: float) -> float:
    """Largest absolute weight at which full-batch AdamW can come to rest: 1/λ.

    Parameters
    ----------
    weight_decay : float
        λ.

    Raises
    ------
    ValueError
        If weight_decay is not positive.

    Source: Xie & Li 2024, arXiv:2404.04454 (if AdamW converges, then to a KKT point under ‖w‖∞ ≤ 1/λ).
    """
    if weight_decay <= 0:
        raise ValueError(f"weight_decay {weight_decay} must be above 0")
    return 1 / weight_decay


def early_stopping_filter(curvature: float, lr: float, steps: int) -> float:
    """Share of the way to the minimum that t steps of gradient descent from 0 cover along one direction: 1 − (1 − ηλᵢ)ᵗ.

    Parameters
    ----------
    curvature, lr : float
    steps : int

    Raises
    ------
    ValueError
        If lr is not positive, curvature or steps is negative.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.8.
    """
    if lr <= 0 or curvature < 0 or steps < 0:
        raise ValueError(f"lr {lr} must be above 0, curvature {curvature} and steps {steps} at least 0")
    return float(1 - (1 - lr * curvature) ** steps)


def early_stopping_strength(lr: float, steps: int) -> float:
    """L2 strength that early stopping resembles: α ≈ 1/(ηt).

    Parameters
    ----------
    lr : float
    steps : int

    Raises
    ------
    ValueError
        If lr is not positive or steps is below 1.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.8.
    """
    if lr <= 0 or steps < 1:
        raise ValueError(f"lr {lr} must be above 0 and steps {steps} at least 1")
    return 1 / (lr * steps)


def resting_norm(lr: float, weight_decay: float, gradient: float) -> float:
    """Norm at which a scale-invariant weight settles under SGD with decay: ⁴√(ηg² / (λ(2 − ηλ))).

    Parameters
    ----------
    lr, weight_decay : float
    gradient : float
        Length of the gradient at ‖w‖ = 1; elsewhere it is g/‖w‖, at right angles to w.

    Raises
    ------
    ValueError
        Unless lr, weight_decay and gradient are positive and ηλ is below 2.

    Source: solve r² = (1 − ηλ)²r² + η²g²/r²; van Laarhoven 2017, arXiv:1706.05350, for its consequences.
    """
    if min(lr, weight_decay, gradient) <= 0 or lr * weight_decay >= 2:
        raise ValueError(f"lr {lr}, weight_decay {weight_decay} and gradient {gradient} must be above 0, and lr times weight_decay below 2")
    return float((lr * gradient**2 / (weight_decay * (2 - lr * weight_decay))) ** 0.25)


def _require_decay(weight_decay: float) -> None:
    if weight_decay < 0:
        raise ValueError(f"weight_decay {weight_decay} must be at least 0")
