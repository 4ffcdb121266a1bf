"""Weight decay: the same as an L2 penalty under plain SGD only."""

from __future__ import annotations

import numpy as np

from .optim import Decay, Moments, adam, sgd
from .shapes import Array, Count, Float, NotNegative, Positive, Size, shaped


@shaped
def sgd_decay(
    w: Float[Array, "*w"],
    gradient: Float[Array, "*w"],
    velocity: Float[Array, "*w"] | None = None,
    *,
    lr: Positive,
    momentum: Decay = 0.0,
    weight_decay: NotNegative = 0.0,
) -> tuple[Float[Array, "*w"], Float[Array, "*w"]]:
    """Take one step of SGD with decoupled weight decay; return the weights and the velocity, which never sees the decay.

    v ← μv + g,  w ← (1 − ηλ)w − ηv

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 1 (SGDW), with the decay scaled by lr.
    """
    moved, velocity = sgd(w, gradient, velocity, lr=lr, momentum=momentum)
    return moved - lr * weight_decay * w, velocity


@shaped
def adamw(
    w: Float[Array, "*w"],
    gradient: Float[Array, "*w"],
    state: Moments | None = None,
    *,
    lr: Positive,
    weight_decay: NotNegative,
    beta1: Decay = 0.9,
    beta2: Decay = 0.999,
    eps: Positive = 1e-8,
) -> tuple[Float[Array, "*w"], Moments]:
    """Take one step of AdamW; return the weights and Adam's memory, which never sees the decay.

    w ← (1 − ηλ)w − ηm̂ / (√v̂ + ε)

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2; PyTorch AdamW (decay scaled by lr).
    """
    moved, state = adam(w, gradient, state, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return moved - lr * weight_decay * w, state


@shaped
def adam_l2(
    w: Float[Array, "*w"],
    gradient: Float[Array, "*w"],
    state: Moments | None = None,
    *,
    lr: Positive,
    weight_decay: NotNegative,
    beta1: Decay = 0.9,
    beta2: Decay = 0.999,
    eps: Positive = 1e-8,
) -> tuple[Float[Array, "*w"], Moments]:
    """Take one step of Adam on a loss with an L2 penalty: Adam is given g + λw, and rescales both alike.

    This is what `torch.optim.Adam(weight_decay=λ)` does.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2 (the variant with L2 regularisation).
    """
    return adam(w, gradient + weight_decay * w, state, lr=lr, beta1=beta1, beta2=beta2, eps=eps)


@shaped
def decayed(weight: float, lr: Positive, weight_decay: NotNegative, steps: Count) -> float:
    """What pure decay leaves of a weight after t steps: w(1 − ηλ)ᵗ.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, eq. 1, without a gradient.
    """
    if lr * weight_decay > 2:
        raise ValueError(f"lr {lr} times weight_decay {weight_decay} must be at most 2, or the weight grows without bound")
    return float(weight * (1 - lr * weight_decay) ** steps)


@shaped
def decay_half_life(lr: Positive, weight_decay: Positive) -> float:
    """Steps in which pure decay halves a weight: ln 2 / −ln(1 − ηλ).

    Source: solve (1 − ηλ)ᵗ = ½.
    """
    if not 0 < lr * weight_decay < 1:
        raise ValueError(f"lr {lr} times weight_decay {weight_decay} must be above 0 and below 1")
    return float(-np.log(2) / np.log1p(-lr * weight_decay))


@shaped
def decay_horizon(lr: Positive, weight_decay: Positive) -> float:
    """Steps over which weights under decay average the updates: 1/(ηλ).

    With updates u, wₜ = (1 − ηλ)ᵗw₀ − η Σ (1 − ηλ)ᵃ uₜ₋ₐ: a moving average of −u/λ whose weights ηλ(1 − ηλ)ᵃ fall to 1/e at about this age.

    Source: Wang & Aitchison 2025, arXiv:2405.13698, §2 (the EMA timescale).
    """
    return 1 / (lr * weight_decay)


@shaped
def share_of_recent(lr: Positive, weight_decay: Positive, steps: Count) -> float:
    """Share of that average which the last n updates make up: 1 − (1 − ηλ)ⁿ.

    Source: sum the weights ηλ(1 − ηλ)ᵃ of `decay_horizon` over a < n.
    """
    if not 0 < lr * weight_decay < 1:
        raise ValueError(f"lr {lr} times weight_decay {weight_decay} must be above 0 and below 1")
    return float(-np.expm1(steps * np.log1p(-lr * weight_decay)))


@shaped
def matching_decay(weight_decay: NotNegative, lr_ratio: Positive = 1.0, batch_ratio: Positive = 1.0) -> float:
    """The λ with which, after lr and batch were multiplied by these ratios, weights forget as much per example as before: λ · b/r.

    Source: solve 1/(rη · λ′) · b = 1/(ηλ); Wang & Aitchison 2025, arXiv:2405.13698, for keeping the timescale in epochs.
    """
    return weight_decay * batch_ratio / lr_ratio


@shaped
def matching_l2(weight_decay: NotNegative, root: Positive) -> float:
    """Strength at which an L2 penalty, divided by Adam's √v, pulls a weight as decay λ does: λ√v.

    Source: solve λ′w/√v = λw; Loshchilov & Hutter 2019, arXiv:1711.05101, propositions 2 and 3.
    """
    return weight_decay * root


@shaped
def weight_bound(weight_decay: Positive) -> float:
    """Largest absolute weight at which full-batch AdamW can come to rest: 1/λ.

    Source: Xie & Li 2024, arXiv:2404.04454 (if AdamW converges, then to a KKT point under ‖w‖∞ ≤ 1/λ).
    """
    return 1 / weight_decay


@shaped
def early_stopping_filter(curvature: NotNegative, lr: Positive, steps: Count) -> float:
    """Share of the way to the minimum that t steps of gradient descent from 0 cover along a direction of curvature λᵢ.

    1 − (1 − ηλᵢ)ᵗ

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.8.
    """
    stride = lr * curvature
    if stride > 2:
        raise ValueError(f"lr {lr} times curvature {curvature} must be at most 2, or the iterate diverges")
    if stride < 1:  # 1 − (1 − ηλ)ᵗ as it stands would cancel where ηλ is tiny
        return float(-np.expm1(steps * np.log1p(-stride)))
    return float(1 - (1 - stride) ** steps)


@shaped
def early_stopping_strength(lr: Positive, steps: Size) -> float:
    """L2 strength that early stopping resembles: α ≈ 1/(ηt).

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.8.
    """
    return 1 / (lr * steps)


@shaped
def resting_norm(lr: Positive, weight_decay: Positive, gradient: Positive) -> float:
    """Norm at which a scale-invariant weight settles under SGD with decay: ⁴√(ηg² / (λ(2 − ηλ))).

    g is the length of the gradient at ‖w‖ = 1; elsewhere it is g/‖w‖, at right angles to w.

    Source: solve r² = (1 − ηλ)²r² + η²g²/r²; van Laarhoven 2017, arXiv:1706.05350, for its consequences.
    """
    if lr * weight_decay >= 2:
        raise ValueError(f"lr {lr} times weight_decay {weight_decay} must be below 2, or the weight grows without bound")
    return float(np.sqrt(gradient) * (lr / (weight_decay * (2 - lr * weight_decay))) ** 0.25)
