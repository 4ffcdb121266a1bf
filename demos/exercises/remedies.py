"""When to stop, and whether confidence can be believed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Bool, Float, Size


def early_stopping(losses: Float[Array, "n"], patience: Size) -> tuple[int, int]:
    """Epoch at which training stops, and epoch whose weights are restored; epochs count from 1.

    stop once `patience` epochs in a row have not beaten the lowest loss so far
    """
    best = 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(losses), best


def expected_calibration_error(confidence: Float[Array, "n"], correct: Bool[Array, "n"], bins: Size) -> float:
    """Expected calibration error over bins of equal width.

    Σₘ |Bₘ|/n · |accuracy(Bₘ) − confidence(Bₘ)|,   Bₘ = ((m − 1)/M, m/M]
    """
    edges = np.arange(1, bins) / bins
    place = np.searchsorted(edges, confidence)  # 0 … M − 1; an edge belongs to the bin below it
    error = 0.0
    for bin_ in range(bins):
        inside = place == bin_
        if inside.any():
            error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)


def early_stopping_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A curve that falls, rises and would fall again, by hand; then noisy curves, ties, and one that never stops."""
    yield by_hand(np.array([5.0, 4.0, 4.5, 4.2, 4.1, 3.0]), 3)
    for length, patience in ((20, 3), (30, 5), (40, 1)):
        curve = (np.linspace(-1, 1.5, length) ** 2) + 0.1 * rng.normal(size=length)
        yield general(curve, patience)
    yield edge("a loss that always falls", "损失一直下降")(np.array([3.0, 2.0, 1.0, 0.5]), 2)
    yield edge("an equal loss is no improvement", "持平不算改善")(np.array([2.0, 2.0, 2.0, 1.0]), 2)
    yield edge("a rise that is forgiven in time", "回升后及时改善")(np.array([3.0, 3.5, 3.2, 2.9, 3.0, 3.1, 3.3]), 3)
    yield edge("one epoch", "只有一轮")(np.array([1.0]), 4)


def expected_calibration_error_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Four predictions by hand; then many, an edge between two bins, and empty bins."""
    yield by_hand(np.array([0.9, 0.8, 0.6, 0.3]), np.array([True, False, True, False]), 2)
    for size, bins in ((20, 5), (100, 10), (300, 15)):
        confidence = rng.random(size)
        yield general(confidence, rng.random(size) < confidence**2, bins)
    yield edge("confidences on the edges of bins", "置信度恰在分箱边界")(
        np.array([0.25, 0.5, 0.75, 1.0]), np.array([True, False, True, False]), 4
    )
    yield edge("confidences of 0", "置信度为 0")(np.array([0.0, 0.2, 0.0, 0.9]), np.array([True, False, True, True]), 5)
    yield edge("all in one bin", "全在一个箱内")(0.9 + 0.05 * rng.random(6), rng.random(6) < 0.5, 10)
    yield edge("one bin", "只有一个箱")(rng.random(8), rng.random(8) < 0.5, 1)
