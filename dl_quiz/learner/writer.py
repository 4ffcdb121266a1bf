"""What one run writes to the journal: each answer at once, and what cannot be saved as soon as it can."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from dl_quiz.errors import JournalError
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.waiting import GLANCE
from dl_quiz.nouns import Attempt, Text
from dl_quiz.text import words


@dataclass
class Writer:
    """Saves the attempts of one run; the first failure is told, unless the learner knows already that the journal is unusable."""

    journal: Journal
    told: bool = False
    _saved: int = 0
    _waiting: list[Attempt] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Whoever knows already that the journal is unusable has waited for it once."""
        self._patient = not self.told

    def begin(self) -> int:
        """Find out whether answers can be saved, and tell where they cannot; return the number of the last row that is there."""
        number = 0

        def prepare(journal: Journal) -> None:
            nonlocal number
            journal.prepare()
            number = journal.last().number

        self._try(prepare)
        return number

    def save(self, *attempts: Attempt) -> None:
        """Save attempts, durably, before this returns; where that cannot be, keep them and try again with the next."""
        self._waiting += attempts
        self._try(self._append)

    def take_back(self, attempt: Attempt) -> None:
        """Write that an attempt of this run or of an earlier one does not count; where that cannot be, keep it like an answer."""
        self.save(attempt.retraction(uuid.uuid4().hex, datetime.now(UTC)))

    def end(self, *, patient: bool = True) -> Text | None:
        """Try once more to save what waits; return what there is to say at the end: nothing where nothing was to be saved."""
        self._patient = patient
        fault = self._try(self._append) if self._waiting else None
        waiting = _answers(self._waiting)
        total = self._saved + waiting
        if fault is not None:
            return words.NOT_SAVED.format(count=waiting, all=total, fault=fault.text)
        return words.SAVED if total else None

    def _append(self, journal: Journal) -> None:
        journal.append(*self._waiting)
        self._saved += _answers(self._waiting)
        self._waiting = []

    def _try(self, act: Callable[[Journal], None]) -> JournalError | None:
        """Do something to the journal; who was waited for in vain is not waited for again at every answer."""
        try:
            act(self.journal if self._patient else replace(self.journal, limit=GLANCE))
        except JournalError as error:
            self._patient = False
            if not self.told:
                self.journal.tell(words.NOT_SAVED_YET.format(fault=error.text))
            self.told = True
            return error
        self._patient = True
        return None


def _answers(attempts: list[Attempt]) -> int:
    """Return how many of these are answers: one that is taken back was one, that it is taken back is none."""
    return sum(not attempt.retracts for attempt in attempts)
