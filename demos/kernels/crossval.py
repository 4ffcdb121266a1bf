"""Cross-validation: every sample is judged once, by a model that never saw it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


Indices = NDArray[np.int64]


Predictor = Callable[[Array, Array, Array], Array]
"""From training inputs, training labels and new inputs to predictions: everything that is fitted happens inside."""


def fold_sizes(samples: int, folds: int) -> tuple[int, ...]:
    """Sizes of K folds of n samples, as equal as can be: the first n mod K get one more.

    Raises
    ------
    ValueError
        If there are not between 2 and n folds.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, §7.10.1 (roughly equal-sized parts).
    """
    if not 2 <= folds <= samples:
        raise ValueError(f"folds {folds} must lie between 2 and the number of samples {samples}")
    small, larger = divmod(samples, folds)
    return (small + 1,) * larger + (small,) * (folds - larger)


def k_folds(samples: int, folds: int, rng: np.random.Generator | None = None) -> list[Indices]:
    """Validation indices of each fold; shuffled first when a generator is given.

    Returns
    -------
    list of `folds` index arrays that together hold each of 0 … samples − 1 once

    Raises
    ------
    ValueError
        If there are not between 2 and `samples` folds.

    Source: The Elements of Statistical Learning, §7.10.1.
    """
    order = np.arange(samples) if rng is None else rng.permutation(samples)
    return np.split(order, np.cumsum(fold_sizes(samples, folds))[:-1])


def stratified_folds(labels: Sequence[int] | Indices, folds: int, rng: np.random.Generator) -> list[Indices]:
    """Folds that share out every class evenly: sort by class, then deal like cards.

    Parameters
    ----------
    labels : array of shape (samples,)
    folds : int

    Returns
    -------
    list of `folds` index arrays; in any two of them a class's counts differ by at most one

    Raises
    ------
    ValueError
        If there are not between 2 and n folds.

    Source: Kohavi 1995, A study of cross-validation and bootstrap for accuracy estimation and model selection, IJCAI.
    """
    labels = np.asarray(labels)
    fold_sizes(labels.size, folds)  # complains when there are too few or too many folds
    shuffled = rng.permutation(labels.size)
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    return [by_class[fold::folds] for fold in range(folds)]


def group_folds(groups: Sequence[int] | Indices, folds: int, rng: np.random.Generator) -> list[Indices]:
    """Folds that never tear a group apart: whole patients, users or videos are left out.

    Parameters
    ----------
    groups : array of shape (samples,)
        The group of each sample.
    folds : int

    Returns
    -------
    list of `folds` index arrays

    Raises
    ------
    ValueError
        If there are not between 2 and as many folds as groups.

    Source: scikit-learn user guide, Cross-validation iterators for grouped data.
    """
    groups = np.asarray(groups)
    names = rng.permutation(np.unique(groups))
    return [np.flatnonzero(np.isin(groups, names[chosen])) for chosen in k_folds(names.size, folds)]


def forward_splits(samples: int, splits: int) -> list[tuple[Indices, Indices]]:
    """Training and validation indices that respect time: always train on the past, validate on the next block.

    Returns
    -------
    list of `splits` pairs (training, validation); the first block of the series is only ever trained on

    Raises
    ------
    ValueError
        If there is not at least one split and one sample a block.

    Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, Time series cross-validation.
    """
    if not 1 <= splits < samples:
        raise ValueError(f"splits {splits} must lie between 1 and samples − 1 = {samples - 1}")
    blocks = k_folds(samples, splits + 1)
    return [(np.concatenate(blocks[: i + 1]), blocks[i + 1]) for i in range(splits)]


def cross_validate(predictor: Predictor, x: Array, y: Array, folds: Sequence[Indices]) -> Array:
    """Predict each sample by a model trained on the other folds.

    Parameters
    ----------
    predictor : callable
        `predictor(train_x, train_y, new_x)`; scaling, selection and tuning belong inside it.
    x : array of shape (samples, …)
    y : array of shape (samples,)
    folds : list of index arrays that partition the samples

    Returns
    -------
    array of shape (samples,)

    Raises
    ------
    ValueError
        If the folds do not hold each sample once.

    Source: The Elements of Statistical Learning, §7.10.1.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if not np.array_equal(np.sort(np.concatenate(folds)), np.arange(len(y))):
        raise ValueError(f"the {len(folds)} folds must hold each of the {len(y)} samples exactly once")
    predictions = np.empty(len(y))
    for fold in folds:
        others = np.setdiff1d(np.arange(len(y)), fold)
        predictions[fold] = predictor(x[others], y[others], x[fold])
    return predictions


def nearest_neighbour(train_x: Array, train_y: Array, new_x: Array) -> Array:
    """Give each new point the label of the closest training point.

    Parameters
    ----------
    train_x : array of shape (samples, features)
    train_y : array of shape (samples,)
    new_x : array of shape (points, features)

    Returns
    -------
    array of shape (points,)

    Raises
    ------
    ValueError
        If shapes do not fit together.

    Source: Cover & Hart 1967, Nearest neighbor pattern classification.
    """
    train_x, train_y, new_x = (np.asarray(a, dtype=float) for a in (train_x, train_y, new_x))
    if train_x.ndim != 2 or new_x.ndim != 2 or train_x.shape[1] != new_x.shape[1] or train_y.shape != train_x.shape[:1]:
        raise ValueError(f"training inputs {train_x.shape}, labels {train_y.shape} and new inputs {new_x.shape} do not fit together")
    squared = (new_x**2).sum(axis=1)[:, None] - 2 * new_x @ train_x.T + (train_x**2).sum(axis=1)
    nearest: Array = train_y[np.argmin(squared, axis=1)]
    return nearest


def strongest_features(x: Array, y: Array, top: int) -> Indices:
    """Columns whose correlation with the ±1 labels is largest in size.

    Parameters
    ----------
    x : array of shape (samples, features)
    y : array of shape (samples,)
    top : int

    Returns
    -------
    array of shape (top,), strongest first

    Raises
    ------
    ValueError
        If top is not between 1 and the number of features, or the numbers of samples differ.

    Source: the screening step of The Elements of Statistical Learning, §7.10.2.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 2 or y.shape != x.shape[:1] or not 1 <= top <= x.shape[1]:
        raise ValueError(f"inputs {x.shape} and labels {y.shape} must have one row a sample, and top {top} lie between 1 and the features")
    centred = x - x.mean(axis=0)
    spread = np.maximum(np.sqrt((centred**2).sum(axis=0)), 1e-300)  # a constant column correlates with nothing
    order: Indices = np.argsort(-np.abs((y - y.mean()) @ centred) / spread, kind="stable")
    return order[:top]


def nested_fits(outer: int, inner: int, candidates: int, refit: bool = True) -> int:
    """Trainings of a nested cross-validation: outer · (inner · candidates + 1).

    In each outer fold all candidates meet all inner folds, and the winner is refitted once on that fold's training part.

    Raises
    ------
    ValueError
        If there are fewer than two folds or no candidate.

    Source: Varma & Simon 2006, Bias in error estimation when using cross-validation for model selection.
    """
    if outer < 2 or inner < 2 or candidates < 1:
        raise ValueError(f"outer {outer} and inner {inner} must be at least 2, and candidates {candidates} at least 1")
    return outer * (inner * candidates + (1 if refit else 0))


def missing_class_probability(samples: int, positives: int, folds: int) -> float:
    """Probability that a random split into equal folds leaves some fold without a positive.

    Inclusion and exclusion over which folds are empty; with positives = folds it is 1 − (n/K)ᴷ / C(n, K).

    Raises
    ------
    ValueError
        If the folds are not equal, or the positives more than the samples.

    Source: the hypergeometric distribution and the principle of inclusion and exclusion.
    """
    if folds < 2 or samples % folds or not 0 <= positives <= samples:
        raise ValueError(f"folds {folds} must divide samples {samples}, and positives {positives} lie between 0 and the samples")
    size = samples // folds
    ways = sum((-1) ** (j + 1) * comb(folds, j) * comb(samples - j * size, positives) for j in range(1, folds + 1))
    return float(ways / comb(samples, positives))


def pooled_accuracy(correct: Sequence[int], sizes: Sequence[int]) -> float:
    """Accuracy over all held-out predictions: Σ correct / Σ size, which is the fold mean weighted by size.

    Raises
    ------
    ValueError
        If there is not one count a fold, or a count exceeds its fold.

    Source: Forman & Scholz 2010, Apples-to-apples in cross-validation studies, SIGKDD Explorations 12(1).
    """
    if len(correct) != len(sizes) or not sizes or any(not 0 <= c <= n or n < 1 for c, n in zip(correct, sizes, strict=True)):
        raise ValueError(f"correct {list(correct)} must hold one count a fold, none above the sizes {list(sizes)}")
    return sum(correct) / sum(sizes)


def f1_score(true_positives: float, false_positives: float, false_negatives: float) -> float:
    """Harmonic mean of precision and recall: 2TP / (2TP + FP + FN); 0 when nothing is positive.

    Raises
    ------
    ValueError
        If a count is negative.

    Source: van Rijsbergen 1979, Information Retrieval; Forman & Scholz 2010 for how to pool it over folds.
    """
    if min(true_positives, false_positives, false_negatives) < 0:
        raise ValueError(f"counts {true_positives}, {false_positives}, {false_negatives} must be at least 0")
    total = 2 * true_positives + false_positives + false_negatives
    return 2 * true_positives / total if total else 0.0


def best_of_guessers(samples: int, candidates: int) -> float:
    """Expected accuracy of the best of M coin-flipping classifiers on n samples.

    Each is right Binomial(n, ½) times; the best scores more than k with probability 1 − F(k)ᴹ.

    Raises
    ------
    ValueError
        If there is no sample or no candidate.

    Source: the distribution of a maximum; E[X] = Σ P(X > k).
    """
    if samples < 1 or candidates < 1:
        raise ValueError(f"samples {samples} and candidates {candidates} must be at least 1")
    below, best = 0, 0.0
    for k in range(samples):
        below += comb(samples, k)
        best += 1 - (below / 2**samples) ** candidates
    return best / samples


def least_squares_risk(samples: int, parameters: int, noise: float) -> float:
    """Expected test error of least squares on Gaussian inputs: σ² (1 + p / (n − p − 1)).

    Raises
    ------
    ValueError
        If there are fewer than p + 2 samples (the expectation is infinite), no parameter, or negative noise.

    Source: Breiman & Freedman 1983, How many variables should be entered in a regression equation? (the mean of an inverse Wishart matrix).
    """
    if parameters < 1 or samples < parameters + 2 or noise < 0:
        raise ValueError(
            f"samples {samples} must be at least parameters {parameters} + 2, parameters at least 1, and noise {noise} at least 0"
        )
    return noise**2 * (1 + parameters / (samples - parameters - 1))


def cross_validated_risk(samples: int, folds: int, parameters: int, noise: float) -> float:
    """What K-fold cross-validation of least squares reports on average: the error of a model with one fold less data.

    Raises
    ------
    ValueError
        If a fold's training set has fewer than p + 2 samples, or there are not between 2 and n folds.

    Source: `least_squares_risk` at n minus each fold's size; The Elements of Statistical Learning, §7.10.1, on the bias of few folds.
    """
    return float(np.mean([least_squares_risk(samples - size, parameters, noise) for size in fold_sizes(samples, folds)]))
