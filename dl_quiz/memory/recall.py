"""Memory: attempts give what is remembered, when it is due, and mastery; a pure fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dl_quiz.nouns import Attempt


@dataclass(frozen=True, slots=True)
class Recall:
    """What the attempts say of one question: its last score, and when it is due again."""

    score: float
    due: datetime


def recall(attempts: Iterable[Attempt]) -> dict[str, Recall]:
    """Fold attempts, oldest first, into what is remembered of each question, scheduled by FSRS without fuzz.

    A full score counts as a good review, a partial one as a hard one, anything else as a lapse.
    """
    from fsrs import Card, Rating, Scheduler

    scheduler = Scheduler(enable_fuzzing=False)
    cards: dict[str, Card] = {}
    memory: dict[str, Recall] = {}
    for attempt in attempts:
        rating = Rating.Good if attempt.score >= 1 else Rating.Hard if attempt.score > 0 else Rating.Again
        card, _ = scheduler.review_card(cards.get(attempt.question, Card(card_id=0)), rating, attempt.at)
        cards[attempt.question] = card
        memory[attempt.question] = Recall(attempt.score, card.due)
    return memory


def mastery(questions: Iterable[str], memory: Mapping[str, Recall]) -> float:
    """Return the mean of the last scores over questions; one never answered counts as 0."""
    scores = [memory[question].score if question in memory else 0.0 for question in questions]
    return sum(scores) / len(scores) if scores else 0.0
