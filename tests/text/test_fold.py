"""What looks alike folds alike, and what does not stays apart."""

import pytest

from dl_quiz.text.fold import distance, fold, fold_phrase, plain, singular
from dl_quiz.text.traditional import SIMPLIFIED
from tests.quick import seconds_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ａｄａｍ　Ｗ", "adam w"), ("10⁻³", "10^-3"), ("２．５", "2.5"), ("٣٫٥٪", "3.5%"), ("१२", "12"), ("a\u200bb\u00adc\ufeff", "abc"), ("\u202e12\u202c", "12"), ("5\ufe0f", "5"), ("−–—", "---"), ("×⋅∗•∙✕・", "*******"), ("÷∕⁄", "///"), ("“a”【b】。", '"a"[b].'), ("3½", "3 1/2"), ("→", ">"),
        ("互相關", "互相关"), ("平移不變性", "平移不变性"), ("過擬合與正則化", "过拟合与正则化"), ("反向傳播", "反向传播"), ("權重衰減", "权重衰减"), ("ΑΒΓ", "αβγ"), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_what_looks_alike_folds_alike(text, folded):
    assert fold(text) == folded


def test_plain_text_keeps_its_case():
    assert plain("９.６Ｍ") == "9.6M"


def test_a_traditional_character_is_folded_to_one_that_is_not():
    assert len(SIMPLIFIED) > 1_400
    assert not [chr(one) for one, other in SIMPLIFIED.items() if ord(other) in SIMPLIFIED]


def test_phrases_lose_articles_plurals_and_hyphens():
    assert fold_phrase("The Low-Pass Filters") == "low pass filter"
    assert fold_phrase("蒙特卡洛 Dropout") == "蒙特卡洛dropout"


@pytest.mark.parametrize(
    ("left", "right", "errors"),
    [("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xyz", 3), ("abcdef", "a", 3)],
)
def test_typing_errors_are_counted(left, right, errors):
    assert distance(left, right, 2) == min(errors, 3)


@pytest.mark.parametrize("text", ["\ufdfa" * 20_000, "\u0301\u0323" * 10_000, "偏差。" * 6_666, "\U0001d7d8" * 20_000])
def test_folding_takes_no_time(text):
    assert seconds_of(lambda: fold(text)) < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("weight decay", "Weight-Decay"),
        ("the learning rate", "learning rates"),
        ("an epoch", "epochs"),
        ("batch_norm", "batch norm"),
        ("批 归一化", "批归一化"),
        ("L2 正则化", "L2正则化"),
        ("classes", "class"),
        ("boxes", "box"),
        ("batches", "batch"),
        ("categories", "category"),
    ],
)
def test_phrases_that_mean_the_same_fold_alike(one, other):
    assert fold_phrase(one) == fold_phrase(other) != ""


@pytest.mark.parametrize(("one", "other"), [("gas", "ga"), ("loss", "los"), ("L1", "L2"), ("recall", "precision"), ("均值", "方差")])
def test_phrases_that_differ_fold_apart(one, other):
    assert fold_phrase(one) != fold_phrase(other)


@pytest.mark.parametrize(
    ("word", "one"), [("biases", "biase"), ("axis", "axis"), ("gas", "gas"), ("nets", "net"), ("bus", "bus"), ("权重s", "权重s")]
)
def test_plural_endings_go(word, one):
    assert singular(word) == one
