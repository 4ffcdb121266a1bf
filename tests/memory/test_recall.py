"""What is remembered: a lapse is due before a success, and mastery is the mean of last scores."""

from datetime import timedelta

import pytest

from dl_quiz.memory.recall import mastery, recall
from tests.attempts import NOON, attempt


def test_a_lapse_is_due_before_a_success_and_a_long_run_later_still():
    memory = recall([attempt(1, "a/lapse", 0.0), attempt(2, "a/right"), *(attempt(10 + day, "a/run", days=day) for day in (0, 3, 10, 30))])
    assert memory["a/lapse"].due < memory["a/right"].due < memory["a/run"].due
    assert memory["a/lapse"].due - NOON < timedelta(hours=1)


def test_mastery_is_the_mean_of_last_scores():
    memory = recall([attempt(1, "a/x", 0.0), attempt(2, "a/x", 1.0), attempt(3, "a/y", 0.5)])
    assert mastery(["a/x", "a/y", "a/never"], memory) == pytest.approx(0.5)
    assert mastery([], memory) == 0.0
