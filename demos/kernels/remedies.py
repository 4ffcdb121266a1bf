"""Remedies for overfitting: diagnose first, then measure each cure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from .activation import softmax
from .backprop import Layer, initialise
from .dropout import dropout
from .loss import cross_entropy, cross_entropy_gradient
from .shapes import Array, Count, Float, In, Int, NotNegative, Positive, Size, shaped
from .training import train_layers

Share = Annotated[float, In("[0, 1]")]
Rate = Annotated[float, In("[0, 1)")]


@shaped
def early_stopping(losses: Float[Array, "n"], patience: Size, tolerance: NotNegative = 0.0) -> tuple[int, int]:
    """Epoch at which training stops, and epoch whose weights are restored, from the validation loss after each; epochs count from 1.

    Training stops once `patience` epochs in a row have not improved on the best loss by more than `tolerance`, or with the list.
    A loss that is not a number is worse than any other.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 7.1; Prechelt 1998, Early stopping — but when?
    """
    if not len(losses):
        raise ValueError(f"losses {losses.shape} must hold one at least")
    losses = np.where(np.isnan(losses), np.inf, losses)
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[best - 1] - tolerance:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(losses), best


@shaped
def samples_needed(target: float, floor: float, scale: Positive, exponent: Positive) -> float:
    """Training samples n at which the learning curve reaches the target error: floor + scale · n^(−exponent) = target.

    Infinite where that is beyond the floats. No amount of data removes the floor; scale and exponent are fitted to errors measured at a few sizes.

    Source: Hestness et al. 2017, Deep learning scaling is predictable, empirically, arXiv:1712.00409.
    """
    if not target > floor:
        raise ValueError(f"target {target} must be above floor {floor}, which no amount of data reaches")
    with np.errstate(over="ignore"):  # a curve may be so flat that no number of samples is enough
        return float(np.power((target - floor) / scale, -1 / exponent))


@shaped
def calibration_error(
    confidence: Annotated[Float[Array, "n"], In("[0, 1]")], correct: Annotated[Float[Array, "n"], In("[0, 1]")], bins: Size = 10
) -> float:
    """Expected calibration error: mean |accuracy − confidence| over equal-width bins, weighted by their samples.

    Σₘ (|Bₘ| / n) |accuracy(Bₘ) − confidence(Bₘ)|,  Bₘ the samples with a confidence in ((m − 1)/M, m/M]

    The confidence is the probability that the model gives to its own answer; `correct` says whether that was right. The first bin has 0 as well.

    Source: Guo et al. 2017, arXiv:1706.04599, §2 (expected calibration error).
    """
    if not len(confidence):
        raise ValueError(f"confidence {confidence.shape} must hold one sample at least")
    place = np.searchsorted(np.arange(1, bins) / bins, confidence)
    surplus = np.bincount(place, weights=correct - confidence)
    return float(np.abs(surplus).sum() / len(confidence))


@shaped
def fit_temperature(logits: Float[Array, "n c"], labels: Int[Array, "n"]) -> float:
    """Temperature T, from 1/100 to 100, with which softmax(z/T) has the lowest cross-entropy: fitted on examples that were held out.

    There the logits of the right classes are on average what softmax(z/T) expects: Σᵢ zᵢ[yᵢ] = Σᵢ Σⱼ pᵢⱼ zᵢⱼ.
    Where every answer is right the loss falls with T to the end, and T is 1/100: examples that were trained on say so.

    Source: Guo et al. 2017, On calibration of modern neural networks, arXiv:1706.04599, §4.2.
    """
    if not len(labels) or not 0 <= labels.min() <= labels.max() < logits.shape[1]:
        raise ValueError(f"labels {labels.shape} must hold one class at least, each below {logits.shape[1]}, the columns of logits")
    right = logits[np.arange(len(labels)), labels].mean()
    cold, hot = np.log(0.01), np.log(100.0)
    for _ in range(60):  # the expected logit falls as T grows: halve the interval of log T
        middle = (cold + hot) / 2
        too_sure = (softmax(logits / np.exp(middle)) * logits).sum(axis=1).mean() > right
        cold, hot = (middle, hot) if too_sure else (cold, middle)
    return float(np.exp((cold + hot) / 2))


@shaped
def clean_score(reported: Share, seen: Rate, score_on_seen: Share) -> float:
    """Score on the items of a benchmark that the model has not met in training: (r − s·m) / (1 − s).

    r is the score reported on all items, s the share of items met in training, m the score on those.

    Source: the mean of two groups; Brown et al. 2020, arXiv:2005.14165, §4 (scores on the clean subset of a benchmark).
    """
    clean = (reported - seen * score_on_seen) / (1 - seen)
    if not -1e-12 <= clean <= 1 + 1e-12:  # rounding
        raise ValueError(f"reported {reported} is no mean of {score_on_seen} on a share of {seen} and of a score from 0 to 1 on the rest")
    return min(max(clean, 0.0), 1.0)


@shaped
def smooth_labels(labels: Int[Array, "n"], classes: Size, smoothing: Share) -> Float[Array, "n c"]:
    """Targets that keep 1 − ε on the right class and spread ε evenly over all classes; each row sums to one.

    Source: Szegedy et al. 2016, arXiv:1512.00567, §7.
    """
    if labels.size and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(f"labels of {labels.min()} to {labels.max()} must lie in 0 to {classes} − 1, classes being {classes}")
    targets: Array = (1 - smoothing) * (labels[:, None] == np.arange(classes)) + smoothing / classes
    return targets


@shaped
def penalised_gradient(
    layers: Sequence[Layer],
    x: Float[Array, "n d"],
    targets: Int[Array, "n"] | Float[Array, "n c"],
    *,
    l2: NotNegative = 0.0,
    masks: Sequence[Float[Array, "n _"]] = (),
) -> tuple[float, list[Layer]]:
    """Loss and gradients, layer by layer, of a ReLU network: cross-entropy + λ Σ W², with optional dropout masks on the hidden layers.

    Targets are labels or probabilities. Weights are penalised, biases are not.
    A mask is what each hidden unit is multiplied by: 0, or 1/(1 − rate).

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.1.1 (penalty) and §7.12 (dropout).
    """
    _require_chain(layers, x, masks)
    values, slopes = [x], []
    for depth, (weight, bias) in enumerate(layers[:-1]):
        z = values[-1] @ weight.T + bias
        slopes.append((z > 0) * (masks[depth] if masks else 1.0))
        values.append(z * slopes[-1])
    logits = values[-1] @ layers[-1][0].T + layers[-1][1]
    delta, gradients = cross_entropy_gradient(logits, targets), []
    for depth in reversed(range(len(layers))):
        weight = layers[depth][0]
        gradients.append((delta.T @ values[depth] + 2 * l2 * weight, delta.sum(axis=0)))
        if depth:
            delta = (delta @ weight) * slopes[depth - 1]
    return cross_entropy(logits, targets) + l2 * sum(float((weight**2).sum()) for weight, _ in layers), gradients[::-1]


@shaped
def fit_classifier(
    rng: np.random.Generator,
    x: Float[Array, "n d"],
    labels: Int[Array, "n"],
    *,
    width: Size = 24,
    l2: NotNegative = 0.0,
    jitter: NotNegative = 0.0,
    rate: Rate = 0.0,
    smoothing: Share = 0.0,
    steps: Count = 150,
    lr: Positive = 0.03,
) -> list[list[Layer]]:
    """Layers before each step of Adam on the whole batch: two classes, two hidden layers of ReLU units, and any of four remedies.

    The remedies: the penalty l2 · Σ W², noise of standard deviation `jitter` on the inputs, dropout at `rate` on both hidden layers,
    label smoothing. Noise and masks are drawn anew at each step.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.1, §7.5, §7.12.
    """
    history: list[list[Layer]] = []
    targets = smooth_labels(labels, 2, smoothing)

    def gradients(layers: list[Layer], step: int) -> tuple[float, list[Layer]]:
        history.append(layers)
        seen = x + jitter * rng.normal(size=x.shape) if jitter else x
        masks = [dropout(np.ones((len(x), width)), rate, rng)[0] for _ in range(2)] if rate else []
        return penalised_gradient(layers, seen, targets, l2=l2, masks=masks)

    train_layers(initialise(rng, (x.shape[1], width, width, 2)), gradients, steps=steps, lr=lr)
    return history


@shaped
def ensemble_variance(variance: NotNegative, correlation: Share, members: Size) -> float:
    """Variance of the mean of M equally good predictions, any two of them equally correlated: ρσ² + (1 − ρ)σ²/M.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, eq. 15.1; Deep Learning, §7.11.
    """
    return correlation * variance + (1 - correlation) * variance / members


def _require_chain(layers: Sequence[Layer], x: Array, masks: Sequence[Array]) -> None:
    widths = [x.shape[1], *(len(bias) for _, bias in layers)]
    if not layers or [weight.shape[1] for weight, _ in layers] != widths[:-1]:
        shapes = ", ".join(str(weight.shape) for weight, _ in layers)
        raise ValueError(f"layers with weights of shapes [{shapes}] must each take what the one before gives, the first one x {x.shape}")
    if masks and [mask.shape[1] for mask in masks] != widths[1:-1]:
        raise ValueError(f"masks of widths {[mask.shape[1] for mask in masks]} must be none, or one for each hidden layer, {widths[1:-1]}")
