"""The last answer, to be taken back: an answer to a question, or all the points of an interview's question."""

from __future__ import annotations

import uuid
from datetime import datetime

from dl_quiz.learner.journal import Journal
from dl_quiz.nouns import Attempt, point_id

_LOOKED_AT = 100


def take_back_last(journal: Journal, at: datetime) -> tuple[Attempt, ...]:
    """Write that the last answer does not count, and return it; empty where there is none. Raises JournalError."""
    newest = journal.newest(_LOOKED_AT)
    if not newest:
        return ()
    last = tuple(one for one in newest if one is newest[0] or _belong_together(one, newest[0]))
    journal.append(*(one.retraction(uuid.uuid4().hex, at) for one in last))
    return last


def _belong_together(one: Attempt, other: Attempt) -> bool:
    """Return whether two attempts are points of one open question, said in one interview."""
    topic = point_id(one.question.partition("/")[0], "")
    return one.session == other.session and one.question.startswith(topic) and other.question.startswith(topic)
