"""Claims are judged as they are written, and a scene gets its own luck."""

import numpy as np
import pytest

from dl_quiz.course.course import open_course
from dl_quiz.nouns import Text
from dl_quiz.stage.play import Judged, judge, play
from dl_quiz.stage.steps import Check, Claim, Refusal, Say, T, at_least, at_most, differ, equal, less, more
from tests.courses import SMALL

CODE = open_course(SMALL, trusted=True).code
RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def judged(claim):
    return judge(Check("it", Text(en="It", zh="它"), claim))


def standing(left, right, relation="==", within=0.0, applies=True):
    return judged(Claim(left, right, relation, within, applies)).standing


@pytest.mark.parametrize(
    ("left", "right", "holding"),
    [(1, 2, {"!=", "<", "<="}), (2, 2, {"==", "<=", ">="}), (3, 2, {"!=", ">", ">="})],
)
def test_a_relation_holds_as_arithmetic_says(left, right, holding):
    assert {relation for relation in RELATIONS if standing(left, right, relation=relation) == "holds"} == holding


def test_equal_means_within_and_no_further():
    assert standing(1.0, 1.05, within=0.1) == "holds"
    assert standing(1.0, 1.2, within=0.1) == "fails"
    assert standing(1.2, 1.0, within=0.1) == "fails"
    assert standing(1.0, 1.0 + 1e-15) == "fails"


def test_a_tolerance_loosens_an_inequality_on_its_own_side():
    assert standing(1.05, 1.0, relation="<", within=0.1) == "holds"
    assert standing(1.2, 1.0, relation="<", within=0.1) == "fails"
    assert standing(0.95, 1.0, relation=">", within=0.1) == "holds"
    assert standing(0.8, 1.0, relation=">", within=0.1) == "fails"


def test_arrays_are_compared_element_by_element():
    assert standing([1, 2], [1, 2]) == "holds"
    assert standing([1, 2], [1, 3]) == "fails"
    assert standing([1, 2], [2, 3], relation="<") == "holds"
    assert standing([1, 3], [2, 3], relation="<") == "fails"
    assert standing([1, 2], 3, relation="<") == "holds"
    assert standing([1, 2], [1, 3], relation="!=") == "holds"
    assert standing([1, 2], [1, 2], relation="!=") == "fails"


def test_another_shape_is_not_equal():
    assert standing([1, 1], [1, 1, 1]) == "fails"
    assert standing([1, 1], 1) == "fails"
    assert standing([[1], [1]], [1, 1]) == "fails"


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize(("left", "right"), [(np.nan, 1.0), (1.0, np.nan), (np.nan, np.nan)])
def test_what_is_no_number_never_holds(left, right, relation):
    assert standing(left, right, relation=relation) == "fails"


def test_words_and_truths_are_compared_as_they_are():
    assert standing("a", "a") == "holds"
    assert standing("a", "b") == "fails"
    assert standing("a", "b", relation="!=") == "holds"
    assert standing("a", "b", relation="<") == "fails"
    assert standing(True, True) == "holds"
    assert standing(True, False) == "fails"


def test_a_claim_that_does_not_apply_is_neither_held_nor_failed():
    assert standing(1, 2, applies=False) == "not applicable"
    assert standing(1, 1, applies=False) == "not applicable"


def test_the_difference_is_the_largest():
    assert judged(equal([1.0, 5.0], [1.5, 3.0])).difference == 2.0
    assert judged(equal("a", "b")).difference is None


def figure(seed):
    (one,) = [step for step in play(CODE, "add", "luck", {}, seed) if isinstance(step, Judged)]
    return one.check.claim.left


def test_a_scene_gets_its_own_luck_from_the_seed():
    assert figure(3) == figure(3) == float(np.random.default_rng(3).random(1000).mean())
    assert figure(3) != figure(4)


def test_arguments_reach_the_scene():
    steps = list(play(CODE, "add", "count", {"left": 7, "right": 1, "aloud": False}))
    assert type(steps[0]).__name__ == "Show"
    assert [step.check.claim.right for step in steps if isinstance(step, Judged)] == [8, 8]


@pytest.mark.parametrize(
    ("word", "holding"),
    [
        (equal, {(2, 2)}),
        (differ, {(1, 2), (2, 1)}),
        (less, {(1, 2)}),
        (at_most, {(1, 2), (2, 2)}),
        (more, {(2, 1)}),
        (at_least, {(2, 1), (2, 2)}),
    ],
    ids=lambda word: getattr(word, "__name__", ""),
)
def test_the_words_of_a_claim_say_what_they_mean(word, holding):
    assert {sides for sides in ((1, 2), (2, 2), (2, 1)) if judged(word(*sides)).standing == "holds"} == holding


def test_sides_differ_by_more_than_is_asked():
    assert judged(differ(1.0, 1.05, by=0.1)).standing == "fails"
    assert judged(differ([1.0, 1.0], [1.0, 1.2], by=0.1)).standing == "holds"


def test_a_claim_may_be_restricted_to_where_it_holds():
    assert judged(equal(1, 2).where(False, "why")).standing == "not applicable"
    assert judged(equal(1, 2).where(True, "why")).standing == "fails"
    assert equal(1, 2).where(False, "why").because == "why"


def test_what_only_says_something_takes_its_values_itself():
    assert Say("after {n} steps", n=3) == Say(T("after {n} steps", n=3)) != Say("after {n} steps")
    assert Refusal("{n} steps are too many", n=3).text == T("{n} steps are too many", n=3)
    assert Refusal("too many").text == "too many"
