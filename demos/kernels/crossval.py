"""Cross-validation: every sample is judged once, by a model that never saw it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import comb
from typing import Annotated

import numpy as np

from .shapes import Array, Bool, Count, Float, In, Index, Int, NotNegative, Size, shaped

Folds = Annotated[int, In("[2, ∞)")]
Held = Annotated[Int[Array, "k"], Index("n")]

Predictor = Callable[[Array, Array, Array], Array]
"""From training inputs, training labels and new inputs to predictions: everything that is fitted happens inside."""


@shaped
def fold_sizes(samples: Count, folds: Folds) -> tuple[int, ...]:
    """Sizes of K folds of n samples, as equal as can be: the first n mod K get one more.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §7.10.1 (roughly equal-sized parts).
    """
    if folds > samples:
        raise ValueError(f"folds {folds} must be at most as many as the samples, {samples}")
    small, larger = divmod(samples, folds)
    return (small + 1,) * larger + (small,) * (folds - larger)


@shaped
def k_folds(samples: Count, folds: Folds, rng: np.random.Generator | None = None) -> list[Int[Array, "_"]]:
    """Validation indices of each fold, which together hold 0 … samples − 1 once; shuffled first when a generator is given.

    Source: The Elements of Statistical Learning, §7.10.1.
    """
    order = np.arange(samples) if rng is None else rng.permutation(samples)
    return np.split(order, np.cumsum(fold_sizes(samples, folds))[:-1])


@shaped
def stratified_folds(labels: Int[Array, "n"], folds: Folds, rng: np.random.Generator) -> list[Int[Array, "_"]]:
    """Validation indices of folds that share out every class evenly: in any two of them a class's counts differ by at most one.

    Shuffle, sort by class, then deal like cards.

    Source: Kohavi 1995, A study of cross-validation and bootstrap for accuracy estimation and model selection, IJCAI.
    """
    fold_sizes(len(labels), folds)  # complains when there are too many folds
    shuffled = rng.permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    return [by_class[fold::folds] for fold in range(folds)]


@shaped
def group_folds(groups: Int[Array, "n"], folds: Folds, rng: np.random.Generator) -> list[Int[Array, "_"]]:
    """Validation indices of folds that never tear a group apart: whole patients, users or videos are left out, drawn at random.

    Source: scikit-learn user guide, Cross-validation iterators for grouped data.
    """
    names = rng.permutation(np.unique(groups))
    if folds > len(names):
        raise ValueError(f"folds {folds} must be at most as many as the groups, {len(names)}")
    return [np.flatnonzero(np.isin(groups, names[chosen])) for chosen in k_folds(len(names), folds)]


@shaped
def forward_splits(samples: Count, splits: Size) -> list[tuple[Int[Array, "_"], Int[Array, "_"]]]:
    """Training and validation indices of each split in time: always train on the past, validate on the next block.

    The first block of the series is only ever trained on.

    Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, Time series cross-validation.
    """
    if splits >= samples:
        raise ValueError(f"splits {splits} must be fewer than the samples, {samples}")
    blocks = k_folds(samples, splits + 1)
    return [(np.concatenate(blocks[: i + 1]), blocks[i + 1]) for i in range(splits)]


@shaped
def cross_validate(
    predictor: Predictor, x: Float[Array, "n ..."], y: Float[Array, "n"], folds: Sequence[Int[Array, "_"]]
) -> Float[Array, "n"]:
    """Predict each sample by a model trained on the other folds: ŷ[fold] = predictor(x[others], y[others], x[fold]).

    The folds partition the samples. Scaling, selection and tuning belong inside the predictor, or the held-out samples leak.

    Source: The Elements of Statistical Learning, §7.10.1.
    """
    if not np.array_equal(np.sort(np.concatenate([np.arange(0), *folds])), np.arange(len(y))):
        raise ValueError(f"the {len(folds)} folds must hold each of the {len(y)} samples exactly once")
    predictions = np.empty(len(y))
    for fold in folds:
        others = np.setdiff1d(np.arange(len(y)), fold)
        predicted = np.asarray(predictor(x[others], y[others], x[fold]), dtype=float)
        if predicted.shape != fold.shape:
            raise ValueError(f"the predictor gave {predicted.shape} for the {len(fold)} samples of a fold, not one number for each")
        predictions[fold] = predicted
    return predictions


@shaped
def nearest_neighbour(train_x: Float[Array, "n d"], train_y: Float[Array, "n"], new_x: Float[Array, "m d"]) -> Float[Array, "m"]:
    """Give each new point the label of the closest training point, the first of them when several are.

    ŷ = y[argminᵢ ‖x − xᵢ‖²]

    Source: Cover & Hart 1967, Nearest neighbor pattern classification.
    """
    if not len(train_x):
        raise ValueError(f"train_x {train_x.shape} must hold one point at least")
    squared = np.zeros((len(new_x), len(train_x)))
    for new, old in zip(new_x.T, train_x.T, strict=True):  # ‖x‖² − 2x·xᵢ + ‖xᵢ‖² would be faster, and cancels far from the origin
        squared += np.subtract.outer(new, old) ** 2
    labels: Array = train_y[squared.argmin(axis=1)]
    return labels


@shaped
def strongest_features(x: Float[Array, "n d"], y: Float[Array, "n"], top: Size) -> Int[Array, "top"]:
    """Columns whose correlation with the ±1 labels is largest in size, strongest first.

    Source: the screening step of The Elements of Statistical Learning, §7.10.2.
    """
    if top > x.shape[1]:
        raise ValueError(f"top {top} must be at most as many as the features of x {x.shape}")
    centred = x - x.mean(axis=0)
    reach = np.abs(centred).max(axis=0)
    centred = centred / np.where(reach > 0, reach, 1.0)  # a constant column stays 0, and correlates with nothing
    spread = np.linalg.norm(centred, axis=0)
    order = np.argsort(-np.abs((y - y.mean()) @ centred) / np.where(spread > 0, spread, 1.0), kind="stable")
    return order[:top]


@shaped
def nested_fits(outer: Folds, inner: Folds, candidates: Size, refit: bool = True) -> int:
    """Trainings of a nested cross-validation: outer · (inner · candidates + 1).

    In each outer fold all candidates meet all inner folds, and the winner is refitted once on that fold's training part.

    Source: Varma & Simon 2006, Bias in error estimation when using cross-validation for model selection.
    """
    return outer * (inner * candidates + (1 if refit else 0))


@shaped
def nested_accuracy(right: Bool[Array, "repeats candidates n"], folds: Folds) -> Float[Array, "repeats"]:
    """Accuracy in each repeat when the candidate that is right most often on the other folds is scored on the held-out fold.

    Source: Varma & Simon 2006, Bias in error estimation when using cross-validation for model selection.
    """
    if not right.shape[1]:
        raise ValueError(f"right {right.shape} must hold one candidate at least")
    hits = np.zeros(len(right))
    for fold in k_folds(right.shape[2], folds):
        others = right.sum(axis=2) - right[:, :, fold].sum(axis=2)
        winner = right[np.arange(len(right)), others.argmax(axis=1)]
        hits += winner[:, fold].sum(axis=1)
    return hits / right.shape[2]


@shaped
def missing_class_probability(samples: Size, positives: Count, folds: Folds) -> float:
    """Probability that a random split into equal folds leaves some fold without a positive.

    Σⱼ (−1)ʲ⁺¹ C(K, j) C(n − jn/K, m) / C(n, m); with as many positives as folds it is 1 − (n/K)ᴷ / C(n, K)

    Source: the hypergeometric distribution and the principle of inclusion and exclusion over which folds are empty.
    """
    if samples % folds or positives > samples:
        raise ValueError(f"folds {folds} must divide samples {samples}, and positives {positives} be at most as many")
    size = samples // folds
    ways = sum((-1) ** (j + 1) * comb(folds, j) * comb(samples - j * size, positives) for j in range(1, folds + 1))
    return float(ways / comb(samples, positives))


@shaped
def pooled_accuracy(correct: Annotated[Int[Array, "k"], In("[0, ∞)")], sizes: Annotated[Int[Array, "k"], In("[1, ∞)")]) -> float:
    """Accuracy over all held-out predictions: Σ correct / Σ size, which is the fold mean weighted by size.

    Source: Forman & Scholz 2010, Apples-to-apples in cross-validation studies, SIGKDD Explorations 12(1).
    """
    if not len(sizes) or (correct > sizes).any():
        raise ValueError(f"correct {correct.tolist()} must hold a count for one fold at least, none above the sizes {sizes.tolist()}")
    return float(correct.sum() / sizes.sum())


@shaped
def f1_score(true_positives: NotNegative, false_positives: NotNegative, false_negatives: NotNegative) -> float:
    """Harmonic mean of precision and recall: 2TP / (2TP + FP + FN); 0 when nothing is positive.

    Source: van Rijsbergen 1979, Information Retrieval; Forman & Scholz 2010 for how to pool it over folds.
    """
    total = 2 * true_positives + false_positives + false_negatives
    return 2 * true_positives / total if total else 0.0


@shaped
def best_of_guessers(samples: Size, candidates: Size) -> float:
    """Expected accuracy of the best of M coin-flipping classifiers on n samples.

    Each is right Binomial(n, ½) times; the best scores more than k with probability 1 − F(k)ᴹ.

    Source: the distribution of a maximum; E[X] = Σ P(X > k).
    """
    below, best = 0, 0.0
    for k in range(samples):
        below += comb(samples, k)
        best += 1 - (below / 2**samples) ** candidates
    return best / samples


@shaped
def least_squares_risk(samples: Size, parameters: Size, noise: NotNegative) -> float:
    """Expected test error of least squares on Gaussian inputs: σ² (1 + p / (n − p − 1)); infinite below p + 2 samples, and refused.

    Source: Breiman & Freedman 1983, How many variables should be entered in a regression equation? (the mean of an inverse Wishart matrix).
    """
    if samples < parameters + 2:
        raise ValueError(f"samples {samples} must be at least parameters {parameters} + 2, or the expected error is infinite")
    return noise * noise * (1 + parameters / (samples - parameters - 1))


@shaped
def least_squares_fold_errors(x: Float[Array, "sets n d"], y: Float[Array, "sets n"], folds: Folds) -> Float[Array, "sets k"]:
    """Mean squared error in each fold of least squares on the other folds, for many data sets at once.

    Source: The Elements of Statistical Learning, §7.10.1.
    """
    if x.shape[1] - max(fold_sizes(x.shape[1], folds)) < x.shape[2]:
        raise ValueError(f"x {x.shape} leaves too few samples for its weights when one of {folds} folds is held out")
    errors = []
    for fold in k_folds(x.shape[1], folds):
        others = np.setdiff1d(np.arange(x.shape[1]), fold)
        transposed = x[:, others].transpose(0, 2, 1)
        weights = np.linalg.solve(transposed @ x[:, others], transposed @ y[:, others, None])
        errors.append(((x[:, fold] @ weights - y[:, fold, None]) ** 2).mean(axis=(1, 2)))
    return np.stack(errors, axis=1)


@shaped
def cross_validated_risk(samples: Size, folds: Folds, parameters: Size, noise: NotNegative) -> float:
    """What K-fold cross-validation of least squares reports on average: the error of a model with one fold less data.

    Source: `least_squares_risk` at n minus each fold's size; The Elements of Statistical Learning, §7.10.1, on the bias of few folds.
    """
    return float(np.mean([least_squares_risk(samples - size, parameters, noise) for size in fold_sizes(samples, folds)]))


@shaped
def paired_t(differences: Float[Array, "n"], test_share: Annotated[float, In("[0, ∞)")] = 0.0) -> float:
    """Student's t of the differences between two models' scores, split by split: d̄ / √((1/n + n_test/n_train) s²), s² with n − 1.

    Without `test_share`, the ratio n_test/n_train, it is the usual paired t, which takes the differences for independent;
    they are not, for the splits share their samples, and the more often the same samples are split anew, the worse it errs.

    Source: Nadeau & Bengio 2003, Inference for the generalization error, Machine Learning 52, §3 (corrected resampled t-test).
    """
    if len(differences) < 2 or not np.ptp(differences):
        raise ValueError(f"differences {differences.tolist()} must hold two values at least that are not all the same")
    return float(differences.mean() / np.sqrt((1 / len(differences) + test_share) * differences.var(ddof=1)))


@shaped
def shared_epoch(losses: Float[Array, "k epochs"]) -> tuple[int, float, float]:
    """Number of epochs, counted from 1, with the lowest mean loss over the folds; that mean; and the mean of each fold's own lowest loss.

    For the final model, which has no validation set, the one number of epochs is chosen. The last figure is never above the second:
    each fold has picked what suits its own noise.

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §7.8 (retraining on all the data for the number of steps found).
    """
    if not losses.size:
        raise ValueError(f"losses {losses.shape} must hold one fold and one epoch at least")
    mean = losses.mean(axis=0)
    best = int(mean.argmin())
    return best + 1, float(mean[best]), float(losses.min(axis=1).mean())


@shaped
def training_path(
    x: Float[Array, "sets n d"], y: Float[Array, "sets n"], truth: Float[Array, "d"], fold: Held, epochs: Count
) -> tuple[Float[Array, "sets epochs"], Float[Array, "sets epochs"]]:
    """Loss on the held-out fold, and error on new data with noise 1, after each epoch of gradient descent on the other samples.

    w ← w − 0.05 · Xᵀ(Xw − y)/n,   error = ‖w − truth‖² + 1

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, §4.5 (least squares by gradient descent).
    """
    others, weights = np.setdiff1d(np.arange(x.shape[1]), fold), np.zeros((len(x), x.shape[2], 1))
    if not others.size or not fold.size:
        raise ValueError(f"the fold {fold.tolist()} must leave some of the {x.shape[1]} samples, and hold one at least")
    losses, risks = np.empty((2, epochs, len(x)))
    for epoch in range(epochs):
        weights = weights - 0.05 * x[:, others].transpose(0, 2, 1) @ (x[:, others] @ weights - y[:, others, None]) / len(others)
        losses[epoch] = ((x[:, fold] @ weights - y[:, fold, None]) ** 2).mean(axis=(1, 2))
        risks[epoch] = ((weights[:, :, 0] - truth) ** 2).sum(axis=1) + 1
    return losses.T, risks.T
