"""What is remembered: a lapse is weaker than a success, help counts, and mastery is the mean of last scores."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dl_quiz.memory.forgetting import Rating
from dl_quiz.memory.recall import in_order, mastery, memories, nights, rating_of, recall, standing
from dl_quiz.nouns import NOT_KNOWN
from tests.attempts import NOON, attempt

NOW = NOON + timedelta(days=1000)


def fold(*attempts):
    return recall(attempts, NOW)


def after(*scores, seen=()):
    """Return what is remembered of a question with these scores, a day apart; the last with help."""
    attempts = [attempt(turn, "a/x", score, days=turn) for turn, score in enumerate(scores)]
    return fold(*attempts[:-1], msgspec.structs.replace(attempts[-1], seen=seen))["a/x"]


def test_a_lapse_is_due_before_a_success_and_a_long_run_later_still():
    run = (attempt(10 + day, "a/run", days=day) for day in (0, 3, 10, 30))
    memory = fold(attempt(1, "a/lapse", 0.0), attempt(2, "a/right"), *run)
    assert memory["a/lapse"].due < memory["a/right"].due < memory["a/run"].due


@pytest.mark.parametrize("before", [(), (1.0,), (1.0, 1.0)])
def test_a_full_score_is_remembered_longer_than_a_partial_one_and_that_longer_than_a_miss(before):
    miss, partial, full = (after(*before, score) for score in (0.0, 0.5, 1.0))
    assert miss.stability < partial.stability < full.stability
    assert miss.due <= partial.due < full.due


def test_nothing_is_due_within_minutes():
    for scores in ((0.0,), (0.5,), (1.0,), (1.0, 0.0), (1.0, 1.0, 0.0)):
        one = after(*scores)
        assert one.due - one.last >= timedelta(days=1)


def test_a_right_answer_with_help_is_a_partial_one_and_keeps_its_score():
    helped = after(1.0, 1.0, seen=("hint",))
    assert (helped.score, helped.stability) == (1.0, after(1.0, 0.5).stability)
    assert after(0.0, seen=("demo",)) == after(0.0)
    assert after(1.0, 1.0, seen=("explain",)).stability == after(1.0, 0.5).stability


def test_who_had_seen_the_key_has_shown_nothing():
    assert after(1.0, 1.0, seen=("hint", "key")).stability == after(1.0, 0.0).stability


def test_an_evening_that_comes_a_little_earlier_is_another_day_and_a_second_answer_on_one_day_is_not():
    def second(hours):
        at = attempt(1, "a/x").at + timedelta(hours=hours)
        return fold(attempt(1, "a/x"), msgspec.structs.replace(attempt(2, "a/x"), at=at))["a/x"].stability

    assert second(20) == second(24) == second(30) > 2 * second(12)
    assert second(12) == second(1)
    assert [nights(NOON, NOON + timedelta(hours=hours)) for hours in (-5, 0, 15.9, 16, 39.9, 40)] == [0, 0, 0, 1, 1, 2]


def test_what_is_due_tomorrow_is_due_on_an_earlier_evening_of_tomorrow():
    one = after(0.0)
    assert not one.is_due(one.last + timedelta(hours=15)) and one.is_due(one.last + timedelta(hours=17))


def test_what_is_known_fades_by_the_day():
    one = after(1.0)
    chances = [one.known(one.last + timedelta(days=days)) for days in (0, 1, 5, 50)]
    assert chances[0] == 1.0 and chances == sorted(chances, reverse=True) and chances[-1] < 0.7


def test_the_first_score_the_last_time_and_the_number_of_answers_are_remembered():
    one = fold(attempt(1, "a/x", 0.25), msgspec.structs.replace(attempt(2, "a/x"), seconds=9.0))["a/x"]
    assert (one.first, one.score, one.seconds, one.times) == (0.25, 1.0, 9.0, 2)


def test_who_does_not_know_has_missed():
    assert rating_of(msgspec.structs.replace(attempt(1, score=0.0), rule=NOT_KNOWN, response="")) is Rating.AGAIN


def test_a_partial_score_is_a_hard_review_whatever_its_size():
    assert after(1.0, 0.1).due == after(1.0, 0.9).due


def test_the_last_score_is_remembered():
    assert fold(attempt(1, "a/x", 1.0), attempt(2, "a/x", 0.25))["a/x"].score == 0.25


def test_a_fold_goes_on_from_another():
    attempts = [attempt(turn, f"a/{turn % 3}", turn % 2, days=turn) for turn in range(20)]
    before = recall(attempts[:11], NOW)
    kept = dict(before)
    assert recall(attempts[11:], NOW, before) == recall(attempts, NOW)
    assert before == kept
    assert recall([], NOW) == {}


def test_what_claims_to_be_later_than_now_happened_now():
    late = msgspec.structs.replace(attempt(1), at=datetime(9999, 12, 31, 23, tzinfo=UTC))
    assert recall([late], NOW)["a/b"].last == NOW


def test_what_was_taken_back_does_not_stand():
    back = msgspec.structs.replace(attempt(3), retracts=attempt(1).id)
    assert standing([attempt(1), attempt(2), back]) == [attempt(2)]


def test_mastery_is_the_mean_of_last_scores():
    memory = fold(attempt(1, "a/x", 0.0), attempt(2, "a/x", 1.0), attempt(3, "a/y", 0.5))
    assert mastery(["a/x", "a/y", "a/never"], memory) == pytest.approx(0.5)
    assert mastery([], memory) == 0.0


def test_what_is_remembered_at_a_time_hangs_on_what_was_answered_until_then():
    attempts = [attempt(1, "a/x"), attempt(2, "a/y", days=3), attempt(3, "a/x", days=5)]
    times = [NOON + timedelta(days=day, hours=1) for day in (-1, 0, 3, 5, 30)]
    expected = [recall([one for one in attempts if one.at <= time], NOW) for time in times]
    assert list(memories(times, attempts, NOW)) == expected
    assert [len(one) for one in expected] == [0, 1, 2, 2, 2] and expected[2] != expected[3] == expected[4]


def test_one_answer_that_claims_to_be_ahead_hides_none_of_the_others():
    ahead = msgspec.structs.replace(attempt(9, "a/y"), at=NOW + timedelta(days=1))
    attempts = in_order([attempt(1, "a/x"), ahead], NOW)
    assert attempts == [ahead, attempt(1, "a/x")]
    (memory,) = memories([NOON + timedelta(hours=1)], attempts, NOW)
    assert set(memory) == {"a/x", "a/y"}


def test_attempts_at_one_moment_have_one_order():
    one, other = attempt(1), msgspec.structs.replace(attempt(2), at=attempt(1).at)
    assert in_order([one, other], NOW) == in_order([other, one], NOW)
