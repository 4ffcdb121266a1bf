"""The evidence that an answer says a key point, or its contrary: what the author's patterns find and what learned weights find."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from math import log, log1p
from typing import NamedTuple

from dl_quiz.grading.patterns import Ears, Match
from dl_quiz.grading.windows import Head, Heads, Window, pieces
from dl_quiz.nouns import Point, Text
from dl_quiz.text.spoken import Spoken, comparable, is_chinese

PATTERN_FEATURES = (
    "share of the groups said", "all groups said", "all groups said, some negated", "different aliases said", "sentences with hits",
    "share of the myth's groups said", "all of the myth said", "different aliases of the myth said", "other points said", "other myths said",
    "overlap with the statement", "overlap with the myth", "overlap with the statement beyond the myth's", "length", "Chinese", "groups wanted",
)  # fmt: skip
HEAD_FEATURES = (
    "said by the head", "the contrary said by its head", "said beyond the contrary there", "contrary beyond said there",
    "said beyond other points there", "contrary beyond other points there", "said by the head where all groups are",
    "contrary by the head where the myth is", "said by the head, by the share of groups",
)  # fmt: skip
_LONGEST = 1000.0
"""From this length on, in Latin letters, an answer is just long: the labelled ones are no longer."""
_SILENT = -0.5
"""The score of a head where there is nothing to score."""


class Evidence(NamedTuple):
    """What speaks for a point: the features, the clauses (from, to) that say it or its contrary, and whether it was said negated."""

    features: tuple[float, ...]
    said: tuple[int, int] | None
    contrary: tuple[int, int] | None
    reversed: bool


class Matches(NamedTuple):
    """What an author's patterns find of a point: of its statement and of its myth."""

    said: Match
    myth: Match


def match_points(points: Sequence[Point], spoken: Spoken, asked: Collection[str]) -> list[Matches]:
    """Return what the author's patterns find of each point; words of the question do not count for the statement."""
    ears = Ears(spoken, asked)
    return [Matches(ears.match(point.hear), ears.match(point.deny, myth=True)) for point in points]


def weigh_patterns(points: Sequence[Point], spoken: Spoken, matches: Sequence[Matches], heads: Heads) -> list[Evidence]:
    """Return the evidence of the author's own words alone, for each point."""
    said, denied = (sum(getattr(match, of).whole for match in matches) for of in ("said", "myth"))
    return [
        Evidence(
            (
                match.said.share, match.said.whole, match.said.is_reversed, log1p(match.said.aliases), len({hit.sentence for hit in match.said.hits}),
                match.myth.share, match.myth.whole, log1p(match.myth.aliases),
                log1p(said - match.said.whole), log1p(denied - match.myth.whole),
                *_overlaps(point, heads, chinese := is_chinese(spoken.answer)), _length(spoken, chinese), chinese,
                match.said.wanted,
            ),
            _span(match.said),
            _span(match.myth),
            match.said.is_reversed,
        )
        for point, match in zip(points, matches, strict=True)
    ]  # fmt: skip


def weigh_heads(
    evidence: Sequence[Evidence], matches: Sequence[Matches], heads: Heads, learned: Sequence[tuple[Head, Head]]
) -> list[Evidence]:
    """Return the evidence with what the heads add, one for the statement and one for its contrary, of each point."""
    said, contrary = ([heads.scores(pair[side]) for pair in learned] for side in (0, 1))
    return [
        _with_heads(one, match, _Scored(heads, said, index), _Scored(heads, contrary, index))
        for index, (one, match) in enumerate(zip(evidence, matches, strict=True))
    ]


class _Scored:
    """The windows of an answer as one point's head scores them, beside those of the other points."""

    def __init__(self, heads: Heads, scores: list[list[float]], index: int) -> None:
        self.windows, self.scores = heads.windows, scores[index]
        self._others = [other for at, other in enumerate(scores) if at != index]
        self.place = max(range(len(self.scores)), key=self.scores.__getitem__, default=-1)

    @property
    def best(self) -> Window:
        """Return the window with the highest score."""
        return Window(self.scores[self.place], *self.windows[self.place]) if self.place >= 0 else Window(_SILENT, 0, 0)

    @property
    def margin(self) -> float:
        """Return how far the best window's score lies above what other points have there."""
        return self.best.score - max((other[self.place] for other in self._others), default=0.0) if self.place >= 0 else 0.0

    def at(self, place: int) -> float:
        """Return the score of a window."""
        return self.scores[place] if place >= 0 else _SILENT

    def near(self, match: Match) -> float:
        """Return the highest score among windows that touch a whole match."""
        clauses = {clause for hit in match.hits for clause in range(hit.first, hit.last + 1)} if match.whole else set()
        touching = (
            score
            for score, (first, last) in zip(self.scores, self.windows, strict=True)
            if clauses and not clauses.isdisjoint(range(first, last + 1))
        )
        return max(touching, default=_SILENT)


def _with_heads(evidence: Evidence, match: Matches, said: _Scored, contrary: _Scored) -> Evidence:
    features = (
        said.best.score, contrary.best.score, said.best.score - contrary.at(said.place), contrary.best.score - said.at(contrary.place),
        said.margin, contrary.margin, said.near(match.said), contrary.near(match.myth), match.said.share * said.best.score,
    )  # fmt: skip
    return Evidence(
        (*evidence.features, *features), evidence.said or said.best[1:], evidence.contrary or contrary.best[1:], evidence.reversed
    )


def _length(spoken: Spoken, chinese: bool) -> float:
    return log(1 + min(_LONGEST, len(spoken.answer) * (2.5 if chinese else 1.0)))


def _overlaps(point: Point, heads: Heads, chinese: bool) -> tuple[float, float, float]:
    said, myth = (heads.overlap(_pieces(text, chinese)) for text in (point.say, point.myth))
    return said, myth, said - myth


@lru_cache(maxsize=1000)
def _pieces(text: Text, chinese: bool) -> frozenset[int]:
    return pieces(comparable(text.zh if chinese else text.en))


def _span(match: Match) -> tuple[int, int] | None:
    """Return the clauses that the hits of a whole match span."""
    if not match.whole:
        return None
    return min(hit.first for hit in match.hits), max(hit.last for hit in match.hits)
