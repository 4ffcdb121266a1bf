"""Options are named by number, letter or words; partial credit rewards no guessing."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl_quiz.grading.choose import grade_choose
from dl_quiz.grading.letters import read_picks
from dl_quiz.grading.order import grade_order
from dl_quiz.grading.select import grade_select
from dl_quiz.nouns import Option, Text, Unparsable
from tests.quick import seconds_of

OPTIONS = tuple(
    Option(say=Text(en=f"the {word} way", zh=f"第{index}种"), right=right, because=Text(en=f"why {word}", zh="因为"))
    for index, (word, right) in enumerate([("red", False), ("green", True), ("blue", True), ("grey", False)])
)
SINGLE = tuple(Option(say=o.say, right=i == 1, because=o.because) for i, o in enumerate(OPTIONS))
ORDER = (2, 0, 3, 1)  # shown: third, first, fourth, second
STEPS = tuple(Text(en=word, zh=word) for word in ("first", "second", "third", "fourth"))


@pytest.mark.parametrize(
    ("typed", "picks"),
    [("2", (1,)), ("２", (1,)), ("b", (1,)), ("Ｂ", (1,)), ("B.", (1,)), ("(2)", (1,)), ("选B", (1,)), ("答案是2", (1,)), ("1 3", (0, 2)), ("13", (0, 2)), ("1,3", (0, 2)), ("A、C", (0, 2)), ("ac", (0, 2)), ("A和C", (0, 2)), ("The green way", (1,)), ("第1种", (1,)), ("二", (1,)), ("第二个", (1,)), ("选2", (1,)), ("我选第二个", (1,)), ("答：二", (1,)), ("two", (1,)), ("the second one", (1,)), ("2nd", (1,)), ("No. 2", (1,)), ("#2", (1,)), ("2️⃣", (1,)), ("I'd say 2", (1,)), ("B is correct", (1,)), ("1 then 3", (0, 2)), ("both 1 and 3", (0, 2)), ("先1后3", (0, 2)), ("the first and the third", (0, 2)), ("1和3都对", (0, 2)), ("[x] the green way", (1,)), ("It's “the green way”.", (1,)), ("应该是：the green way", (1,)), ("第二个：the green way", (1,)), ("2 = the green way", (1,)), ("2 (the green way)", (1,))],
)  # fmt: skip
def test_options_are_named_as_people_type_them(typed, picks):
    assert read_picks(typed, tuple(o.say.en for o in OPTIONS), tuple(o.say.zh for o in OPTIONS)) == picks


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5",
        "e",
        "the",
        "1 1",
        "15",
        "what",
        "?",
        "bad",
        "-1",
        "1-3",
        "9" * 5000,
        "no one",
        "first of all",
        "one of them",
        "neither 1 nor 2",
        "any",
        "不选1",
        "不是1",
        "1不对",
        "1 and a half",
        "fifth",
        "十",
        "0",
        "零",
        "1st 1",
    ],
)
def test_what_names_no_option_is_unparsable(typed):
    assert isinstance(grade_choose(SINGLE, typed), Unparsable)


def test_a_label_goes_before_an_option_that_reads_like_one():
    assert read_picks("1", ("below 1", "1", "above 1")) == (0,)


WORDS = (
    Text(en="∂L/∂θ for every parameter θ", zh="每个参数 θ 的 ∂L/∂θ"),
    Text(en="1 gradient for all (the mean)", zh="全体共用一个梯度"),
    Text(en="the gradient of the input, and nothing else.", zh="只有输入的梯度"),
    Text(en="a step", zh="一步"),
)
COPIED = tuple(Option(say=say, right=index == 0) for index, say in enumerate(WORDS))


@pytest.mark.parametrize(
    "copied",
    [
        "maybe 1", "1?", "I think 1", "1 (I think)", "1（不确定）", "应该是1吧", "可能是一", "the answer is 1.", "number 1", "A!", "1 (because of the chain rule)", "∂L/∂θ for every parameter θ", "1) ∂L/∂θ for every parameter θ", " 1) ∂L/∂θ for every\n    parameter θ", "1. ∂L/∂θ for every parameter θ.", "(1) ∂L/∂θ for every parameter θ", "1、每个参数 θ 的 ∂L/∂θ", "1）每个参数θ的∂L/∂θ", "A. ∂L/∂θ for every parameter θ", "a) ∂L/∂θ for every parameter θ",
        "- 1) ∂L/∂θ for every parameter θ", "✓ 1) ∂L/∂θ for every parameter θ", "① ∂L/∂θ for every parameter θ", "Option 1: ∂L/∂θ for every parameter θ", "选项1：每个参数 θ 的 ∂L/∂θ", "答案：1) 每个参数 θ 的 ∂L/∂θ", "每個參數 θ 的 ∂L/∂θ", "[1] ∂L/∂θ for every parameter θ", "1 ∂L/∂θ for every parameter θ", ("1) ∂L/∂θ for every parameter θ",), 1.0, "1.0", "第1个", "第一项", "一", "选第一个", ("1",), (1.0,),
    ],
)  # fmt: skip
def test_an_option_may_be_given_back_as_it_is_shown(copied):
    assert grade_choose(COPIED, copied).read_as == "1"


@pytest.mark.parametrize(
    "typed", ["1 or 2", "not 1", "not the first", "第一个不对", "1 (2)", "2) 1) ∂L/∂θ for every parameter θ", "第二个：∂L/∂θ for every parameter θ", "not ∂L/∂θ for every parameter θ", "not sure", "?", "all", "2) ∂L/∂θ for every parameter θ", "∂L/∂θ for every parameter", "5) a step", "1) something else", "1.5", 1.5, float("inf"), float("nan"), 10**4000, -1.0, "0.0", "a step to the side", ""]
)  # fmt: skip
def test_an_option_with_another_s_number_or_other_words_is_none(typed):
    assert isinstance(grade_choose(COPIED, typed), Unparsable)


@pytest.mark.parametrize(
    "typed",
    ["1) ∂L/∂θ for every parameter θ\n3) the gradient of the input, and nothing else.", ("1) ∂L/∂θ for every parameter θ", "3) 只有输入的梯度"), "1) ∂L/∂θ for every parameter θ; 3) the gradient of the input, and nothing else", "∂L/∂θ for every parameter θ, the gradient of the input, and nothing else", "∂L/∂θ for every parameter θ and the gradient of the input, and nothing else.", "每个参数 θ 的 ∂L/∂θ、只有输入的梯度", (1.0, 3.0), [1.0, 3.0], "1 3", "1、3", "①③", "13", 13.0, "A和C", "1 & 3"],
)  # fmt: skip
def test_several_options_may_be_given_back_as_they_are_shown(typed):
    options = tuple(Option(say=say, right=index in (0, 2)) for index, say in enumerate(WORDS))
    assert grade_select(options, tuple(typed) if isinstance(typed, list) else typed).score == 1.0


@pytest.mark.parametrize(
    "typed",
    [
        "34512",
        34512.0,
        "34512.0",
        (3, 4, 5, 1, 2),
        (3.0, 4.0, 5.0, 1.0, 2.0),
        "3>4>5>1>2",
        "3 → 4 → 5 → 1 → 2",
        "3, 4, 5, 1, 2",
        "cdeab",
        "third\nfourth\nfifth\nfirst\nsecond",
        "3) third, 4) fourth, 5) fifth, 1) first, 2) second",
        "三四五一二",
    ],
)
def test_an_order_is_given_in_numbers_or_in_words(typed):
    steps = tuple(Text(en=word, zh=f"步骤{turn}") for turn, word in enumerate(("third", "fourth", "fifth", "first", "second")))
    shown = (3, 4, 0, 1, 2)
    assert grade_order(steps, shown, typed).score == 1.0


HUGE = [
    "\ufdfa" * 700_000,
    "\u0301" * 700_000,
    "1 " * 700_000,
    "9" * 5_000_000,
    (1,) * 10**6,
    ("x" * 10**6,) * 9,
    10**4000,
    "none " * 10**6,
]


@pytest.mark.parametrize("typed", HUGE, ids=lambda typed: str(type(typed)) + str(len(str(typed)[:20])))
def test_what_is_too_long_is_refused_before_it_is_folded(typed):
    def grade():
        for verdict in (grade_choose(SINGLE, typed), grade_select(OPTIONS, typed), grade_order(STEPS, ORDER, typed)):
            assert isinstance(verdict, Unparsable) and len(verdict.why.en) < 200

    assert seconds_of(grade) < 0.5


def test_a_choice_is_right_or_wrong_and_a_wrong_one_says_why():
    assert grade_choose(SINGLE, "2").right
    wrong = grade_choose(SINGLE, "1")
    assert wrong.score == 0 and wrong.remarks == wrong.slips == (OPTIONS[0].because,)
    assert isinstance(grade_choose(SINGLE, "1 2"), Unparsable)


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("2 3", 1.0),
        ("2", 0.5),
        ("2 3 1", 0.5),
        ("2 1", 0.0),
        ("1 4", 0.0),
        ("1 2 3 4", 0.0),
        ("none", 0.0),
        ("无", 0.0),
        ("none of the above", 0.0),
        ("以上都不对", 0.0),
        ("都不選", 0.0),
        ((), 0.0),
        (("2", "3"), 1.0),
        ((2, 3), 1.0),
    ],
)
def test_selecting_earns_right_picks_less_wrong_ones(typed, score):
    assert grade_select(OPTIONS, typed).score == score


def test_selecting_says_what_was_missed_and_what_does_not_apply():
    verdict = grade_select(OPTIONS, "1 2")
    assert [remark.en for remark in verdict.remarks] == ["1 does not apply: why red", "3 applies too: why blue"]
    assert verdict.slips == (OPTIONS[0].because,)


def test_the_right_order_is_worth_everything_and_its_reverse_nothing():
    assert grade_order(STEPS, ORDER, "2 4 1 3").score == 1.0
    assert grade_order(STEPS, ORDER, "3142").score == 0.0
    assert grade_order(STEPS, ORDER, "bdac").score == 1.0


def test_one_swap_of_neighbours_costs_a_third_of_four_steps():
    verdict = grade_order(STEPS, ORDER, "4 2 1 3")
    assert verdict.score == pytest.approx(2 * 5 / 6 - 1)
    assert verdict.remarks[0].en == "Step 1 is 2: first"


def test_a_random_order_earns_little_on_average():
    scores = [grade_order(STEPS, ORDER, tuple(p)).score for p in permutations((1, 2, 3, 4))]
    assert sum(scores) / len(scores) < 0.2


@pytest.mark.parametrize("typed", ["", "123", "1 2 3 3", "12345", "first"])
def test_an_order_must_name_every_step_once(typed):
    assert isinstance(grade_order(STEPS, ORDER, typed), Unparsable)


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict_or_is_unparsable(text):
    for verdict in (grade_choose(SINGLE, text), grade_select(OPTIONS, text), grade_order(STEPS, ORDER, text)):
        assert isinstance(verdict, Unparsable) or 0 <= verdict.score <= 1


def test_what_is_quoted_stands_on_one_line():
    assert read_picks("x\n✓ all\n", ("one way", "another")).why.en.startswith("“x ✓ all” names no option")
