"""What the whole journal leaves in memory, at the cost of what was added since the last time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from dl_quiz.learner.cache import keep, recalled
from dl_quiz.learner.journal import Journal, Place
from dl_quiz.memory.recall import FOLD, Recall, in_order, recall, standing
from dl_quiz.nouns import Attempt

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Folded(msgspec.Struct, frozen=True):
    """The memory that the attempts up to a place leave, as it was at a time.

    `revised` are the questions of which an answer was taken back, `ahead` those of which one claimed to be later than that time.
    """

    fold: int = FOLD
    place: Place = Place()
    at: datetime = _EPOCH
    memory: dict[str, Recall] = {}
    revised: frozenset[str] = frozenset()
    ahead: frozenset[str] = frozenset()

    def fits(self, journal: Journal, now: datetime) -> bool:
        """Return whether it is of this fold and of this journal, and not of a time to come."""
        return self.fold == FOLD and self.at <= now and journal.has(self.place)


def remembered(journal: Journal, cache: Path, now: datetime) -> dict[str, Recall]:
    """Return what a journal leaves in memory: what was kept in `cache`, where it fits, and the attempts since. Raises JournalError.

    It is what the attempts say in the order of their times, whatever the order in which they were written or imported.
    """
    kept = recalled(cache, Folded)
    with contextlib.suppress(ValueError, ArithmeticError):  # of what was kept, which somebody has changed with care
        if kept is not None and kept.fits(journal, now):
            return _up_to_date(kept, journal, cache, now)
    return _up_to_date(Folded(), journal, cache, now)


def _up_to_date(before: Folded, journal: Journal, cache: Path, now: datetime) -> dict[str, Recall]:
    last = journal.last()
    if last == before.place and not before.ahead:
        return before.memory
    folded = _after(before, journal, last, now)
    keep(cache, folded)
    return folded.memory


def _after(before: Folded, journal: Journal, last: Place, now: datetime) -> Folded:
    """Return the memory after the attempts up to a place; a question whose attempts do not come in their order is gone through again."""
    newest = {question: one.last for question, one in before.memory.items()}
    revised, ahead, astray = set(before.revised), set[str](), set(before.ahead)

    def added() -> Iterator[Attempt]:
        for number, attempt in journal.numbered(before.place.number):
            if number > last.number:
                return
            if attempt.retracts:
                revised.add(attempt.question)
            if attempt.at > now:
                ahead.add(attempt.question)
            if attempt.question in revised or attempt.question in ahead or attempt.at <= newest.get(attempt.question, _EPOCH):
                astray.add(attempt.question)
            else:
                newest[attempt.question] = attempt.at
                yield attempt

    memory = recall(added(), now, before.memory)
    for question in astray:
        memory.pop(question, None)
        attempts = standing(journal.of_question(question))
        memory = recall(in_order(attempts, now), now, memory)
        ahead |= {question for attempt in attempts if attempt.at > now}
    return Folded(FOLD, last, now, memory, frozenset(revised), frozenset(ahead))
