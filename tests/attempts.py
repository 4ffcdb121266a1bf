"""Attempts for tests of the journal and of memory."""

from datetime import UTC, datetime, timedelta

from dl_quiz.learner.journal import Journal
from dl_quiz.nouns import Attempt

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def attempt(number, question="a/b", score=1.0, days=0):
    return Attempt(
        id=f"{number:032}",
        at=NOON + timedelta(days=days, seconds=number),
        question=question,
        drawn={"x": 1, "y": (1, 2)},
        response="1",
        score=score,
        rule="r",
        seconds=1.5,
    )


def remember(home, *answered):
    """Write a journal of long ago into a learner's folder: (question, score) in the order in which they were answered."""
    journal = Journal(home / "journal.sqlite")
    for number, (question, score) in enumerate(answered):
        journal.append(attempt(number, question, score, days=-1000 + number))
