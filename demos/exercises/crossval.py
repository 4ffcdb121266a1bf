"""Splits for cross-validation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.crossval import Folds
from ..kernels.shapes import Array, Int, Size


def k_fold(samples: Size, folds: Folds) -> list[np.ndarray]:
    """Validation indices of each fold, in order, sizes as equal as can be.

    the first n mod K folds hold ⌊n/K⌋ + 1 samples, the others ⌊n/K⌋
    """
    sizes = [samples // folds + (fold < samples % folds) for fold in range(folds)]
    ends = np.cumsum(sizes)
    return [np.arange(end - size, end) for size, end in zip(sizes, ends, strict=True)]


def stratified_k_fold(labels: Int[Array, "n"], folds: Folds) -> Int[Array, "n"]:
    """Number of the fold in which each sample is held out: samples of a class are dealt out in turn, going on where the class before ended.

    fold of the j-th dealt sample = j mod K, samples sorted by class, in their order within it
    """
    order = np.argsort(labels, kind="stable")
    fold_of = np.empty(len(labels), dtype=np.int64)
    fold_of[order] = np.arange(len(labels)) % folds
    return fold_of


def k_fold_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Seven samples in three folds by hand; then sizes that do and do not divide."""
    yield by_hand(7, 3)
    for samples, folds in ((10, 5), (23, 4), (100, 7)):
        yield general(samples, folds)
    samples = int(rng.integers(20, 60))
    yield general(samples, int(rng.integers(3, 9)))
    yield edge("leave one out", "留一法")(6, 6)
    yield edge("more folds than samples: the last are empty", "折数多于样本数：最后几折为空")(3, 5)
    yield edge("two folds of an odd number", "奇数个样本分两折")(9, 2)


def stratified_k_fold_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Six samples of two classes by hand; then classes of odd sizes, and one smaller than the number of folds."""
    yield by_hand(np.array([1, 0, 1, 0, 0, 1]), 2)
    for size, classes, folds in ((20, 3, 4), (31, 2, 5), (50, 6, 3)):
        yield general(rng.integers(classes, size=size), folds)
    yield edge("one class", "只有一个类别")(np.zeros(7, int), 3)
    yield edge("a class smaller than the number of folds", "样本数少于折数的类别")(np.array([0, 0, 0, 0, 0, 0, 1, 1]), 4)
    yield edge("labels sorted already", "标签已经排好序")(np.repeat([0, 1, 2], [3, 5, 4]), 3)
