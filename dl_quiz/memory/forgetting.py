"""How memory fades and grows: FSRS, version 6, with its published weights and without steps of minutes.

Source: github.com/open-spaced-repetition (FSRS-6, "The Algorithm"); tests compare it with the package `fsrs`.
"""

from __future__ import annotations

from enum import IntEnum
from math import exp

from dl_quiz.nouns.text import Noun

WEIGHTS = (0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542)  # fmt: skip
"""w₀ … w₂₀, fitted by its authors to some hundred million reviews."""
KEPT = 0.9
"""The chance of a right answer at which a question is due again."""
_W = WEIGHTS
_DECAY = -_W[20]
_FACTOR = KEPT ** (1 / _DECAY) - 1
_WEAKEST = 0.001
_EASIEST, _HARDEST = 1.0, 10.0


class Rating(IntEnum):
    """How a review went."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


class Trace(Noun, frozen=True):
    """What one memory is like: `stability` is the days until its chance falls to KEPT, `difficulty` lies in 1..10."""

    stability: float
    difficulty: float


def retention(stability: float, days: float) -> float:
    """Return the chance of a right answer some days after a review: R = (1 + F·days/S)^−w₂₀, with R = KEPT at days = S."""
    return float((1 + _FACTOR * days / stability) ** _DECAY)


def interval(stability: float) -> int:
    """Return the whole days, at least one, after which a memory is due again."""
    return max(1, round(stability))


def review(before: Trace | None, rating: Rating, days: float) -> Trace:
    """Return the memory after a review, `days` after the last one; None stands for a question that was never met."""
    if before is None:
        return Trace(max(_W[rating - 1], _WEAKEST), _bounded(_first_difficulty(rating)))
    grown = _same_day(before.stability, rating) if days < 1 else _next_day(before, rating, retention(before.stability, days))
    return Trace(max(grown, _WEAKEST), _next_difficulty(before.difficulty, rating))


def _next_day(before: Trace, rating: Rating, kept: float) -> float:
    """Return the stability after a review on a later day, at which the chance had fallen to `kept`."""
    s, d = before.stability, before.difficulty
    if rating is Rating.AGAIN:
        lapsed = _W[11] * d ** -_W[12] * ((s + 1) ** _W[13] - 1) * exp((1 - kept) * _W[14])
        return float(min(lapsed, s / exp(_W[17] * _W[18])))
    growth = exp(_W[8]) * (11 - d) * s ** -_W[9] * (exp((1 - kept) * _W[10]) - 1)
    return float(s * (1 + growth * (_W[15] if rating is Rating.HARD else 1)))


def _same_day(stability: float, rating: Rating) -> float:
    """Return the stability after a second review on one day, which takes nothing away unless it failed."""
    growth = exp(_W[17] * (rating - Rating.GOOD + _W[18])) * stability ** -_W[19]
    return float(stability * (growth if rating is Rating.AGAIN else max(growth, 1.0)))


def _first_difficulty(rating: int) -> float:
    return _W[4] - exp(_W[5] * (rating - 1)) + 1


def _next_difficulty(difficulty: float, rating: Rating) -> float:
    """Return the difficulty moved by how it went, less so near the top, and drawn a little towards that of an easy first answer."""
    moved = difficulty - _W[6] * (rating - Rating.GOOD) * (_HARDEST - difficulty) / 9
    return _bounded(_W[7] * _first_difficulty(4) + (1 - _W[7]) * moved)


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, _EASIEST), _HARDEST)
