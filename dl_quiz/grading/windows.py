"""Windows of an answer, a few clauses each, and how strongly learned weights speak in them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from dl_quiz.text.spoken import Clause

SIZE = 4096
"""How many weights a head has: the pieces of words are hashed onto them."""
_LONGEST = 4
_RUN = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_LENGTHS = {True: (1, 2, 3), False: (3, 4, 5)}


class Window(NamedTuple):
    """A run of clauses, from and to, with its score."""

    score: float
    first: int
    last: int


@lru_cache(maxsize=2000)
def pieces(words: str) -> frozenset[int]:
    """Return the hashed pieces of a text: one to three Chinese characters, three to five Latin letters with the spaces between words."""
    return frozenset(zlib.crc32(piece.encode()) % SIZE for run in _RUN.findall(words) for piece in _cut(run))


def _cut(run: str) -> list[str]:
    chinese = "\u3400" <= run[0] <= "\u9fff"
    run = run if chinese else f" {run.strip()} "
    return [run[at : at + length] for length in _LENGTHS[chinese] for at in range(len(run) - length + 1)]


def windows(clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    """Return all runs of up to four clauses, each as its first and its last."""
    return [(first, last) for first in range(len(clauses)) for last in range(first, min(first + _LONGEST, len(clauses)))]


class Head(NamedTuple):
    """The weights of one thing that can be said, one for each hashed piece, in whole steps of so much."""

    weights: Sequence[float]
    step: float = 1.0


class Heads:
    """Scores the windows of one answer by heads."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.pieces = [pieces(clause.words) for clause in clauses]
        self.windows = windows(clauses)
        sizes = list(accumulate(map(len, self.pieces), initial=0))
        self._norms = [1 / sqrt(sizes[last + 1] - sizes[first] or 1) for first, last in self.windows]

    def scores(self, head: Head) -> list[float]:
        """Return the score of each window: the weights of its pieces, added up, by the square root of their number."""
        sums = list(accumulate((head.step * sum(map(head.weights.__getitem__, one)) for one in self.pieces), initial=0.0))
        return [(sums[last + 1] - sums[first]) * norm for (first, last), norm in zip(self.windows, self._norms, strict=True)]

    def overlap(self, statement: frozenset[int]) -> float:
        """Return the largest share of a statement's pieces that a window has, 0..1."""
        shared = [one & statement for one in self.pieces]
        longest = (shared[first : first + _LONGEST] for first in range(max(1, len(shared) - _LONGEST + 1)))
        return max(len(frozenset().union(*window)) for window in longest) / max(1, len(statement))
