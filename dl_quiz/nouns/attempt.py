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


def point_id(topic: str, point: str) -> str:
    """Return the id under which a key point is remembered, as a question is under its own."""
    return f"{topic}/points/{point}"
