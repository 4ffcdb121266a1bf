"""What the whole journal leaves in memory, at the cost of what was added since the last time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from dl_quiz.learner.cache import keep, recalled
from dl_quiz.learner.journal import Journal
from dl_quiz.memory.recall import FOLD, Recall, recall, standing
from dl_quiz.nouns import Attempt

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Folded(msgspec.Struct, frozen=True):
    """The memory that the attempts up to one of them leave; `revised` are the questions of which an answer was taken back."""

    fold: int = FOLD
    number: int = 0
    id: str = ""
    at: datetime = _EPOCH
    memory: dict[str, Recall] = {}
    revised: frozenset[str] = frozenset()

    def fits(self, journal: Journal, now: datetime) -> bool:
        """Return whether it is of this fold and of this journal, and not of a time to come."""
        return self.fold == FOLD and self.at <= now and journal.has(self.number, self.id)


def remembered(journal: Journal, cache: Path, now: datetime) -> dict[str, Recall]:
    """Return what a journal leaves in memory: what was kept in `cache`, where it fits, and the attempts since. Raises JournalError."""
    kept = recalled(cache, Folded)
    before = kept if kept is not None and kept.fits(journal, now) else Folded()
    number, identity = journal.last()
    if number == before.number:
        return before.memory
    memory, revised = _after(before, journal, number, now)
    keep(cache, Folded(FOLD, number, identity, now, memory, revised))
    return memory


def _after(before: Folded, journal: Journal, last: int, now: datetime) -> tuple[dict[str, Recall], frozenset[str]]:
    """Return the memory after the attempts up to `last`; a question of which an answer was ever taken back is gone through again."""
    revised, stale = set(before.revised), set[str]()

    def added() -> Iterator[Attempt]:
        for number, attempt in journal.numbered(before.number):
            if number > last:
                return
            if attempt.retracts or attempt.question in revised:
                revised.add(attempt.question)
                stale.add(attempt.question)
            else:
                yield attempt

    memory = recall(added(), now, before.memory)
    for question in stale:
        memory.pop(question, None)
        memory = recall(standing(journal.of_question(question)), now, memory)
    return memory, frozenset(revised)
