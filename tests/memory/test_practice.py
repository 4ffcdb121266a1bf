"""What to practise for a date: what gains most a second, no topic left behind, within the time; and better than chance or due first."""

from datetime import timedelta
from statistics import mean

import pytest

from dl_quiz.memory.forgetting import WEIGHTS
from dl_quiz.memory.practice import Candidate, Learner, practice
from dl_quiz.memory.recall import Recall
from tests.attempts import NOON
from tests.benchmarks.planning import outcome

LONG = float("inf")


def recalled(stability=2.0, ago=1.0, score=1.0, first=None, seconds=25.0):
    last = NOON - timedelta(days=ago)
    return Recall(score, last + timedelta(days=1), last, stability, 5.0, score if first is None else first, seconds)


def learner(**memory):
    """Return who remembers questions: `a_1` is question 1 of topic a."""
    return Learner({name.replace("_", "/"): one for name, one in memory.items()}, NOON)


def some(topic, count, level=1):
    return [Candidate(f"{topic}/{place}", level) for place in range(count)]


def chosen(candidates, who, days=7, seconds=LONG):
    return [one.candidate.id for one in practice(candidates, who, days, seconds)]


def packaged(stability, difficulty, rating, since, days):
    """Return the chance some days after a review, by the package of FSRS's authors."""
    from fsrs import Card, Rating, Scheduler, State

    scheduler = Scheduler(WEIGHTS, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    last = NOON - timedelta(days=since)
    card = Card(1) if stability is None else Card(1, State.Review, None, stability, difficulty, NOON, last)
    if rating:
        card, _ = scheduler.review_card(card, Rating(rating), NOON)
    return scheduler.get_card_retrievability(card, NOON + timedelta(days=days))


@pytest.mark.parametrize(("since", "days"), [(1, 1), (3, 7), (20, 30)])
def test_the_gain_is_what_is_expected_after_asking_less_what_is_expected_anyway(since, days):
    one = learner(a_0=recalled(4.0, since)).prospect(Candidate("a/0", 1), days)
    now, left = packaged(4.0, 5.0, None, since, 0), packaged(4.0, 5.0, None, since, days)
    right, wrong = (packaged(4.0, 5.0, rating, since, days) for rating in (3, 1))
    assert (one.chance, one.left) == pytest.approx((now, left))
    assert one.gain == pytest.approx(now * right + (1 - now) * wrong - left)
    assert one.seconds == pytest.approx(now * 35 + (1 - now) * 60)
    assert one.rate == one.gain / one.seconds and not one.new


def test_what_was_never_met_is_known_as_far_as_the_learner_knows_such_things_unprepared():
    nobody = learner().prospect(Candidate("a/0", 1), 7)
    right, wrong = (packaged(None, None, rating, 0, 7) for rating in (3, 1))
    assert nobody.new and nobody.chance == nobody.left == pytest.approx(0.4)
    assert nobody.gain == pytest.approx(0.4 * right + 0.6 * wrong - 0.4)
    good, bad = (learner(**{f"a_{place}": recalled(score=score) for place in range(8)}) for score in (1.0, 0.0))
    assert 0 < bad.unprepared("a") < bad.unprepared("b") < 0.4 < good.unprepared("b") < good.unprepared("a") < 1
    assert good.unprepared("a") == pytest.approx((7 * (6 * 0.4 + 8) / 14 + 8) / 15)


def test_it_is_the_first_answer_that_tells_what_is_known_unprepared():
    assert learner(a_0=recalled(score=1.0, first=0.0)).unprepared("a") < 0.4


def test_the_pace_is_the_learners_own_as_far_as_it_is_known():
    def pace(count, seconds, score=1.0):
        return learner(**{f"a_{place}": recalled(seconds=seconds, score=score) for place in range(count)}).pace

    assert pace(0, 0) == pace(9, 100) == (35.0, 60.0)
    assert pace(11, 100) == (110.0, 60.0) and pace(11, 100, 0.5) == (35.0, 130.0)
    assert pace(50, 1e6) == (190.0, 60.0)
    assert pace(50, 0) == (35.0, 60.0)


def test_what_was_spent_is_what_was_answered_since_with_its_explanations():
    who = learner(
        a_0=recalled(ago=0.1), a_1=recalled(ago=0.1, score=0.0, seconds=500.0), a_2=recalled(ago=2), a_3=recalled(ago=0.1, seconds=0.0)
    )
    assert who.spent(NOON - timedelta(days=1)) == (25 + 10) + (180 + 30)


def test_a_topic_of_which_little_was_met_comes_first_its_easy_questions_first():
    known = {f"a_{place}": recalled(0.2, score=0.0) for place in range(3)}
    order = chosen([*some("a", 6), Candidate("b/hard", 3), Candidate("b/easy", 1), Candidate("b/middling", 2)], learner(**known))
    assert order[:3] == ["b/easy", "b/middling", "b/hard"]


def test_topics_take_turns():
    order = chosen([*some("a", 4), *some("b", 4), *some("c", 4)], learner())
    assert [{one[0] for one in order[turn : turn + 3]} for turn in (0, 3, 6, 9)] == [set("abc")] * 4


def test_of_two_topics_the_one_of_which_less_is_known_is_worth_more():
    strong, weak = recalled(50.0, 2.0, first=0.5), recalled(0.2, 9.0, 0.0, first=0.5)
    known = {f"a_{place}": strong for place in range(20)} | {f"b_{place}": weak for place in range(20)}
    order = chosen([*some("a", 21), *some("b", 21)], learner(**known))
    assert order.index("b/20") < order.index("a/20")


def test_nothing_is_asked_twice_on_a_day_nor_what_is_sure_on_the_date():
    who = learner(a_0=recalled(0.001, ago=0.2), a_1=recalled(500.0), a_2=recalled(1.0), a_3=recalled(1.0))
    assert sorted(chosen(some("a", 5), who, days=2)) == ["a/2", "a/3", "a/4"]


def test_what_would_be_forgotten_on_the_date_comes_before_what_would_not():
    who = learner(a_0=recalled(3.0, 2), a_1=recalled(0.6, 2), a_2=recalled(30.0, 2))
    assert chosen(some("a", 3), who, days=5)[0] == "a/1"


@pytest.mark.parametrize("seconds", [1, 100, 1000, 3000])
def test_it_fits_into_the_time(seconds):
    asked = practice([*some("a", 60), *some("b", 60)], learner(), 7, seconds)
    took = sum(one.seconds for one in asked)
    assert len(asked) == 1 if seconds == 1 else seconds - 60 < took <= seconds


def test_the_day_itself_is_practised_for_the_morning_after_and_a_far_day_for_a_month():
    who = learner(a_0=recalled(3.0, 2), a_1=recalled(30.0, 9))
    for near, far in ((0, 1), (31, 400), (30, 31)):
        assert practice(some("a", 3), who, near, LONG) == practice(some("a", 3), who, far, LONG)
    assert practice(some("a", 3), who, 1, LONG) != practice(some("a", 3), who, 30, LONG)


def test_the_last_evening_keeps_a_quarter_for_what_would_be_forgotten():
    who = learner(**{f"a_{place}": recalled(1.5, 3.0, first=0.4) for place in range(30)})
    every = [*some("a", 30), *(Candidate(f"{topic}/{place}", 1) for topic in "bcdefgh" for place in range(20))]
    share = {days: sum(one.seconds for one in practice(every, who, days, 2000) if not one.new) / 2000 for days in (0, 1, 2)}
    assert 0.2 < share[1] <= 0.25 and share[0] == share[1] and share[2] < 0.1


def test_without_questions_there_is_nothing_to_practise():
    assert practice([], learner(), 7, LONG) == []


@pytest.mark.parametrize(("model", "days"), [("fsrs", 12), ("power", 12)])
def test_on_simulated_learners_more_is_known_on_the_date_than_by_chance_or_with_what_is_due_first(model, days):
    known = {rule: [outcome(model, days, 30, rule, seed) for seed in range(4)] for rule in ("gain", "random", "due first", "unseen first")}
    overall = {rule: mean(all for all, _ in each) for rule, each in known.items()}
    weakest = {rule: mean(worst for _, worst in each) for rule, each in known.items()}
    assert overall["gain"] > overall["random"] + 0.02
    assert overall["gain"] > overall["due first"] + 0.02
    assert overall["gain"] > overall["unseen first"]
    assert weakest["gain"] > weakest["random"] + 0.02 and weakest["gain"] > weakest["due first"] + 0.02
