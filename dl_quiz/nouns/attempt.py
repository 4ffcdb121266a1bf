"""An attempt, as it is remembered."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from dl_quiz.nouns.text import Noun, Text, Value

Seen = Literal["hint", "demo", "explain", "key"]
"""What a learner may look at before answering; the key where an earlier answer was taken back."""

NOT_KNOWN = "not known"
"""The rule of an attempt at which the learner said that they do not know: the response is empty, the score 0."""


class Attempt(Noun, frozen=True, kw_only=True):
    """One answered question, as written to the journal; or, with `retracts`, that an earlier one is taken back.

    `question` is `topic/slug`, or `topic/points/point-id` for a key point of the open question.
    `session` is the id of the sitting that it belongs to, `retracts` the id of the attempt that it takes back;
    `slips` are the mistakes that were recognised in the answer, as the learner was told them.
    """

    id: str
    at: datetime
    question: str
    drawn: dict[str, Value]
    response: str
    score: float
    rule: str
    seconds: float
    session: str = ""
    seen: tuple[Seen, ...] = ()
    retracts: str = ""
    slips: tuple[Text, ...] = ()

    def retraction(self, identity: str, at: datetime) -> Attempt:
        """Return the row that takes this attempt back, under an id of its own; nothing is deleted."""
        return Attempt(
            id=identity,
            at=at,
            question=self.question,
            drawn={},
            response="",
            score=0.0,
            rule="taken back",
            seconds=0.0,
            session=self.session,
            retracts=self.id,
        )


def point_id(topic: str, point: str) -> str:
    """Return the id under which a key point is remembered, as a question is under its own."""
    return f"{topic}/points/{point}"
