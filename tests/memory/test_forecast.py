"""The days ahead: each within its time, from what the days before leave, ending in what is known on the date."""

from datetime import timedelta

import pytest

from dl_quiz.memory.forecast import Practice, forecast, share_known
from dl_quiz.memory.open_questions import SECONDS, OpenQuestion
from dl_quiz.memory.practice import Learner, practice
from tests.attempts import NOON
from tests.memory.test_practice import learner, recalled, some

ALL = [*some("a", 20), *some("b", 20, 2)]
IDS = [one.id for one in ALL]


def test_each_day_is_what_would_be_practised_then_and_keeps_to_its_time():
    ahead, _ = forecast(Practice(ALL, 10), learner(), 5, [300.0] * 5)
    assert [one.at for one in ahead] == [NOON + timedelta(days=day) for day in range(5)]
    assert ahead[0].asked == tuple(practice(ALL, learner(), 5, 300.0))
    assert all(240 < one.seconds <= 300 for one in ahead)
    met = [one.candidate.id for day in ahead for one in day.asked if one.new]
    assert len(met) == len(set(met)) == sum(one.new for one in ahead)


def test_what_is_met_comes_back_and_nearer_to_the_date_more_of_it():
    ahead, _ = forecast(Practice(ALL, 10), learner(), 10, [600.0] * 10)
    again = [len(one.asked) - one.new for one in ahead]
    assert again[0] == 0 and sum(again[5:]) > sum(again[:5]) > 0
    assert sum(one.new for one in ahead) == len(ALL)


def test_answers_come_out_right_as_often_as_is_believed():
    ahead, then = forecast(Practice(some("a", 100), 10), learner(), 1, [float("inf")])
    right = sum(one.score for one in then.memory.values())
    assert len(then.memory) == 100 and right == pytest.approx(sum(one.chance for one in ahead[0].asked), abs=1)


def test_an_open_question_takes_its_time_of_the_day_and_is_remembered():
    open = [OpenQuestion(topic, (f"{topic}/points/p", f"{topic}/points/q")) for topic in "ab"]
    ahead, then = forecast(Practice(ALL, 30, open), learner(), 4, [1800.0] * 4)
    assert [one.open for one in ahead] == [(), ("a",), ("b",), ahead[3].open] and len(ahead[3].open) == 1
    assert sum(one.seconds for one in ahead[1].asked) <= 1800 - SECONDS < ahead[0].seconds
    assert ahead[1].seconds == sum(one.seconds for one in ahead[1].asked) + SECONDS
    assert {"a/points/p", "a/points/q", "b/points/p", "b/points/q"} <= set(then.memory)


def test_a_day_without_time_holds_nothing():
    ahead, then = forecast(Practice(ALL, 10), learner(), 2, [0.0, 300.0])
    assert ahead[0].asked == () and ahead[1].asked and len(then.memory) == len(ahead[1].asked)


def test_on_the_date_more_is_known_than_without_and_the_learner_is_left_alone():
    who = learner(a_0=recalled(score=0.0))
    _, then = forecast(Practice(ALL, 10), who, 6, [600.0] * 6)
    assert then.now == NOON + timedelta(days=6) and set(who.memory) == {"a/0"}
    assert share_known(IDS, then) > share_known(IDS, who, 6) + 0.1


def test_the_share_known_is_over_all_questions_met_or_not():
    who = Learner({"a/0": recalled(1.0, 1)}, NOON)
    assert share_known(["a/0"], who) == pytest.approx(0.9)
    assert share_known(["a/0", "b/0"], who) == pytest.approx((0.9 + who.unprepared("b")) / 2)
    assert share_known(["a/0"], who, 20) < 0.75
    assert share_known([], who) == 0.0
