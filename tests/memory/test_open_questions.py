"""Which open questions a day holds: as many as its minutes have room for, of topics that were met, of which most would be missing."""

import pytest

from dl_quiz.memory.open_questions import SECONDS, OpenQuestion, open_practice, spent
from dl_quiz.memory.practice import Learner
from tests.attempts import NOON
from tests.memory.test_practice import recalled

MIDNIGHT = NOON.replace(hour=0)
OPEN = [OpenQuestion(topic, (f"{topic}/points/p", f"{topic}/points/q")) for topic in "abc"]


def who(**answered):
    """A learner who met every topic the day before, and answered what is named so many days ago."""
    met = {f"{topic}/x": recalled(ago=1) for topic in "abc"}
    return Learner(met | {name.replace("_", "/points/"): one for name, one in answered.items()}, NOON)


def topics(learner, days=10, minutes=30, seconds=3600.0):
    return [one.topic for one in open_practice(OPEN, learner, days, minutes, seconds)]


@pytest.mark.parametrize(("minutes", "each"), [(10, [0, 0, 1] * 2), (15, [0, 1] * 3), (30, [1] * 6), (45, [1, 2] * 3), (60, [2] * 6)])
def test_there_is_one_for_every_half_hour(minutes, each):
    assert [len(topics(who(), days, minutes)) for days in range(6)] == each


def test_there_is_none_for_which_no_time_is_left():
    assert [len(topics(who(), minutes=60, seconds=left)) for left in (0.0, SECONDS - 1, SECONDS, 2 * SECONDS, 3 * SECONDS)] == [
        0,
        0,
        1,
        2,
        2,
    ]


def test_a_topic_of_which_nothing_was_met_before_today_is_not_asked():
    assert topics(Learner({}, NOON)) == []
    assert topics(Learner({"b/x": recalled(ago=1), "c/x": recalled(ago=0)}, NOON), minutes=90) == ["b"]


def test_of_which_most_would_be_missing_comes_first():
    said = {"a_p": recalled(50.0, 1), "a_q": recalled(50.0, 1), "b_p": recalled(50.0, 1)}
    assert topics(who(**said), minutes=90) == ["c", "b", "a"]
    missed = {name: recalled(0.3, 2, 0.0) for name in ("b_p", "b_q")}
    assert topics(who(**said | missed), minutes=90) == ["c", "b", "a"]


def test_what_was_answered_today_is_done_and_took_its_time():
    learner = who(a_p=recalled(ago=0))
    assert topics(learner) == [] and topics(learner, minutes=60) == ["b"]
    assert spent(OPEN, learner, MIDNIGHT) == SECONDS + learner.spent(MIDNIGHT) and spent(OPEN, who(), MIDNIGHT) == 0
