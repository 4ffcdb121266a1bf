"""Optimisers: what each one remembers of past gradients, and what step it makes of that."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np

from .shapes import Array, Count, Float, In, NotNegative, Positive, Size, shaped

Decay = Annotated[float, In("[0, 1)")]


class Moments(NamedTuple):
    """What Adam remembers: running means of g and g², the largest mean of g² so far, and the number of steps."""

    first: Float[Array, "*w"]
    second: Float[Array, "*w"]
    peak: Float[Array, "*w"]
    step: Count


@shaped
def sgd(
    w: Float[Array, "*w"],
    gradient: Float[Array, "*w"],
    velocity: Float[Array, "*w"] | None = None,
    *,
    lr: Positive,
    momentum: Decay = 0.0,
    weight_decay: NotNegative = 0.0,
    nesterov: bool = False,
) -> tuple[Float[Array, "*w"], Float[Array, "*w"]]:
    """Take one step of stochastic gradient descent, with momentum if wanted; return the weights and the velocity.

    v ← μv + g + λw,  w ← w − ηv;  Nesterov's variant steps along g + λw + μv instead.

    The gradient is whatever the mini-batch gave: "stochastic" lies in it, not in this rule. λ, the factor of an L2 penalty,
    is added to the gradient as PyTorch does. Before the first step there is no velocity.

    Source: Polyak 1964; Sutskever et al. 2013, On the importance of initialization and momentum; PyTorch SGD.
    """
    gradient = gradient + weight_decay * w
    velocity = gradient if velocity is None else momentum * velocity + gradient
    direction = gradient + momentum * velocity if nesterov else velocity
    return w - lr * direction, velocity


@shaped
def adagrad(
    w: Float[Array, "*w"], gradient: Float[Array, "*w"], total: Float[Array, "*w"] | None = None, *, lr: Positive, eps: Positive = 1e-10
) -> tuple[Float[Array, "*w"], Float[Array, "*w"]]:
    """Take one step of AdaGrad, which divides by the root of the **sum** of all squared gradients; return the weights and the sum.

    G ← G + g²,  w ← w − ηg / (√G + ε)

    G never falls: the memory of AdaGrad forgets nothing.

    Source: Duchi, Hazan & Singer 2011, JMLR 12 (the diagonal form).
    """
    total = gradient**2 if total is None else total + gradient**2
    return w - lr * gradient / (np.sqrt(total) + eps), total


@shaped
def rmsprop(
    w: Float[Array, "*w"],
    gradient: Float[Array, "*w"],
    average: Float[Array, "*w"] | None = None,
    *,
    lr: Positive,
    decay: Decay = 0.99,
    eps: Positive = 1e-8,
) -> tuple[Float[Array, "*w"], Float[Array, "*w"]]:
    """Take one step of RMSProp, which divides by the root of a moving **average** of squared gradients; return the weights and the average.

    s ← ρs + (1 − ρ)g²,  w ← w − ηg / (√s + ε)

    s starts at zero and is not corrected for it.

    Source: Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6e; PyTorch RMSprop.
    """
    average = (1 - decay) * gradient**2 if average is None else decay * average + (1 - decay) * gradient**2
    return w - lr * gradient / (np.sqrt(average) + eps), average


@shaped
def adam(
    w: Float[Array, "*w"],
    gradient: Float[Array, "*w"],
    state: Moments | None = None,
    *,
    lr: Positive,
    beta1: Decay = 0.9,
    beta2: Decay = 0.999,
    eps: Positive = 1e-8,
    corrected: bool = True,
    amsgrad: bool = False,
) -> tuple[Float[Array, "*w"], Moments]:
    """Take one step of Adam: a mean of gradients over the root of a mean of their squares; return the weights and the memory.

    m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ),  w ← w − ηm̂ / (√v̂ + ε)

    Not `corrected`, means that started at zero are taken for means. With `amsgrad` the largest v so far divides
    instead of the present one, so that the effective learning rate cannot rise.

    Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1; Reddi, Kale & Kumar 2018, arXiv:1904.09237 (AMSGrad).
    """
    before = state or Moments(np.zeros_like(w), np.zeros_like(w), np.zeros_like(w), 0)
    first = beta1 * before.first + (1 - beta1) * gradient
    second = beta2 * before.second + (1 - beta2) * gradient**2
    after = Moments(first, second, np.maximum(before.peak, second), before.step + 1)
    mean = first / (1 - beta1**after.step) if corrected else first
    square = after.peak if amsgrad else second
    square = square / (1 - beta2**after.step) if corrected else square
    return w - lr * mean / (np.sqrt(square) + eps), after


@shaped
def convergence_rate(condition: Annotated[float, In("[1, ∞)")], momentum: bool = False) -> float:
    """Factor by which the error shrinks in each step on a quadratic, with the best constants.

    Gradient descent: (κ − 1)/(κ + 1). With momentum: the same of √κ.

    The condition number κ is the largest curvature over the smallest.

    Source: Polyak 1964, Some methods of speeding up the convergence of iteration methods; Goh 2017, Why Momentum Really Works, Distill.
    """
    root = float(np.sqrt(condition)) if momentum else condition
    return (root - 1) / (root + 1)


@shaped
def best_lr(largest: Positive, smallest: Positive, momentum: bool = False) -> float:
    """Learning rate at which gradient descent converges fastest on a quadratic whose extreme curvatures are L and μ.

    2/(L + μ), or with momentum 4/(√L + √μ)²

    The momentum that goes with it is the square of `convergence_rate`.

    Source: Polyak 1964, Some methods of speeding up the convergence of iteration methods; Goh 2017, Why Momentum Really Works, Distill.
    """
    if smallest > largest:
        raise ValueError(f"smallest {smallest} is above largest {largest}")
    return float(4 / (np.sqrt(largest) + np.sqrt(smallest)) ** 2) if momentum else 2 / (largest + smallest)


@shaped
def critical_momentum(lr: Positive, curvature: Positive = 1.0) -> float:
    """Momentum above which the iterate swings through the minimum of a quadratic: (1 − √(ηλ))².

    ηλ is at most 1; beyond that even plain gradient descent swings.

    Source: Goh 2017, Why Momentum Really Works, Distill (critical damping).
    """
    if lr * curvature > 1:
        raise ValueError(f"lr {lr} times curvature {curvature} is above 1: the iterate swings without any momentum")
    return float((1 - np.sqrt(lr * curvature)) ** 2)


@shaped
def momentum_gain(momentum: Decay, steps: Annotated[float, In("[1, ∞]")] = np.inf) -> float:
    """How many times longer than without momentum the step gets under a constant gradient: (1 − μⁿ)/(1 − μ).

    n counts the present step; infinitely many leave 1/(1 − μ).

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §8.3.2.
    """
    return float((1 - momentum**steps) / (1 - momentum))


@shaped
def half_life(decay: Annotated[float, In("(0, 1)")]) -> float:
    """Steps after which a moving average has forgotten half of what it knew: ln ½ / ln ρ.

    Source: the weight ρᵏ of a gradient k steps ago.
    """
    return float(np.log(0.5) / np.log(decay))


@shaped
def adagrad_step(lr: Positive, step: Size) -> float:
    """Length of AdaGrad's step number t, from 1, under a constant gradient, of whatever size: η/√t.

    Source: Duchi, Hazan & Singer 2011, JMLR 12, with equal gradients.
    """
    return float(lr / np.sqrt(step))


@shaped
def adam_step(lr: Positive, step: Size, beta1: Decay = 0.9, beta2: Decay = 0.999, corrected: bool = True) -> float:
    """Length of Adam's step number t, from 1, under a constant gradient, for ε → 0.

    η, or η(1 − β₁ᵗ)/√(1 − β₂ᵗ) if not corrected

    Source: Kingma & Ba 2015, arXiv:1412.6980, §2.1 and §3.
    """
    return lr if corrected else float(lr * (1 - beta1**step) / (1 - beta2**step) ** 0.5)


@shaped
def steady_variance(lr: Positive, curvature: Positive = 1.0, noise: NotNegative = 1.0) -> float:
    """Variance around the minimum of ½λw² at which SGD with a constant learning rate stays: ησ²/(λ(2 − ηλ)).

    The noise σ is the standard deviation of the gradient.

    Source: solve V = (1 − ηλ)²V + η²σ²; the noise ball of Bottou, Curtis & Nocedal 2018, arXiv:1606.04838, §4.
    """
    if lr * curvature >= 2:
        raise ValueError(f"lr {lr} times curvature {curvature} must be below 2, or the iterate diverges")
    return lr * noise**2 / (curvature * (2 - lr * curvature))


@shaped
def state_bytes(parameters: Count, rule: Literal["sgd", "momentum", "adagrad", "rmsprop", "adam"], width: Size = 4) -> int:
    """Memory that an optimiser keeps beside the weights and their gradients, in numbers of `width` bytes.

    SGD keeps nothing, Adam two numbers for each parameter, the others one.

    Source: the state of each rule above.
    """
    kept = {"sgd": 0, "momentum": 1, "adagrad": 1, "rmsprop": 1, "adam": 2}
    return parameters * kept[rule] * width


@shaped
def warmup_cosine(step: Count, steps: Size, peak: Positive, warmup: Count = 0) -> float:
    """Learning rate that rises in a line to its peak, then falls along half a cosine to zero at the last of the steps.

    ηt/t₀ before step t₀ of the warm-up, then ½η(1 + cos(π(t − t₀)/(T − t₀)))

    Source: Loshchilov & Hutter 2017, SGDR, arXiv:1608.03983, eq. 5 (one cycle down to zero); warm-up: Goyal et al. 2017, arXiv:1706.02677, §2.2.
    """
    if step > steps or warmup >= steps:
        raise ValueError(f"step {step} and warmup {warmup} must lie between 0 and steps {steps}, warmup below it")
    if step < warmup:
        return peak * step / warmup
    return float(peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2)


@shaped
def mixed_precision_bytes(parameters: Count, states: Count = 2) -> int:
    """Memory of a mixed-precision training run without its activations: 2 + 2 + 4 + 4·states bytes for each parameter.

    The weights and gradients of the passes have 16 bits, the master weights and the optimiser's states 32.

    Source: Rajbhandari et al. 2020, ZeRO, arXiv:1910.02054, §3.1 (Adam: two states, 16 bytes).
    """
    return parameters * (2 + 2 + 4 + 4 * states)


@shaped
def clip_by_norm(gradient: Float[Array, "*w"], limit: Positive) -> Float[Array, "*w"]:
    """Scale a gradient of all parameters down to a largest norm, so that it keeps its direction.

    g · min(1, c/‖g‖)

    Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, algorithm 1.
    """
    norm = float(np.linalg.norm(gradient))
    return gradient * (limit / norm) if norm > limit else gradient.copy()


@shaped
def orthogonalised(matrix: Float[Array, "n m"], steps: Size = 5) -> Float[Array, "n m"]:
    """Bring all singular values of a matrix near 1 and leave its singular vectors, by Newton–Schulz steps.

    X ← aX + (bXXᵀ + c(XXᵀ)²)X,  from X = G/‖G‖,  a = 3.4445, b = −4.7750, c = 2.0315

    Muon steps along it with the momentum of a weight matrix for G. Within 0.7 to 1.2 is enough for that; exactly 1 would be UVᵀ.

    Source: Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks.
    """
    norm = float(np.linalg.norm(matrix))
    if norm == 0:
        return matrix.copy()
    x = (matrix if len(matrix) <= matrix.shape[1] else matrix.T) / norm
    for _ in range(steps):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x if len(matrix) <= matrix.shape[1] else x.T
