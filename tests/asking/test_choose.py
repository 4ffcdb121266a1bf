"""What is asked: by the seed alone; or due, missed, new and sure in this order, topics in turn; or what a date needs most."""

from datetime import timedelta

import msgspec
import pytest

from dl_quiz.asking.choose import Past, candidates, choose_questions
from dl_quiz.asking.session import Selection
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError
from dl_quiz.memory.practice import Candidate, Learner
from dl_quiz.memory.recall import recall
from tests.attempts import NOON, attempt
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
ADDING = [f"adding/{question.id}" for question in COURSE.read("adding").topic.questions]
CHARTS = [f"charts/{question.id}" for question in COURSE.read("charts").topic.questions]
LEVEL = {one.id: one.level for one in candidates(COURSE, Selection())}
NOW = NOON + timedelta(days=30)


def chosen(past=None, **selection):
    return [posed.id for posed in choose_questions(COURSE, Selection(**selection), past)]


def past(*answers, days=None, now=NOW):
    """Return what is believed after (question, score, days ago)."""
    attempts = [
        msgspec.structs.replace(attempt(number, question, score), at=now - timedelta(days=ago, seconds=100 - number))
        for number, (question, score, ago) in enumerate(sorted(answers, key=lambda one: -one[2]))
    ]
    return Past(Learner(recall(attempts, now), now), days)


def test_without_a_past_the_seed_alone_decides():
    assert chosen(seed=4) == chosen(seed=4)
    assert len({tuple(chosen(seed=seed)) for seed in range(8)}) > 4


def test_a_seed_asks_what_it_always_asked():
    assert chosen(seed=1, count=4) == ["adding/what-falls", "charts/side-and-area", "charts/what-shows-where", "adding/what-prints"]


def test_topics_take_turns_as_long_as_they_have_questions():
    topics = [name.partition("/")[0] for name in chosen(seed=1)]
    assert sorted(topics[:2]) == sorted(topics[2:4]) == sorted(topics[4:6]) == ["adding", "charts"]
    assert topics[6:] == ["adding"] * 4


@pytest.mark.parametrize("seed", range(5))
def test_due_first_then_missed_then_new_then_what_is_sure(seed):
    due = [(ADDING[0], 1.0, 29), (ADDING[1], 0.0, 9)]
    missed, sure = [(ADDING[2], 0.0, 0.1), (ADDING[3], 0.5, 0.2)], [(ADDING[4], 1.0, 0.3)]
    order = chosen(past(*due, *missed, *sure), topics=("adding",), seed=seed)
    assert order[:4] == [ADDING[0], ADDING[1], ADDING[3], ADDING[2]]
    assert set(order[4:6]) == set(ADDING[5:]) and order[6] == ADDING[4]


def test_what_has_waited_longest_for_its_review_comes_first():
    order = chosen(past((ADDING[0], 0.0, 2), (ADDING[1], 0.0, 9), (ADDING[2], 0.0, 5)), topics=("adding",), count=3)
    assert order == [ADDING[1], ADDING[2], ADDING[0]]


def test_what_is_due_is_spread_over_topics():
    order = chosen(past(*((question, 0.0, 20 - place) for place, question in enumerate(ADDING)), (CHARTS[0], 0.0, 2)), count=2)
    assert order == [ADDING[0], CHARTS[0]]


@pytest.mark.parametrize("seed", range(5))
def test_of_what_is_new_the_easy_and_the_topic_less_met_come_first(seed):
    order = chosen(past((ADDING[0], 1.0, 0.1), (ADDING[1], 1.0, 0.1)), seed=seed)
    assert [one.partition("/")[0] for one in order[:2]] == ["charts", "charts"]
    levels = [LEVEL[one] for one in order if one in set(ADDING[2:])]
    assert levels == sorted(levels)
    newcomer = [LEVEL[one] for one in chosen(past(), seed=seed, topics=("adding",))]
    assert newcomer == sorted(newcomer)


def test_only_what_is_new_or_was_missed_or_is_due():
    here = past((ADDING[0], 1.0, 29), (ADDING[1], 0.5, 0.1), (CHARTS[0], 0.0, 0.1), (CHARTS[1], 1.0, 0.1))
    assert set(chosen(here, only="new")) == {*ADDING[2:], CHARTS[2]}
    assert set(chosen(here, only="wrong")) == {ADDING[1], CHARTS[0]}
    assert chosen(here, only="due") == [ADDING[0]]


@pytest.mark.parametrize(
    ("only", "answers", "said", "said_zh"),
    [
        ("new", [(one, 1.0, 1) for one in CHARTS], "every question that fits was answered before; leave --new out", "符合条件的题都做过了；请去掉 --new"),
        ("wrong", [(CHARTS[0], 1.0, 1)], "no question that fits was last answered wrong; leave --wrong out", "符合条件的题最近一次都没有做错；请去掉 --wrong"),
        ("due", [], "no question that fits is due", "符合条件的题都还没到复习时间"),
    ],
)  # fmt: skip
def test_where_none_is_left_that_is_said(only, answers, said, said_zh):
    with pytest.raises(UsageError) as failure:
        chosen(past(*answers), only=only, topics=("charts",))
    assert (failure.value.text.en, failure.value.text.zh) == (said, said_zh)


def test_a_selection_is_all_of_its_topics_levels_kinds_and_questions():
    assert set(chosen()) == {*ADDING, *CHARTS}
    assert set(chosen(topics=("charts",))) == set(CHARTS)
    assert set(chosen(levels=(3,))) == {"adding/what-prints", "adding/what-falls", "charts/what-shows-where"}
    assert set(chosen(kinds=("number", "points"))) == {"adding/sum-of-two", "charts/side-and-area", "charts/say-it"}
    assert chosen(questions=("adding/name",)) == ["adding/name"]
    assert set(chosen(topics=("adding",), levels=(1,), kinds=("phrase",))) == {"adding/name"}
    assert len(chosen(count=3)) == 3


def test_nothing_that_fits_is_an_error():
    with pytest.raises(UsageError) as failure:
        chosen(topics=("charts",), kinds=("order",))
    assert failure.value.text.en == "no question fits; loosen --level, --kind or the topics"
    assert failure.value.text.zh == "没有符合条件的题目；请放宽 --level、--kind 或主题"


@pytest.mark.parametrize("here", [None, past(), past(days=9)], ids=["seed", "past", "plan"])
@pytest.mark.parametrize(("seconds", "count"), [(1, 1), (51, 1), (151, 3), (10_000, 10)])
def test_as_many_as_fit_into_the_time_at_least_one(here, seconds, count):
    assert len(chosen(here, seconds=seconds)) == count


def test_with_time_and_number_the_smaller_counts():
    for here in (None, past(), past(days=9)):
        assert len(chosen(here, seconds=151, count=2)) == 2
        assert len(chosen(here, seconds=101, count=9)) == 2


def test_a_slow_learner_gets_fewer():
    slow = past(*((question, 1.0, 40) for question in CHARTS))
    memory = {question: msgspec.structs.replace(one, seconds=170.0) for question, one in slow.learner.memory.items()}
    memory |= {f"x/{place}": msgspec.structs.replace(one, score=1.0) for place, one in enumerate([*memory.values()] * 9)}
    assert len(chosen(Past(Learner(memory, NOW)), seconds=500)) < len(chosen(slow, seconds=500))


def test_under_a_plan_what_is_known_well_enough_for_the_date_is_left_and_reviews_come_before_new_ones():
    weak, strong = [(CHARTS[0], 0.0, 3)], [(CHARTS[1], 1.0, 200), (CHARTS[1], 1.0, 100), (CHARTS[1], 1.0, 2)]
    order = chosen(past(*weak, *strong, days=2))
    assert order[0] == CHARTS[0] and CHARTS[1] not in order and set(order[1:]) == {*ADDING, CHARTS[2]}


def test_under_a_plan_what_would_be_forgotten_by_the_date_is_to_be_reviewed_though_it_is_not_due():
    here = past((CHARTS[0], 1.0, 1), (CHARTS[1], 1.0, 0.1), days=10)
    assert not here.learner.memory[CHARTS[0]].is_due(NOW)
    assert chosen(here, only="due") == [CHARTS[0]] and not here.wants(CHARTS[1])
    with pytest.raises(UsageError):
        chosen(past((CHARTS[0], 1.0, 1), days=None), only="due")


def test_candidates_are_the_courses_questions_with_their_levels():
    assert candidates(COURSE, Selection(topics=("charts",)))[0] == Candidate(CHARTS[0], 2)
    assert [one.topic for one in candidates(COURSE, Selection())] == ["adding"] * 7 + ["charts"] * 3
