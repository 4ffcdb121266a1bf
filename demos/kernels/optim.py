"""Optimisers: what each one remembers of past gradients, and what step it makes of that."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Moments(NamedTuple):
    """What Adam remembers: running means of g and g², the largest mean of g² so far, and the number of steps."""

    first: Array
    second: Array
    peak: Array
    step: int


def sgd(
    w: Array,
    gradient: Array,
    velocity: Array | None = None,
    *,
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
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
    velocity = gradient if velocity is None else momentum * np.asarray(velocity, dtype=float) + gradient
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
    total = gradient**2 if total is None else np.asarray(total, dtype=float) + gradient**2
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
    average = (1 - decay) * gradient**2 if average is None else decay * np.asarray(average, dtype=float) + (1 - decay) * gradient**2
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


def convergence_rate(condition: float, momentum: bool = False) -> float:
    """Factor by which the error shrinks in each step on a quadratic, with the best constants.

    Gradient descent: (κ − 1)/(κ + 1). With momentum: the same of √κ.

    Parameters
    ----------
    condition : float
        κ, the largest curvature over the smallest.
    momentum : bool

    Raises
    ------
    ValueError
        If the condition number is below 1.

    Source: Polyak 1964, Some methods of speeding up the convergence of iteration methods; Goh 2017, Why Momentum Really Works, Distill.
    """
    if condition < 1:
        raise ValueError(f"condition {condition} must be at least 1")
    root = float(np.sqrt(condition)) if momentum else condition
    return (root - 1) / (root + 1)


def best_lr(largest: float, smallest: float) -> float:
    """Learning rate at which gradient descent converges fastest on a quadratic: 2/(L + μ).

    Parameters
    ----------
    largest, smallest : float
        The extreme curvatures L and μ.

    Raises
    ------
    ValueError
        If a curvature is not positive, or the smallest is the larger one.

    Source: Goh 2017, Why Momentum Really Works, Distill.
    """
    _require_positive(largest=largest, smallest=smallest)
    if smallest > largest:
        raise ValueError(f"smallest {smallest} is above largest {largest}")
    return 2 / (largest + smallest)


def critical_momentum(lr: float, curvature: float = 1.0) -> float:
    """Momentum above which the iterate swings through the minimum of a quadratic: (1 − √(ηλ))².

    Parameters
    ----------
    lr, curvature : float
        η and λ, with ηλ at most 1; beyond that even plain gradient descent swings.

    Raises
    ------
    ValueError
        If one is not positive, or their product is above 1.

    Source: Goh 2017, Why Momentum Really Works, Distill (critical damping).
    """
    _require_positive(lr=lr, curvature=curvature)
    if lr * curvature > 1:
        raise ValueError(f"lr {lr} times curvature {curvature} is above 1: the iterate swings without any momentum")
    return float((1 - np.sqrt(lr * curvature)) ** 2)


def momentum_gain(momentum: float, steps: float = np.inf) -> float:
    """How many times longer than without momentum the step gets under a constant gradient: (1 − μⁿ)/(1 − μ).

    Parameters
    ----------
    momentum : float
    steps : float
        n, counting the present one; infinite by default, which leaves 1/(1 − μ).

    Raises
    ------
    ValueError
        If momentum is outside [0, 1), or there is no step.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §8.3.2.
    """
    _require_decay(momentum=momentum)
    if steps < 1:
        raise ValueError(f"steps {steps} must be at least 1")
    return float((1 - momentum**steps) / (1 - momentum))


def half_life(decay: float) -> float:
    """Steps after which a moving average has forgotten half of what it knew: ln ½ / ln ρ.

    Parameters
    ----------
    decay : float

    Raises
    ------
    ValueError
        If decay is outside (0, 1).

    Source: the weight ρᵏ of a gradient k steps ago.
    """
    if not 0 < decay < 1:
        raise ValueError(f"decay {decay} must be above 0 and below 1")
    return float(np.log(0.5) / np.log(decay))


def adagrad_step(lr: float, step: int) -> float:
    """Length of AdaGrad's step number t under a constant gradient, of whatever size: η/√t.

    Parameters
    ----------
    lr : float
    step : int
        t, from 1.

    Raises
    ------
    ValueError
        If lr is not positive or step is below 1.

    Source: Duchi, Hazan & Singer 2011, JMLR 12, with equal gradients.
    """
    _require_positive(lr=lr)
    if step < 1:
        raise ValueError(f"step {step} must be at least 1")
    return float(lr / np.sqrt(step))


def adam_step(lr: float, step: int, beta1: float = 0.9, beta2: float = 0.999, corrected: bool = True) -> float:
    """Length of Adam's step number t under a constant gradient, for ε → 0: η, or η(1 − β₁ᵗ)/√(1 − β₂ᵗ) if not corrected.

    Parameters
    ----------
    lr : float
    step : int
        t, from 1.
    beta1, beta2 : float
    corrected : bool

    Raises
    ------
    ValueError
        If lr is not positive, step is below 1, or a beta is outside [0, 1).

    Source: Kingma & Ba 2015, arXiv:1412.6980, §2.1 and §3.
    """
    _require_positive(lr=lr)
    _require_decay(beta1=beta1, beta2=beta2)
    if step < 1:
        raise ValueError(f"step {step} must be at least 1")
    return lr if corrected else float(lr * (1 - beta1**step) / (1 - beta2**step) ** 0.5)


def steady_variance(lr: float, curvature: float = 1.0, noise: float = 1.0) -> float:
    """Variance around the minimum at which SGD with a constant learning rate stays: ησ²/(λ(2 − ηλ)).

    Parameters
    ----------
    lr, curvature : float
        η and λ of the quadratic ½λw².
    noise : float
        σ, the standard deviation of the gradient.

    Raises
    ------
    ValueError
        If lr or curvature is not positive, noise is negative, or ηλ is 2 or more: then nothing is steady.

    Source: solve V = (1 − ηλ)²V + η²σ²; the noise ball of Bottou, Curtis & Nocedal 2018, arXiv:1606.04838, §4.
    """
    _require_positive(lr=lr, curvature=curvature)
    if noise < 0:
        raise ValueError(f"noise {noise} must be at least 0")
    if lr * curvature >= 2:
        raise ValueError(f"lr {lr} times curvature {curvature} must be below 2, or the iterate diverges")
    return lr * noise**2 / (curvature * (2 - lr * curvature))


def state_bytes(parameters: int, rule: Literal["sgd", "momentum", "adagrad", "rmsprop", "adam"], width: int = 4) -> int:
    """Memory that an optimiser keeps beside the weights and their gradients.

    Parameters
    ----------
    parameters : int
    rule : str
        SGD keeps nothing, Adam two numbers for each parameter, the others one.
    width : int
        Bytes of a number.

    Raises
    ------
    ValueError
        If the rule is unknown, parameters is negative or width is below 1.

    Source: the state of each rule above.
    """
    kept = {"sgd": 0, "momentum": 1, "adagrad": 1, "rmsprop": 1, "adam": 2}
    if rule not in kept or parameters < 0 or width < 1:
        raise ValueError(f"rule {rule!r} must be one of {sorted(kept)}, parameters {parameters} at least 0, width {width} at least 1")
    return parameters * kept[rule] * width


def warmup_cosine(step: int, steps: int, peak: float, warmup: int = 0) -> float:
    """Learning rate that rises in a line to its peak, then falls along half a cosine to zero.

    Parameters
    ----------
    step, steps : int
        Present step and the last one.
    peak : float
    warmup : int
        Steps of the rise.

    Raises
    ------
    ValueError
        Unless 0 ≤ step ≤ steps and 0 ≤ warmup < steps.

    Source: Loshchilov & Hutter 2017, SGDR, arXiv:1608.03983, eq. 5 (one cycle down to zero); warm-up: Goyal et al. 2017, arXiv:1706.02677, §2.2.
    """
    _require_positive(peak=peak)
    if not 0 <= step <= steps or not 0 <= warmup < steps:
        raise ValueError(f"step {step} and warmup {warmup} must lie between 0 and steps {steps}, warmup below it")
    if step < warmup:
        return peak * step / warmup
    return float(peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2)


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
