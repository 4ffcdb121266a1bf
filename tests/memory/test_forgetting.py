"""Forgetting is that of FSRS as its authors' own package computes it, over many histories."""

import random
from datetime import timedelta

import pytest

from dl_quiz.memory.forgetting import KEPT, WEIGHTS, Rating, Trace, interval, retention, review
from tests.attempts import NOON


def packaged(history):
    """Return stability, difficulty and days until due after (rating, days since the last) in turn, by the package."""
    from fsrs import Card, Scheduler
    from fsrs import Rating as Packaged

    scheduler = Scheduler(WEIGHTS, KEPT, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at = Card(1), NOON
    for rating, days in history:
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, Packaged(rating), at)
    chances = [scheduler.get_card_retrievability(card, at + timedelta(days=days)) for days in (0, 3, 40)]
    return card.stability, card.difficulty, (card.due - at).days, *chances


def ours(history):
    trace = None
    for rating, days in history:
        trace = review(trace, rating, days)
    return trace.stability, trace.difficulty, interval(trace.stability), *(retention(trace.stability, days) for days in (0, 3, 40))


@pytest.mark.parametrize("seed", range(40))
def test_it_is_that_of_the_package(seed):
    luck = random.Random(seed)
    history = [(luck.choice(list(Rating)), luck.choice((0, 0, 1, 2, 7, 30, 400))) for _ in range(luck.randint(1, 25))]
    assert ours(history) == pytest.approx(packaged(history), rel=1e-12)


def test_a_memory_is_due_when_its_chance_has_fallen_to_nine_in_ten():
    assert [retention(s, s) for s in (0.5, 3.0, 100.0)] == pytest.approx([KEPT] * 3)
    assert [interval(s) for s in (0.001, 1.4, 2.6, 50.2)] == [1, 1, 3, 50]


def test_no_memory_is_weaker_than_a_day_of_nothing():
    weak = Trace(0.001, 10.0)
    for days in (0, 1, 400):
        assert review(weak, Rating.AGAIN, days).stability >= 0.001
