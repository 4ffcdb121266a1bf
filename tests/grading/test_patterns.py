"""Patterns are heard in any order of words and in both languages at once, and not where they are negated."""

import pytest

from dl_quiz.grading.evidence import match_points
from dl_quiz.grading.patterns import Ears
from dl_quiz.nouns import Patterns, Phrases, Point, Text
from dl_quiz.text.spoken import Spoken


def share(said, patterns, asked=(), **options):
    return Ears(Spoken(said), asked).match(patterns, **options).share


SHARED = Patterns(en=(("weight", "kernel"), ("shared", "same")), zh=(("权重", "核"), ("共享", "同一个")))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The weights are shared.", 1.0),
        ("Shared by all places: the kernel.", 1.0),
        ("The kernel slides. It stays the same.", 1.0),
        ("The kernel slides. Then more. It stays the same.", 0.5),
        ("The weights are not shared.", 0.5),
        ("The weights are never not shared.", 1.0),
        ("所有位置的权重都共享", 1.0),
        ("weight 在所有位置共享", 1.0),
        ("Nothing of the kind", 0.0),
        ("", 0.0),
    ],
)
def test_every_group_is_wanted_within_two_sentences(said, expected):
    assert share(said, SHARED) == expected


def test_what_is_said_with_a_negation_is_reversed():
    match = Ears(Spoken("The weights are not shared.")).match(SHARED)
    assert match.is_reversed and not match.whole


def test_need_wants_some_of_the_groups():
    two_of_three = Patterns(en=(("stride",), ("padding",), ("dilation",)), zh=(("步长",), ("填充",), ("膨胀",)), need=2)
    assert share("stride and padding", two_of_three) == 1.0
    assert share("stride alone", two_of_three) == 0.5


def test_a_phrase_alone_says_it():
    patterns = Patterns(en=(("a",), ("b",)), zh=(("甲",), ("乙",)), alone=Phrases(en=("kernel … over … image",), zh=("核…滑过",)))
    assert share("The kernel is moved over the whole image", patterns) == 1.0
    assert share("核在图上滑过", patterns) == 1.0
    assert share("Over the image goes the kernel", patterns) == 0.0
    assert share("The kernel, which somebody once chose by hand for a purpose of theirs, is moved over the image", patterns) == 0.0
    assert share("The kernel never goes over the image", patterns) == 0.0


def test_a_sentence_of_another_case_does_not_say_it():
    only = Phrases(en=("plenty of data",), zh=("数据充足",))
    patterns = Patterns(en=(("only saves time",),), zh=(("只省时间",),), unless=only)
    assert share("Pretraining only saves time", patterns) == 1.0
    assert share("With plenty of data, pretraining only saves time", patterns) == 0.0
    assert share("数据充足时，预训练只省时间", patterns) == 0.0
    assert share("There is plenty of data. Pretraining only saves time", patterns) == 1.0
    assert Ears(Spoken("With plenty of data it only saves time")).match(patterns).is_reversed


def test_words_of_the_question_do_not_count_for_a_statement():
    assert share("The weights are shared.", SHARED, {"weight"}) == 0.5
    assert share("The weights are shared.", SHARED, {"weight"}, myth=True) == 1.0


REACHING = Patterns(en=(("mse … classification",),), zh=(("均方误差…分类",),))


@pytest.mark.parametrize(
    "said",
    ["MSE is for regression, whereas CE is for classification.", "MSE for regression but cross-entropy for classification",
     "均方误差用于回归，而交叉熵用于分类", "均方误差适合回归，但分类用交叉熵"],
)  # fmt: skip
def test_a_myth_is_not_heard_across_a_contrast(said):
    assert share(said, REACHING, myth=True) == 0.0
    assert share(said, REACHING) == 1.0  # what is right may well lie on both sides


@pytest.mark.parametrize(
    "said", ["MSE is fine for classification", "MSE, I think, suits classification", "均方误差也适合分类", "均方误差，也可以做分类"]
)
def test_a_myth_is_heard_over_a_comma(said):
    assert share(said, REACHING, myth=True) == 1.0


def test_of_a_point_the_myth_alone_stops_at_a_contrast():
    point = Point(id="mse", say=Text(en="", zh=""), myth=Text(en="", zh=""), hear=REACHING, deny=REACHING)
    (match,) = match_points([point], Spoken("MSE is for regression, whereas CE is for classification."), ())
    assert (match.said.share, match.myth.share) == (1.0, 0.0)


BIGGER = Patterns(en=(("bigger is better",),), zh=(("越大越好",),), unless=Phrases(en=("up to a point",), zh=("一定范围",)))


@pytest.mark.parametrize(
    "said", ["People often say that bigger is better.", "A common misconception: bigger is better", "很多人以为越大越好，其实不是"]
)
def test_a_myth_that_is_told_as_other_people_s_is_not_said(said):
    assert share(said, BIGGER, myth=True) == 0.0
    assert share(said, BIGGER) == 1.0


def test_a_sentence_that_is_excused_hides_no_myth_beside_it():
    assert share("Bigger is better up to a point.", BIGGER) == 0.0
    assert share("Bigger is better up to a point. Bigger is better.", BIGGER) == 1.0
    assert share("越大越好只在一定范围内成立。总之越大越好。", BIGGER) == 1.0


@pytest.mark.parametrize(
    "said",
    [
        "It has neither a bias nor weights.",
        "There is no bias and no weight.",
        "It comes without a bias or without weights",
        "它没有偏置也没有权重",
    ],
)
def test_both_halves_of_one_denial_are_denied(said):
    for patterns in (Patterns(en=(("bias",),), zh=(("偏置",),)), Patterns(en=(("weight",),), zh=(("权重",),))):
        assert Ears(Spoken(said)).match(patterns).is_reversed


def test_two_denials_cancel_out():
    assert share("It is not without a bias", Patterns(en=(("bias",),), zh=(("偏置",),))) == 1.0


def test_a_negated_whole_is_better_heard_than_a_half():
    patterns = Patterns(en=(("deep",), ("benchmark",)), zh=(("深",), ("基准",)), alone=Phrases(en=("raises accuracy",), zh=("提高准确率",)))
    assert Ears(Spoken("A deep net never raises accuracy.")).match(patterns).is_reversed
