"""Loss functions, the gradient of cross-entropy, and the entropies behind it."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from .activation import log_softmax, softmax
from .shapes import Array, Float, In, Index, Int, NotNegative, Positive, Size, shaped

Labels = Annotated[Int[Array, "n"], Index("c")]
"""The true class of each example."""
SoftLabels = Annotated[Float[Array, "n c"], In("[0, ∞)")]
"""A distribution over the classes for each example."""
Distribution = Annotated[Float[Array, "c"], In("[0, ∞)")]
Classes = Annotated[int, In("[2, ∞)")]


@shaped
def cross_entropy(logits: Float[Array, "n c"], labels: Labels | SoftLabels) -> float:
    """Mean softmax cross-entropy of a batch; logits of −∞ rule classes out.

    L = −1/n Σᵢ log softmax(zᵢ)[yᵢ]   or, if labels are distributions,   −1/n Σᵢ Σₖ pᵢₖ log softmax(zᵢ)ₖ

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3 (softmax units).
    """
    _require_numbers("logits", logits)
    logs = log_softmax(logits)
    if labels.ndim == 1:
        return float(-logs[np.arange(len(labels)), labels].mean()) + 0.0  # no minus before a zero
    _require_sums_of_one("labels", labels)
    possible = labels > 0  # 0 · log 0 = 0
    return float(-np.sum(labels[possible] * logs[possible]) / len(labels)) + 0.0


@shaped
def cross_entropy_gradient(logits: Float[Array, "n c"], labels: Labels | SoftLabels) -> Float[Array, "n c"]:
    """Gradient of `cross_entropy` with respect to the logits: probability given, minus probability deserved.

    ∂L/∂z = (softmax(z) − p) / n   where p is 1 at the label, 0 elsewhere

    Source: Bishop 2006, Pattern Recognition and Machine Learning, §4.3.4.
    """
    _require_numbers("logits", logits)
    gradient = softmax(logits)
    if labels.ndim == 1:
        gradient[np.arange(len(labels)), labels] -= 1
    else:
        _require_sums_of_one("labels", labels)
        gradient -= labels
    return gradient / len(labels)


@shaped
def mean_squared_error(prediction: Float[Array, "*shape"], target: Float[Array, "*shape"]) -> float:
    """Mean of (prediction − target)² over all numbers.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.5.1 (linear regression as maximum likelihood).
    """
    _require_numbers("prediction", prediction)
    return float(np.mean((prediction - target) ** 2))


@shaped
def mean_absolute_error(prediction: Float[Array, "*shape"], target: Float[Array, "*shape"]) -> float:
    """Mean of |prediction − target| over all numbers; a constant prediction that minimises it is the median.

    Source: Zhang et al. 2023, Dive into Deep Learning, §3.1 (exercises).
    """
    _require_numbers("prediction", prediction)
    return float(np.mean(np.abs(prediction - target)))


@shaped
def huber(residual: Float[Array, "..."], delta: Positive = 1.0) -> Float[Array, "..."]:
    """Huber's loss, number by number: a parabola up to |r| = δ, then its tangent.

    ½r² where |r| ≤ δ, else δ(|r| − δ/2); that is ½m² + δ(|r| − m) with m = min(|r|, δ)

    Source: Huber 1964, Annals of Mathematical Statistics 35; PyTorch HuberLoss.
    """
    size = np.abs(residual)
    within = np.minimum(size, delta)
    return 0.5 * within**2 + delta * (size - within)


@shaped
def hinge(margin: Float[Array, "..."]) -> Float[Array, "..."]:
    """Hinge loss, number by number, of the margin m = y · f with the label as y = ±1 and the raw score as f.

    max(0, 1 − m)

    Source: Cortes & Vapnik 1995, Machine Learning 20 (the slack ξ of a soft margin).
    """
    return np.maximum(0.0, 1 - margin)


@shaped
def logistic(margin: Float[Array, "..."]) -> Float[Array, "..."]:
    """Logistic loss, number by number, of the margin m = y · f with the label as y = ±1 and the logit as f.

    log(1 + e⁻ᵐ)

    Source: Murphy 2012, Machine Learning: a Probabilistic Perspective, §8.3.
    """
    return np.logaddexp(0.0, -margin)


@shaped
def binary_cross_entropy(logit: Float[Array, "*shape"], target: Annotated[Float[Array, "*shape"], In("[0, 1]")]) -> Float[Array, "*shape"]:
    """Cross-entropy of a sigmoid output, number by number, from its logit, so that no logarithm meets a rounded probability.

    −y log σ(z) − (1 − y) log(1 − σ(z)) = max(z, 0) − z·y + log(1 + e^−|z|)

    Source: PyTorch BCEWithLogitsLoss; Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.2 (sigmoid units).
    """
    return np.maximum(logit, 0) - logit * target + np.log1p(np.exp(-np.abs(logit)))


@shaped
def focal(logit: Float[Array, "..."], gamma: NotNegative = 2.0) -> Float[Array, "..."]:
    """Focal loss, number by number, from the logit of the true class against the other: a large one means easy.

    −(1 − p)^γ log p with p = σ(z); γ = 0 gives the cross-entropy back, and the larger γ, the less easy examples count

    Source: Lin et al. 2017, arXiv:1708.02002, eq. 4.
    """
    log_p, log_rest = -np.logaddexp(0.0, -logit), -np.logaddexp(0.0, logit)
    return -np.exp(gamma * log_rest) * log_p


@shaped
def entropy(distribution: Distribution) -> float:
    """Entropy in nats, where 0 log 0 = 0.

    H(p) = −Σ p log p

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13.
    """
    _require_sums_of_one("distribution", distribution)
    p = distribution[distribution > 0]
    return float(-np.sum(p * np.log(p))) + 0.0


@shaped
def kl_divergence(truth: Distribution, model: Distribution) -> float:
    """What cross-entropy exceeds the entropy of the truth by, in nats; infinite where the model excludes what is true.

    KL(p ‖ q) = Σ p log(p / q)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13.
    """
    _require_sums_of_one("truth", truth)
    _require_sums_of_one("model", model)
    p, q = truth[truth > 0], model[truth > 0]
    with np.errstate(divide="ignore"):
        return max(float(np.sum(p * (np.log(p) - np.log(q)))), 0.0)  # which rounding may have missed


@shaped
def distribution_cross_entropy(truth: Distribution, model: Distribution) -> float:
    """Cross-entropy in nats of two distributions that are given as such; infinite where the model excludes what is true.

    H(p, q) = −Σ p log q

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13.
    """
    _require_sums_of_one("truth", truth)
    _require_sums_of_one("model", model)
    p, q = truth[truth > 0], model[truth > 0]
    with np.errstate(divide="ignore"):
        return float(-np.sum(p * np.log(q))) + 0.0


@shaped
def smoothed_target(epsilon: Annotated[float, In("[0, 1]")], classes: Classes) -> float:
    """Probability that label smoothing leaves to the true class, when a share ε is spread evenly over all K classes.

    1 − ε + ε / K

    Source: Szegedy et al. 2016, arXiv:1512.00567, §7.
    """
    return 1 - epsilon + epsilon / classes


@shaped
def smoothed_gap(epsilon: Annotated[float, In("(0, 1]")], classes: Classes) -> float:
    """Best distance between the true class's logit and the others under label smoothing; without it, the further the better.

    ln((1 − ε)K/ε + 1)

    Source: Szegedy et al. 2016, arXiv:1512.00567, §7 (the targets, from which it follows).
    """
    return float(np.log(smoothed_target(epsilon, classes) / (epsilon / classes)))


@shaped
def chance_loss(classes: Size) -> float:
    """Cross-entropy of a classifier that gives each of K classes the same probability.

    ln K

    Source: Karpathy et al., cs231n notes, Neural Networks Part 3 (sanity checks).
    """
    return float(np.log(classes))


@shaped
def example_loss(logits: Float[Array, "c"], label: Annotated[Int[Array, ""], Index("c")]) -> float:
    """Softmax cross-entropy of one example, given the index of its true class.

    log Σ e^z − z[y]

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §6.2.2.3 (softmax units).
    """
    return cross_entropy(logits[None], label[None])


@shaped
def base_rate_loss(positive: Annotated[float, In("(0, 1)")]) -> float:
    """Binary cross-entropy of the best constant prediction, which is the share π of positives.

    −π ln π − (1 − π) ln(1 − π)

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §3.13 (entropy of a binary variable).
    """
    return entropy(np.array([positive, 1 - positive]))


@shaped
def best_constant(values: Float[Array, "..."], loss: Literal["mse", "mae"] = "mse") -> float:
    """The one number that predicts all values best: their mean under MSE, their median under MAE.

    Source: Zhang et al. 2023, Dive into Deep Learning, §3.1 (exercises).
    """
    _require_numbers("values", values)
    return float(values.mean() if loss == "mse" else np.median(values))


def _require_numbers(name: str, array: Array) -> None:
    if not array.size:
        raise ValueError(f"{name} {array.shape} must not be empty")


def _require_sums_of_one(name: str, distributions: Array) -> None:
    totals = distributions.sum(axis=-1)
    if not (np.abs(totals - 1) <= 1e-5).all():  # what float32 or six printed digits leave
        raise ValueError(f"{name} must sum to 1, not to {totals.ravel()[np.argmax(np.abs(totals - 1))]:g}")
