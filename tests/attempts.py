"""Attempts for tests of the journal and of memory."""

from datetime import UTC, datetime, timedelta

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
