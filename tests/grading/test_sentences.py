"""What a learner is told when an answer cannot be read, or is wrong in a way that needs no author: exact, in both languages."""

import pytest

from dl_quiz.grading.choose import grade_choose
from dl_quiz.grading.number import grade_number
from dl_quiz.grading.order import grade_order
from dl_quiz.grading.phrase import grade_phrase
from dl_quiz.grading.points import grade_points
from dl_quiz.grading.select import grade_select
from dl_quiz.nouns import NumberKey, Option, Phrase, Phrases, Text, Unparsable

OPTIONS = tuple(Option(say=Text(en=f"option {n}", zh=f"选项{n}甲"), right=n == 2) for n in range(4))
STEPS = tuple(Text(en=f"step {n}", zh=f"步骤{n}") for n in range(3))
KEY = NumberKey(value=0.25, within=0.001)
PHRASE = Phrase(accept=Phrases(en=("sum",), zh=("和",)))

UNREADABLE = {
    "a choice of two": (lambda: grade_choose(OPTIONS, "1 2"), "one option is wanted here; answer with one number", "这里只选一项；请只答一个序号"),
    "a choice of none": (lambda: grade_choose(OPTIONS, "9"), "“9” names no option; answer with numbers from 1 to 4, each at most once", "“9”不是选项；请用 1 到 4 的序号作答，每个至多一次"),
    "a pick of words": (lambda: grade_select(OPTIONS, "what else"), "“what else” names no option; answer with numbers from 1 to 4, each at most once", "“what else”不是选项；请用 1 到 4 的序号作答，每个至多一次"),
    "an order of two": (lambda: grade_order(STEPS, (2, 0, 1), "1 2"), "all 3 numbers are wanted, each once, in order, like 3 2 1", "请按顺序写出全部 3 个序号，每个一次，例如 3 2 1"),
    "no number": (lambda: grade_number(KEY, "a lot"), "“a lot” is not a number; answer like 42, 0.5, 3/4, 75% or 1.2e-3", "“a lot”不是数字；请写成 42、0.5、3/4、75% 或 1.2e-3 这样"),
    "a number for a word": (lambda: grade_phrase(PHRASE, "42"), "a word or a short phrase is wanted here", "这里请填一个词或短语"),
    "nothing to hear": (lambda: grade_points((), Text(en="?", zh="？"), "  "), "a few sentences are wanted here", "请用几句话作答"),
}  # fmt: skip


@pytest.mark.parametrize(("graded", "en", "zh"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_says_what_is_wanted(graded, en, zh):
    assert graded() == Unparsable(why=Text(en=en, zh=zh))


@pytest.mark.parametrize(
    ("typed", "en", "zh"),
    [
        ("-0.25", "The size is right, the sign is not.", "数值对了，符号反了。"),
        ("25", "The digits are right, but a fraction was taken for a percentage or the other way round.", "数字对了，但把小数和百分数弄混了。"),
        ("0.0025", "The digits are right, but a fraction was taken for a percentage or the other way round.", "数字对了，但把小数和百分数弄混了。"),
        ("2.5", "The digits are right, the power of ten is not.", "数字对了，数量级不对。"),
        ("250", "The digits are right, the power of ten is not.", "数字对了，数量级不对。"),
        ("0.00025", "The digits are right, the power of ten is not.", "数字对了，数量级不对。"),
    ],
)  # fmt: skip
def test_a_mistake_that_needs_no_author_is_named(typed, en, zh):
    verdict = grade_number(KEY, typed)
    assert (verdict.score, verdict.remarks) == (0.0, (Text(en=en, zh=zh),))


def test_any_other_number_is_just_wrong():
    assert grade_number(KEY, "0.3").remarks == ()
    assert grade_number(NumberKey(value=0.0), "5").remarks == ()


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        (NumberKey(value=4.0), "the exact number"),
        (NumberKey(value=4.0, within=0.5), "within 0.5"),
        (NumberKey(value=4.0, relative=0.1), "within 0.1 of the key"),
        (NumberKey(value=4.0, within=0.5, relative=0.1), "within 0.5 and 0.1 of the key"),
    ],
)
def test_the_rule_that_decided_is_named(key, rule):
    assert grade_number(key, "4").rule == rule


def test_the_first_step_that_is_wrong_is_named():
    verdict = grade_order(STEPS, (2, 0, 1), "2 1 3")
    assert verdict.remarks == (Text(en="Step 2 is 3: step 1", zh="第 2 步是 3：步骤1"),)
    assert verdict.rule == "share of pairs in order"
    assert grade_order(STEPS, (2, 0, 1), "2 3 1").rule == "the right order"
