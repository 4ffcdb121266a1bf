"""What a plan comes to: each day within its minutes, honest where date and minutes do not fit the course."""

from datetime import date, timedelta

import pytest

from dl_quiz.asking.timetable import PlanDay, timetable
from dl_quiz.memory.forecast import Practice
from dl_quiz.memory.open_questions import OpenQuestion
from dl_quiz.memory.practice import Learner
from tests.attempts import NOON
from tests.benchmarks.planning import CANDIDATES
from tests.memory.test_practice import learner, recalled, some

TODAY = NOON.date()


def plan(questions=CANDIDATES, who=None, days=10, minutes=30, spent=0.0, open=()):
    what = Practice(questions, minutes, open)
    return timetable("Course", "en", what, who or Learner({}, NOON), TODAY, TODAY + timedelta(days=days), spent)


@pytest.mark.parametrize("minutes", [5, 30, 120])
def test_each_day_holds_what_fits_into_its_minutes(minutes):
    whole = plan(minutes=minutes)
    assert [day.date for day in whole.days] == [f"{TODAY + timedelta(days=place)}" for place in range(10)]
    assert all(minutes - 2 <= day.minutes <= minutes for day in whole.days)
    assert all(day.new + day.again == len(set(day.questions)) for day in whole.days)
    assert whole.days[0].again == 0


def test_what_was_spent_today_is_not_planned_again():
    assert plan(spent=600).days[0].minutes <= 20 < plan(spent=600).days[1].minutes
    assert plan(spent=1799).days[0].questions[1:] == () and plan(spent=1800).days[0].questions == ()
    assert plan(spent=620).spent == 10


def test_a_plan_is_worth_more_than_stopping_and_that_less_than_what_is_known_now():
    who = learner(**{f"t{place:02}_q{place:03}": recalled(3.0) for place in range(30)})
    whole = plan(who=who)
    assert whole.alone < whole.now < whole.planned
    assert (whole.met, whole.questions) == (30, 460)


def test_the_last_days_bring_back_what_would_be_forgotten():
    whole = plan(some("a", 60), days=12, minutes=10)
    again = [day.again for day in whole.days]
    assert whole.met_by_then == 60 and sum(again[-4:]) > 3 * sum(again[:4])


def test_with_few_minutes_it_says_how_many_would_do():
    short, long = plan(minutes=5), plan(minutes=30)
    assert short.is_too_short and short.met_by_then < 100 and short.enough == long.enough == 60
    assert not plan(minutes=60).is_too_short and plan(minutes=60).enough == 60


def test_with_more_time_than_is_needed_it_says_from_when_on():
    questions = some("a", 20)
    whole = plan(questions, minutes=60)
    assert whole.slack == whole.days[1] and not whole.is_too_short
    assert plan(minutes=30).slack is None
    late = plan(some("a", 100), minutes=30, days=20).slack
    assert late is not None and late.date > f"{TODAY + timedelta(days=3)}"


def test_on_the_day_itself_there_is_that_day():
    whole = plan(days=0)
    assert [day.date for day in whole.days] == [f"{TODAY}"] and whole.planned is not None and whole.planned > whole.now


def test_a_far_date_is_foretold_as_far_as_can_be():
    whole = plan(some("a", 20), days=300, minutes=5)
    assert len(whole.days) == 90 and whole.planned is None
    assert plan(some("a", 20), days=90, minutes=5).planned is not None


def test_the_topics_of_a_day_are_in_the_order_of_its_questions():
    day = PlanDay(date="2026-12-01", minutes=3, new=3, again=0, questions=("b/x", "a/x", "b/y"))
    assert day.topics == ("b", "a")


def test_dates_are_the_learners_own():
    assert plan().today == f"{date(2026, 11, 24)}" and plan().by == "2026-12-04"


def test_open_questions_stand_in_the_days_and_in_what_would_do():
    open = [OpenQuestion(f"t{place:02}", (f"t{place:02}/points/p",)) for place in range(30)]
    whole, without = plan(open=open), plan()
    asked = [topic for day in whole.days for topic in day.open]
    assert whole.days[0].open == () and len(asked) == len(set(asked)) == 9
    assert all(28 <= day.minutes <= 30 for day in whole.days)
    assert whole.questions == 460 and whole.enough > without.enough
