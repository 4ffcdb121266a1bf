"""Optimisers: what each one remembers of past gradients, and what step it makes of that.

优化器：记住过去梯度的什么，又据此走怎样的一步。

Every rule is one pure step on one array, weights and memory in, weights and memory out. The scenes then look at
each memory in turn: how a velocity helps and overshoots, how a sum differs from an average, why an average that
starts at zero needs correcting, and where all of this breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_quiz.nouns import Text
from dl_quiz.stage import Ask, Check, Plot, Range, Refusal, Say, Show, Step

Array = NDArray[np.float64]


class Moments(NamedTuple):
    """What Adam remembers: running means of g and g², the largest mean of g² so far, and the number of steps."""

    first: Array
    second: Array
    peak: Array
    step: int


def sgd(
    w: Array, gradient: Array, velocity: Array | None = None, *, lr: float, momentum: float = 0.0, weight_decay: float = 0.0, nesterov: bool = False
) -> tuple[Array, Array]:
    """Take one step of stochastic gradient descent, with momentum if wanted.

    v ← μv + g + λw,  w ← w − ηv;  Nesterov's variant steps along g + λw + μv instead.

    Parameters
    ----------
    w, gradient : arrays of one shape
        The gradient is whatever the mini-batch gave: "stochastic" lies in it, not in this rule.
    velocity : array of the same shape, or None before the first step
    lr, momentum, weight_decay : float
        η, μ and the factor λ of an L2 penalty, which is added to the gradient as PyTorch does.
    nesterov : bool

    Returns
    -------
    w, velocity : arrays of the same shape

    Raises
    ------
    ValueError
        If shapes differ, lr is not positive, momentum is outside [0, 1) or weight_decay is negative.

    Source: Polyak 1964; Sutskever et al. 2013, On the importance of initialization and momentum; PyTorch SGD.
    """
    w, gradient = _same_shape(w, gradient)
    _require_positive(lr=lr)
    _require_decay(momentum=momentum)
    if weight_decay < 0:
        raise ValueError(f"weight_decay {weight_decay} must be at least 0")
    gradient = gradient + weight_decay * w
    velocity = gradient if velocity is None else momentum * velocity + gradient
    direction = gradient + momentum * velocity if nesterov else velocity
    return w - lr * direction, velocity


def adagrad(w: Array, gradient: Array, total: Array | None = None, *, lr: float, eps: float = 1e-10) -> tuple[Array, Array]:
    """Take one step of AdaGrad: divide by the root of the **sum** of all squared gradients.

    G ← G + g²,  w ← w − ηg / (√G + ε)

    Parameters
    ----------
    w, gradient : arrays of one shape
    total : array of the same shape, or None before the first step
        G, which never falls: the memory of AdaGrad forgets nothing.
    lr, eps : float

    Returns
    -------
    w, total : arrays of the same shape

    Raises
    ------
    ValueError
        If shapes differ, or lr or eps is not positive.

    Source: Duchi, Hazan & Singer 2011, JMLR 12 (the diagonal form).
    """
    w, gradient = _same_shape(w, gradient)
    _require_positive(lr=lr, eps=eps)
    total = gradient**2 if total is None else total + gradient**2
    return w - lr * gradient / (np.sqrt(total) + eps), total


def rmsprop(
    w: Array, gradient: Array, average: Array | None = None, *, lr: float, decay: float = 0.99, eps: float = 1e-8
) -> tuple[Array, Array]:
    """Take one step of RMSProp: divide by the root of a moving **average** of squared gradients.

    s ← ρs + (1 − ρ)g²,  w ← w − ηg / (√s + ε)

    Parameters
    ----------
    w, gradient : arrays of one shape
    average : array of the same shape, or None before the first step
        s, which starts at zero and is not corrected for it.
    lr, decay, eps : float
        η, ρ and ε.

    Returns
    -------
    w, average : arrays of the same shape

    Raises
    ------
    ValueError
        If shapes differ, lr or eps is not positive, or decay is outside [0, 1).

    Source: Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6e; PyTorch RMSprop.
    """
    w, gradient = _same_shape(w, gradient)
    _require_positive(lr=lr, eps=eps)
    _require_decay(decay=decay)
    average = (1 - decay) * gradient**2 if average is None else decay * average + (1 - decay) * gradient**2
    return w - lr * gradient / (np.sqrt(average) + eps), average


def adam(
    w: Array,
    gradient: Array,
    state: Moments | None = None,
    *,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    corrected: bool = True,
    amsgrad: bool = False,
) -> tuple[Array, Moments]:
    """Take one step of Adam: a mean of gradients over the root of a mean of their squares.

    m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ),  w ← w − ηm̂ / (√v̂ + ε)

    Parameters
    ----------
    w, gradient : arrays of one shape
    state : Moments, or None before the first step
    lr, beta1, beta2, eps : float
    corrected : bool
        Divide by 1 − βᵗ. Without it, means that started at zero are taken for means.
    amsgrad : bool
        Divide by the largest v so far instead of the present one, so that the step size cannot grow back.

    Returns
    -------
    w : array of the same shape
    state : Moments

    Raises
    ------
    ValueError
        If shapes differ, lr or eps is not positive, or a beta is outside [0, 1).

    Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1; Reddi, Kale & Kumar 2018, arXiv:1904.09237 (AMSGrad).
    """
    w, gradient = _same_shape(w, gradient)
    _require_positive(lr=lr, eps=eps)
    _require_decay(beta1=beta1, beta2=beta2)
    before = state or Moments(np.zeros_like(w), np.zeros_like(w), np.zeros_like(w), 0)
    first = beta1 * before.first + (1 - beta1) * gradient
    second = beta2 * before.second + (1 - beta2) * gradient**2
    after = Moments(first, second, np.maximum(before.peak, second), before.step + 1)
    mean = first / (1 - beta1**after.step) if corrected else first
    square = after.peak if amsgrad else second
    square = square / (1 - beta2**after.step) if corrected else square
    return w - lr * mean / (np.sqrt(square) + eps), after


def _same_shape(w: Array, gradient: Array) -> tuple[Array, Array]:
    w, gradient = np.asarray(w, dtype=float), np.asarray(gradient, dtype=float)
    if w.shape != gradient.shape:
        raise ValueError(f"gradient {gradient.shape} must have the shape of w {w.shape}")
    return w, gradient


def _require_positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} {value} must be above 0")


def _require_decay(**values: float) -> None:
    for name, value in values.items():
        if not 0 <= value < 1:
            raise ValueError(f"{name} {value} must be at least 0 and below 1")
