"""What is remembered: a lapse is due before a success, and mastery is the mean of last scores."""

from datetime import timedelta

import pytest

from dl_quiz.memory.recall import mastery, recall
from tests.attempts import NOON, attempt


def due(*scores):
    """Return how long after its first answer a question with these scores, a day apart, is due."""
    return recall([attempt(turn, "a/x", score, days=turn) for turn, score in enumerate(scores)])["a/x"].due - NOON


def test_a_lapse_is_due_before_a_success_and_a_long_run_later_still():
    memory = recall([attempt(1, "a/lapse", 0.0), attempt(2, "a/right"), *(attempt(10 + day, "a/run", days=day) for day in (0, 3, 10, 30))])
    assert memory["a/lapse"].due < memory["a/right"].due < memory["a/run"].due
    assert memory["a/lapse"].due - NOON < timedelta(hours=1)


@pytest.mark.parametrize("before", [(), (1.0,), (1.0, 1.0)])
def test_a_full_score_is_due_later_than_a_partial_one_and_that_later_than_a_miss(before):
    assert due(*before, 0.0) < due(*before, 0.5) < due(*before, 1.0)


def test_a_partial_score_is_a_hard_review_whatever_its_size():
    assert due(1.0, 0.1) == due(1.0, 0.9)


def test_the_last_score_is_remembered():
    memory = recall([attempt(1, "a/x", 1.0), attempt(2, "a/x", 0.25)])
    assert memory["a/x"].score == 0.25


def test_what_is_due_hangs_on_the_attempts_alone():
    attempts = [attempt(turn, f"a/{turn % 3}", turn % 2, days=turn) for turn in range(20)]
    assert recall(attempts) == recall(attempts)
    assert recall([]) == {}


def test_mastery_is_the_mean_of_last_scores():
    memory = recall([attempt(1, "a/x", 0.0), attempt(2, "a/x", 1.0), attempt(3, "a/y", 0.5)])
    assert mastery(["a/x", "a/y", "a/never"], memory) == pytest.approx(0.5)
    assert mastery([], memory) == 0.0
