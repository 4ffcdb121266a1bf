"""What is to be reviewed, as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from dl_quiz.asking.choose import Past
from dl_quiz.memory.open_questions import OpenQuestion
from dl_quiz.memory.practice import Candidate
from dl_quiz.nouns import Document, Language


class DueEntry(Document, frozen=True, kw_only=True):
    """A question to be reviewed: its last score, when it was answered and from when on it is due, and the believed chance of a right answer."""

    question: str
    level: int
    score: float
    last: str
    due: str
    chance: float


class DueList(Document, frozen=True, kw_only=True):
    """What is to be reviewed, what has waited longest first; and the day on which the next `coming` questions will be, where there is none now.

    Not asked here: `exercises` are to be written again, with `dl-quiz implement`, and the open questions of the topics `open` to be
    answered again, with `dl-quiz interview`, those first of which most points want it.
    """

    schema: Literal["dl-quiz.review/1"] = "dl-quiz.review/1"
    course: str
    language: Language
    met: int
    due: tuple[DueEntry, ...]
    exercises: tuple[str, ...]
    open: tuple[str, ...]
    next: str | None
    coming: int


def list_due(
    title: str, fitting: list[Candidate], exercises: Iterable[str], open: Iterable[OpenQuestion], past: Past, language: Language
) -> DueList:
    """Return what is to be reviewed of some questions, exercises and open questions."""
    memory, learner = past.learner.memory, past.learner
    met = sorted((memory[one.id].due, one.id, one) for one in fitting if one.id in memory)
    entries = tuple(
        DueEntry(
            question=one.id,
            level=one.level,
            score=memory[one.id].score,
            last=memory[one.id].last.isoformat(),
            due=due.isoformat(),
            chance=round(learner.chance(one.id), 3),
        )
        for due, _, one in met
        if past.wants(one.id)
    )
    waiting = {one.topic: sum(map(past.wants, one.points)) for one in open}
    days = Counter(due.astimezone().date() for due, _, one in met if not past.wants(one.id) and due > learner.now)
    first = min(days, default=None)
    return DueList(
        course=title,
        language=language,
        met=len(met),
        due=entries,
        exercises=tuple(one for one in exercises if past.wants(one)),
        open=tuple(sorted(filter(waiting.get, waiting), key=lambda topic: -waiting[topic])),
        next=first.isoformat() if first else None,
        coming=days[first] if first else 0,
    )
