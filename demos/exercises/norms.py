"""The proximal steps of L1 and of the group lasso."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general

from ..kernels.shapes import Array, Float, NotNegative, Positive


def l1_step(weights: Float[Array, "d"], gradient: Float[Array, "d"], lr: Positive, strength: NotNegative) -> Float[Array, "d"]:
    """One proximal gradient step for a loss with an L1 penalty.

    u = w − η g,   w ← sign(u) · max(|u| − ηλ, 0)
    """
    moved = weights - lr * gradient
    return np.sign(moved) * np.maximum(np.abs(moved) - lr * strength, 0)


def group_shrink(values: Float[Array, "d"], strength: NotNegative) -> Float[Array, "d"]:
    """The minimiser of ½‖w − b‖² + λ‖w‖, the step of the group lasso.

    w = b · max(1 − λ/‖b‖, 0)
    """
    length = np.sqrt(np.sum(values**2))
    if length <= strength:
        return np.zeros_like(values)
    return values * (1 - strength / length)


def l1_step_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Four weights by hand: cut from above, from below, to zero, and untouched at zero."""
    yield by_hand(np.array([3.0, -3.0, 0.2, 0.0]), np.array([1.0, 1.0, 0.0, 0.0]), 0.5, 1.0)
    for size, lr, strength in ((5, 0.1, 1.0), (9, 1.0, 0.3), (20, 0.5, 2.0)):
        yield general(rng.normal(size=size), rng.normal(size=size), lr, strength)
    yield edge("steps across 0", "一步跨过 0")(np.array([0.5, -0.5]), np.array([3.0, -3.0]), 0.5, 0.2)
    yield edge("no penalty", "没有惩罚")(rng.normal(size=6), rng.normal(size=6), 0.1, 0.0)
    yield edge("a penalty that empties everything", "惩罚强到全部归零")(rng.normal(size=6), rng.normal(size=6), 0.1, 1e3)


def group_shrink_cases(rng: np.random.Generator) -> Iterator[Case]:
    """A 3-4-5 triangle by hand; then groups that survive and groups that fall."""
    yield by_hand(np.array([3.0, 4.0]), 1.0)
    for size, strength in ((2, 0.5), (5, 1.0), (12, 2.0)):
        yield general(1 + rng.random(size), strength)
    yield edge("λ as large as the length", "λ 恰好等于长度")(np.array([3.0, 4.0]), 5.0)
    yield edge("λ larger than the length", "λ 大于长度")(rng.normal(size=4), 100.0)
    yield edge("a group of zeros", "全为零的一组")(np.zeros(3), 0.5)
    yield edge("no penalty", "没有惩罚")(rng.normal(size=4), 0.0)
    yield edge("zeros and no penalty", "全为零且没有惩罚")(np.zeros(3), 0.0)
