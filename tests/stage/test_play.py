"""Claims are judged as they are written, and a scene gets its own luck."""

import numpy as np
import pytest

from dl_quiz.stage.play import Judged, judge, play
from dl_quiz.stage.steps import Check
from tests.courses import SMALL

RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def standing(left, right, **options):
    return judge(Check(name="it", en="It", zh="它", left=left, right=right, **options)).standing


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
    assert judge(Check(name="it", en="It", zh="它", left=[1.0, 5.0], right=[1.5, 3.0])).difference == 2.0
    assert judge(Check(name="it", en="It", zh="它", left="a", right="b")).difference is None


def figure(seed):
    (judged,) = [step for step in play(SMALL / "demos", "add", "luck", {}, seed) if isinstance(step, Judged)]
    return judged.check.left


def test_a_scene_gets_its_own_luck_from_the_seed():
    assert figure(3) == figure(3) == float(np.random.default_rng(3).random(1000).mean())
    assert figure(3) != figure(4)


def test_arguments_reach_the_scene():
    steps = list(play(SMALL / "demos", "add", "count", {"left": 7, "right": 1, "aloud": False}))
    assert type(steps[0]).__name__ == "Show"
    assert [step.check.right for step in steps if isinstance(step, Judged)] == [8, 8]
