"""Memory: attempts give what is remembered, when it is due, and mastery; a pure fold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from dl_quiz.nouns import Attempt
from dl_quiz.nouns.text import Noun

FOLD = 1
"""The number of this fold: another one, wherever the same attempts would leave other memories."""


class Recall(Noun, frozen=True):
    """What the attempts say of one question: its last score, when it is due again, and the state of its memory (FSRS)."""

    score: float
    due: datetime
    last: datetime
    stability: float
    difficulty: float


def recall(attempts: Iterable[Attempt], now: datetime, before: Mapping[str, Recall] | None = None) -> dict[str, Recall]:
    """Fold attempts, in the order in which they were written, into what is remembered of each question, going on from `before`.

    Scheduled by FSRS without fuzz, and in days: nobody comes back within minutes. A full score counts as a good review, a partial one,
    or a full one with help, as a hard one, anything else as a lapse. What claims to be later than `now` happened now.
    """
    from fsrs import Card, Rating, Scheduler, State

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    memory = dict(before or {})
    for attempt in attempts:
        known = memory.get(attempt.question)
        card = Card(0, State.Review, None, known.stability, known.difficulty, known.due, known.last) if known else Card(0)
        alone = attempt.score >= 1 and not attempt.seen
        rating = Rating.Good if alone else Rating.Hard if attempt.score > 0 else Rating.Again
        at = min(attempt.at, now)
        card, _ = scheduler.review_card(card, rating, at)
        assert card.stability is not None and card.difficulty is not None, "a reviewed card has both"
        memory[attempt.question] = Recall(attempt.score, card.due, at, card.stability, card.difficulty)
    return memory


def standing(attempts: Collection[Attempt]) -> list[Attempt]:
    """Return the attempts that were not taken back."""
    taken_back = {attempt.retracts for attempt in attempts}
    return [attempt for attempt in attempts if not attempt.retracts and attempt.id not in taken_back]


def mastery(questions: Iterable[str], memory: Mapping[str, Recall]) -> float:
    """Return the mean of the last scores over questions; one never answered counts as 0."""
    scores = [memory[question].score if question in memory else 0.0 for question in questions]
    return sum(scores) / len(scores) if scores else 0.0
