"""Folding: different ways of typing one thing compare equal."""

import pytest

from dl_quiz.text.fold import distance, fold, fold_phrase, singular


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Dropout", "dropout"),
        ("  padded  ", "padded"),
        ("3×3", "3*3"),
        ("10⁻³", "10^-3"),
        ("x²", "x^2"),
        ("1–3", "1-3"),
        ("−5", "-5"),
        ("甲，乙。", "甲,乙."),
        ("“quoted”", '"quoted"'),
        ("7÷2", "7/2"),
    ],
)
def test_text_is_folded(typed, folded):
    assert fold(typed) == folded


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


@pytest.mark.parametrize(
    ("left", "right", "errors"),
    [
        ("drop", "drop", 0),
        ("drop", "dropt", 1),
        ("drop", "rop", 1),
        ("drop", "drap", 1),
        ("drop", "dorp", 1),
        ("drop", "pord", 2),
        ("ab", "abcdef", 2),
    ],
)
def test_typing_errors_are_counted_up_to_the_most(left, right, errors):
    assert distance(left, right, 1) == min(errors, 2)
