"""Adding up."""

from collections.abc import Iterator

import numpy as np

from dl_quiz.stage.cases import Case, by_hand, edge, general, measured

from ..kernels.add import add


def running_total(numbers: np.ndarray, start: float = 0.0) -> np.ndarray:
    """The total after each number."""
    totals = []
    for number in numbers:
        start = add(start, number)
        totals.append(start)
    return np.array(totals)


def running_total_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Few and round first."""
    yield by_hand(np.array([1.0, 2.0, 4.0]))
    yield general(rng.normal(size=6), start=2.0)
    yield edge("one number", "只有一个数")(np.array([3.0]))
    yield measured("the last total", "最后的总和", lambda totals, *_: totals[-1])(rng.normal(size=5), 1.0)
