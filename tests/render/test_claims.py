"""Claims and predictions: the outcome, both sides, and why a claim does not apply."""

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.render.stage import heading, render_answer
from dl_quiz.stage.play import judge
from dl_quiz.stage.steps import Ask, Check, Claim, Say, less
from tests.render import picture, printed

IT = Text(en="It is so", zh="确实如此")


def claim(left, right, *, relation="==", within=0.0, applies=True, because=None):
    return picture(judge(Check("it", IT, Claim(left, right, relation, within, applies, because))))


def test_what_holds_is_ticked_with_both_sides():
    assert claim(2, 2) == ["✓ It is so  [it]", "  2 = 2"]


def test_what_fails_is_crossed_and_says_so():
    assert claim("a", "b") == ["✗ It is so  [it]", "  a = b  FAILS"]
    step = judge(Check("it", IT, less(3, 2)))
    assert picture(step, "zh") == ["✗ 确实如此  [it]", "  3 < 2  不成立"]


def test_what_does_not_apply_says_why_and_is_neither():
    lines = claim(2, 3, applies=False, because=Text(en="only above 5", zh="仅当大于 5"))
    assert lines == ["– It is so: not applicable (only above 5)  [it]"]
    assert claim(2, 3, applies=False) == ["– It is so: not applicable  [it]"]


@pytest.mark.parametrize(
    ("left", "right", "options", "sides"),
    [
        (1.0, 1.0 + 1e-12, {"within": 1e-9}, "1 ≈ 1 (± 1e-9)"),
        (1, 2, {"relation": "<"}, "1 < 2"),
        (2, 1, {"relation": ">"}, "2 > 1"),
        (1, 1, {"relation": "<="}, "1 ≤ 1"),
        (1, 1, {"relation": ">="}, "1 ≥ 1"),
        (1, 2, {"relation": "!="}, "1 ≠ 2"),
        ([1.5, 2.0], [1.5, 2.0], {}, "[1.5, 2] = [1.5, 2]"),
        ("a", "a", {}, "a = a"),
        (True, True, {}, "true = true"),
        (-0.0, 0.0, {}, "0 = 0"),
        (np.zeros(9), np.zeros(9), {"within": 1e-6}, "max |Δ| = 0 (± 1e-6)"),
        (np.zeros(9), np.ones(9), {"relation": "<"}, "[0 … 0] < [1 … 1]"),
        (np.arange(9), 9, {"relation": "<"}, "[0 … 8] < 9"),
    ],
)
def test_both_sides_are_shown_as_they_compare(left, right, options, sides):
    assert claim(left, right, **options)[1].strip() == sides


def test_of_many_truths_the_claim_speaks_alone_without_an_empty_line():
    assert claim(np.ones(9, bool), np.ones(9, bool)) == ["✓ It is so  [it]"]


def test_a_prediction_shows_its_options_and_its_answer():
    ask = Ask(Text(en="Which?", zh="哪个？"), answer=1, options=(Text(en="one", zh="一"), Text(en="two", zh="二")))
    assert picture(ask) == ["? Which?", "  1) one", "  2) two"]
    assert picture(ask, "zh") == ["? 哪个？", "  1) 一", "  2) 二"]
    assert printed(render_answer(ask, "en")) == ["→ Answer: two"]
    assert printed(render_answer(ask, "zh")) == ["→ 答案：二"]
    assert printed(render_answer(Ask(Text(en="How many?", zh="几个？"), answer=0.25), "en")) == ["→ Answer: 0.25"]


def test_narration_is_in_the_language_of_the_reader():
    assert picture(Say(Text(en="Look.", zh="看。"))) == ["Look."]
    assert picture(Say(Text(en="Look.", zh="看。")), "zh") == ["看。"]


def test_a_heading_is_ruled_to_the_end_of_the_line():
    assert printed(heading("conv slide", 20), 20) == ["conv slide ─────────"]
    assert printed(heading("卷积 slide", 20), 20) == ["卷积 slide ─────────"]
    assert printed(heading("x" * 20, 20), 20) == ["x" * 20]
