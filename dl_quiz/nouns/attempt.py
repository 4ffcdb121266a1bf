"""An attempt, as it is remembered."""

from __future__ import annotations

from datetime import datetime

from dl_quiz.nouns.text import Noun, Value


class Attempt(Noun, frozen=True, kw_only=True):
    """One answered question, as written to the journal."""

    id: str
    at: datetime
    question: str
    drawn: dict[str, Value]
    response: str
    score: float
    rule: str
    seconds: float
