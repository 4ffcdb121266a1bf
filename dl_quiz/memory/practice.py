"""What to practise next when the date is fixed: what raises the chance of right answers on that date most per second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from heapq import heapify, heappop, heappush
from math import inf
from statistics import median

from dl_quiz.memory.forgetting import KEPT, Rating, retention, review
from dl_quiz.memory.recall import Recall, nights

_ANSWERING = (25.0, 30.0)
"""Seconds to find a right answer, and a wrong one, before anything is known of a learner."""
_READING = (10.0, 30.0)
"""Seconds to read what is said of a right answer, and of a wrong one."""
_LONGEST = 180.0
"""Seconds from which on somebody was away from the screen."""
_OWN = 10
"""How many answers of one's own weigh as much as what is assumed of everybody."""
_UNPREPARED = 0.4
"""The chance of a right answer to a question that was never met, before anything is known of a learner."""
_OF_LEARNER, _OF_TOPIC = 6.0, 7.0
"""How many first answers weigh as much as that; and how many in a topic as much as the learner's rate over all topics.

What is best where learners differ by .2 and topics by .18: the variance of one answer, about .24, over that of what it tells of.
"""
_FIRST = 3
"""How many questions of each topic come before all else."""
_EVE = 1 / 4
"""The share of the last evening that belongs to what would be forgotten by the date."""
_SHARE = 1 / 5
"""The share of the time that one topic may have before the others have had their turn."""
_NEAREST, _FARTHEST = 1, 30
"""The days from now between which a date is believed to lie: what is practised on the day itself is to last over it, and what is
practised for a far one is to last for a month, for there will be time to go on.
"""
_LEAST = 0.02
"""What asking must add to the chance on the date to be worth while."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that can be asked, `topic/slug`, and its level."""

    id: str
    level: int

    @property
    def topic(self) -> str:
        """Return its topic."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What asking a question now is believed to come to.

    `chance` is that of a right answer now, `left` that on the date if it is left alone, `gain` what asking adds to that, in `seconds`.
    """

    candidate: Candidate
    new: bool
    chance: float
    left: float
    gain: float
    seconds: float

    @property
    def rate(self) -> float:
        """Return what is gained a second."""
        return self.gain / self.seconds


@dataclass(frozen=True)
class Learner:
    """What is believed of a learner at a time, from what is remembered."""

    memory: Mapping[str, Recall]
    now: datetime

    @cached_property
    def pace(self) -> tuple[float, float]:
        """Return the seconds that a right answer takes, and a wrong one: the learner's own medians, drawn towards everybody's."""
        own: tuple[list[float], list[float]] = ([], [])
        for one in self.memory.values():
            if one.seconds:
                own[one.score < 1].append(min(one.seconds, _LONGEST))
        right, wrong = (median([*own[i], *[_ANSWERING[i]] * _OWN]) + _READING[i] for i in (0, 1))
        return right, wrong

    def seconds(self, chance: float) -> float:
        """Return the seconds that a question is expected to take which is answered right with a chance."""
        right, wrong = self.pace
        return chance * right + (1 - chance) * wrong

    def unprepared(self, topic: str) -> float:
        """Return the chance of a right answer to a question of a topic that was never met: the rate of first answers, shrunken."""
        first = self._first.get(topic, ())
        return (_OF_TOPIC * self._overall + sum(first)) / (_OF_TOPIC + len(first))

    @cached_property
    def _overall(self) -> float:
        first = [score for scores in self._first.values() for score in scores]
        return (_OF_LEARNER * _UNPREPARED + sum(first)) / (_OF_LEARNER + len(first))

    @cached_property
    def _first(self) -> dict[str, list[float]]:
        first: dict[str, list[float]] = {}
        for question, one in self.memory.items():
            first.setdefault(question.partition("/")[0], []).append(one.first)
        return first

    def chance(self, question: str, days: int = 0) -> float:
        """Return the chance of a right answer to a question some days from now, if it is left alone."""
        known = self.memory.get(question)
        if known is None:
            return self.unprepared(question.partition("/")[0])
        return retention(known.stability, nights(known.last, self.now) + days)

    def prospect(self, candidate: Candidate, days: int) -> Prospect:
        """Return what asking a question now comes to, some days from now."""
        known = self.memory.get(candidate.id)
        chance, left = self.chance(candidate.id), self.chance(candidate.id, days)
        trace, since = (None, 0) if known is None else (known.trace, nights(known.last, self.now))
        right, wrong = (retention(review(trace, rating, since).stability, days) for rating in (Rating.GOOD, Rating.AGAIN))
        gain = chance * right + (1 - chance) * wrong - left
        return Prospect(candidate, known is None, chance, left, gain, self.seconds(chance))

    @cached_property
    def met_before(self) -> frozenset[str]:
        """Return the topics of which something was answered before today."""
        return frozenset(question.partition("/")[0] for question in self.memory if self.rested(question))

    def rested(self, question: str) -> bool:
        """Return whether a question was not asked today."""
        known = self.memory.get(question)
        return known is None or nights(known.last, self.now) > 0

    def spent(self, since: datetime) -> float:
        """Return the seconds that were spent on questions since a time, their explanations included."""
        since_then = (one for one in self.memory.values() if one.last >= since and one.seconds)
        return sum(min(one.seconds, _LONGEST) + _READING[one.score < 1] for one in since_then)


def practice(candidates: Iterable[Candidate], learner: Learner, days: int, seconds: float) -> list[Prospect]:
    """Return what to ask within some seconds so that the most is known some days from now: at least one, what is worth most first.

    The aim is the harmonic mean over topics of the share known, for an interview may ask about any. A topic of which fewer than
    three questions were met comes first, its easiest questions first; none has more than a fifth of the time as long as others are
    worth while. Nothing is asked twice on one day, nor what is sure anyway. On the last evening a quarter of the time belongs
    to what would be forgotten by the date, though what is new would gain more: nobody wants to meet only the unknown then.
    """
    days = min(max(days, _NEAREST), _FARTHEST)
    every = [learner.prospect(one, days) for one in candidates]
    useful = [one for one in every if one.gain >= _LEAST and learner.rested(one.candidate.id)]
    fading = [one for one in useful if not one.new and one.left < KEPT] if days == _NEAREST else []
    chosen = _best(every, fading, _EVE * seconds)
    taken = {one.candidate.id for one in chosen}
    others = [one for one in useful if one.candidate.id not in taken]
    chosen += _best(every, others, seconds - sum(one.seconds for one in chosen))
    return chosen or _best(every, useful, inf)[:1]


def _best(every: Sequence[Prospect], useful: Iterable[Prospect], seconds: float) -> list[Prospect]:
    """Return the useful ones of all questions that fit into some seconds, what is worth most first."""
    stocks = {one.candidate.topic: _Stock(_SHARE * seconds) for one in every}
    for one in every:
        stocks[one.candidate.topic].count(one)
    for one in sorted(useful, key=lambda one: (one.rate, -one.candidate.level)):
        stocks[one.candidate.topic].rest.append(one)
    queue = [(stock.urgency, place, stock) for place, stock in enumerate(stocks.values()) if stock.rest]
    heapify(queue)
    chosen: list[Prospect] = []
    while queue:
        _, place, stock = heappop(queue)
        best = stock.take()
        seconds -= best.seconds
        if seconds < 0:
            break
        chosen.append(best)
        if stock.rest:
            heappush(queue, (stock.urgency, place, stock))
    return chosen


@dataclass(slots=True)
class _Stock:
    """One topic while questions are chosen.

    `rest` can still be chosen, the best last; of all `size` so many were `met`, and so many will be `known`; `share` are its seconds left.
    """

    share: float
    rest: list[Prospect] = field(default_factory=list)
    size: int = 0
    met: int = 0
    known: float = 0.0

    def count(self, prospect: Prospect) -> None:
        """Count one of its questions."""
        self.size += 1
        self.met += not prospect.new
        self.known += prospect.left

    @property
    def _next(self) -> int:
        """Return the place of the question that would be taken: a new one, as long as few were met."""
        if self.met < _FIRST:
            return next((place for place in range(len(self.rest) - 1, -1, -1) if self.rest[place].new), -1)
        return -1

    @property
    def urgency(self) -> tuple[int, bool, float]:
        """Return what sorts topics: few met first, those that had their share last, then by the gain a second, dearer where little is known."""
        return min(self.met, _FIRST), self.share <= 0, -self.rest[self._next].rate * (self.size / self.known) ** 2

    def take(self) -> Prospect:
        """Take the best question out."""
        best = self.rest.pop(self._next)
        self.met += best.new
        self.known += best.gain
        self.share -= best.seconds
        return best
