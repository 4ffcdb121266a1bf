"""Overfitting: when fitting the sample better predicts the world worse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .shapes import Array, Count, Float, NotNegative, Positive, Size, shaped


@shaped
def polynomial_features(x: Float[Array, "n"], degree: Count) -> Float[Array, "n p"]:
    """Legendre polynomials 0 … degree of each x, best within [−1, 1], one a column: they span all polynomials of that degree.

    (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁

    The powers 1, x, x² … span the same space, but their columns are nearly parallel and cost digits.

    Source: Bonnet's recursion; Abramowitz & Stegun 1964, Handbook of Mathematical Functions, §22.7.
    """
    columns = [np.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[k] - k * columns[k - 1]) / (k + 1))
    return np.stack(columns[: degree + 1], axis=1)


@shaped
def relu_features(inputs: Float[Array, "n d"], directions: Float[Array, "p d"]) -> Float[Array, "n p"]:
    """Random-feature map max(0, XVᵀ): a hidden layer whose weights V are never trained.

    Source: Rahimi & Recht 2007, Random features for large-scale kernel machines; Belkin et al. 2019, arXiv:1812.11118.
    """
    activations: Array = np.maximum(inputs @ directions.T, 0.0)
    return activations


@shaped
def least_squares(
    features: Float[Array, "n p"], targets: Float[Array, "n"] | Float[Array, "n k"]
) -> Float[Array, "p"] | Float[Array, "p k"]:
    """Weights that minimise ‖Φw − y‖²; of all minimisers, the one with the smallest norm. One column for each column of targets.

    With at least as many independent features as samples the fit is exact; gradient descent from zero ends at the same weights.

    Source: Penrose 1956, On best approximate solutions of linear matrix equations.
    """
    return np.linalg.lstsq(features, targets, rcond=None)[0]


@shaped
def squared_error(prediction: Float[Array, "n *fits"], target: Float[Array, "n ..."]) -> Float[Array, "*fits"]:
    """Mean squared error over the samples (axis 0), for each fit; a target of one column serves them all.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §5.1.4.
    """
    if target.shape[1:] not in (prediction.shape[1:], (1,) * (prediction.ndim - 1)):
        raise ValueError(f"target {target.shape} must have the shape of prediction {prediction.shape}, or one column for all its fits")
    error: Array = ((prediction - target) ** 2).mean(axis=0)
    return error


@shaped
def bias_variance(
    predictions: Float[Array, "m *points"], truth: Float[Array, "*points"]
) -> tuple[Float[Array, "*points"], Float[Array, "*points"]]:
    """Squared bias and variance, at each point, of predictions made by the same recipe on m different training sets.

    The truth is the noiseless target there; bias² and variance sum to the mean squared error to it.

    Source: Geman, Bienenstock & Doursat 1992, Neural networks and the bias/variance dilemma; Deep Learning, §5.4.4.
    """
    if not len(predictions):
        raise ValueError(f"predictions {predictions.shape} must hold those of one training set at least")
    return (predictions.mean(axis=0) - truth) ** 2, predictions.var(axis=0)


@shaped
def expected_error(bias: float, variance: NotNegative, noise: NotNegative) -> float:
    """Expected squared error on a fresh noisy target: bias² + variance + noise².

    The bias is the mean prediction minus the truth, not squared; the variance is that of the prediction over training sets;
    the noise is the standard deviation of the target's, which no model can remove.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §7.3.
    """
    return bias * bias + variance + noise * noise


@shaped
def interpolating_degree(samples: Size) -> int:
    """Lowest degree at which a polynomial passes through any `samples` points with distinct x: one coefficient a point.

    Source: the Vandermonde determinant, which is non-zero for distinct x.
    """
    return samples - 1


@shaped
def optimism(parameters: Size, samples: Size, noise: NotNegative) -> float:
    """Expected gap between new and training error of least squares, both at the training inputs: 2pσ²/n.

    There are at most as many linear parameters p as samples n; σ is the standard deviation of the targets' noise.

    Source: The Elements of Statistical Learning, §7.4 (optimism of the training error rate); Mallows' Cp adds just this.
    """
    if parameters > samples:
        raise ValueError(f"parameters {parameters} must be at most as many as samples {samples}")
    return 2 * parameters * (noise * noise) / samples


@shaped
def weak_feature_risk(features: Count, samples: Size, total: Size, signal: NotNegative, noise: NotNegative) -> float:
    """Exact test error of least squares on p of D equally weak Gaussian features, from n samples: the double-descent curve.

    r (1 + p/(n − p − 1)) for p ≤ n − 2,  signal² (p/D)(1 − n/p) + r (1 + n/(p − n − 1)) for p ≥ n + 2,  r = signal² (1 − p/D) + noise²

    In between the expectation is infinite. The signal is the norm of the true weights, spread evenly over the D features;
    the noise is a standard deviation; r is what is left unexplained.

    Source: Belkin, Hsu & Xu 2020, Two models of double descent for weak features, arXiv:1903.07571 (Gaussian model).
    """
    if features > total:
        raise ValueError(f"features {features} must be at most as many as the total {total}")
    power = signal * signal  # a product is infinite where it leaves the floats; a power of Python's raises
    used = power * features / total
    unexplained = power - used + noise * noise
    if features <= samples - 2:
        return unexplained * (1 + features / (samples - features - 1))
    if features >= samples + 2:
        return used * (1 - samples / features) + unexplained * (1 + samples / (features - samples - 1))
    return float("inf")


@shaped
def sgd_passes(
    x: Float[Array, "runs n d"], y: Float[Array, "runs n"], passes: Sequence[Size], *, lr: Positive
) -> tuple[Float[Array, "k runs n"], Float[Array, "k runs d"]]:
    """N steps of SGD on a linear model in each run, one example a step, over the first n/E examples E times; for each E in `passes`.

    wₜ₊₁ = wₜ − lr · (xᵢᵀwₜ − yᵢ) xᵢ,  i = t mod (n/E),  w₀ = 0

    Returned are the squared error on each example just before the step on it, and the weights at the end.

    Source: Widrow & Hoff 1960, Adaptive switching circuits; Deep Learning, §8.3.1.
    """
    steps = x.shape[1]
    if not all(steps % each == 0 for each in passes):
        raise ValueError(f"passes {list(passes)} must each divide the {steps} examples of x {x.shape}")
    unique = steps // np.array(passes, dtype=int)
    weights, errors = np.zeros((len(passes), x.shape[0], x.shape[2])), np.empty((len(passes), x.shape[0], steps))
    for step in range(steps):
        seen = x[:, step % unique].swapaxes(0, 1)
        off = (weights * seen).sum(axis=2) - y[:, step % unique].T
        errors[:, :, step] = off**2
        weights = weights - lr * off[:, :, None] * seen
    return errors, weights


@shaped
def effective_data(unique: NotNegative, passes: Size, decay: Positive) -> float:
    """How much fresh data is worth as much as E passes over U unique: D = U + U R* (1 − e^(−R/R*)), R = E − 1 being the repeats.

    The decay constant R* says after how many repeats their worth has fallen to 1/e: 15.4 for the language models that it was fitted to.

    Source: Muennighoff et al. 2023, Scaling data-constrained language models, arXiv:2305.16264, §3.1.
    """
    return float(unique * (1 - decay * np.expm1((1 - passes) / decay)))


@shaped
def memorised_share(copies: Count, leverage: NotNegative) -> float:
    """Share of an odd example's surprise that least squares adopts when k copies of it are added to the data: k h / (1 + k h).

    The surprise is its target less what the fit says without it; h = φᵀ(ΦᵀΦ + λI)⁻¹φ is its leverage on the data without it.

    Source: Sherman & Morrison 1950, Adjustment of an inverse matrix; Hastie, Tibshirani & Friedman 2009, §3.2, for the hat matrix.
    """
    return copies * leverage / (1 + copies * leverage)
