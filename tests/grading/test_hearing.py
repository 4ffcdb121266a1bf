"""Points are heard in the learner's own words, which are quoted; what is not sure is asked; the figures do not fall."""

import functools
from statistics import mean

import pytest

from dl_quiz.grading.evidence import HEAD_FEATURES, PATTERN_FEATURES
from dl_quiz.grading.hearing import hear
from dl_quiz.grading.weights import heads_of, name_of, weights
from tests.benchmarks.attacks import ATTACKS
from tests.benchmarks.hearing import attacked, figures, shipped
from tests.benchmarks.labelled import answers, rubrics

ALL = [(topic, point) for topic, rubric in rubrics().items() for point in rubric.points]


@functools.cache
def sheet(language):
    return figures([one for one in shipped() if one.answer.language == language])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("figure", "least"),
    [
        ("κ all, clearly", {"en": 0.68, "zh": 0.62}),
        ("κ all, partly", {"en": 0.88, "zh": 0.88}),
        ("κ decided, partly", {"en": 0.90, "zh": 0.90}),
        ("heard: said at least partly", {"en": 0.97, "zh": 0.97}),
        ("clearly said: heard", {"en": 0.75, "zh": 0.60}),
        ("missed: not said", {"en": 0.93, "zh": 0.95}),
        ("contradictions: recall", {"en": 0.85, "zh": 0.85}),
        ("contradictions: precision", {"en": 0.75, "zh": 0.72}),
        ("totals: correlation", {"en": 0.88, "zh": 0.85}),
    ],
)
def test_the_figures_on_the_answers_learned_from_do_not_fall(language, figure, least):
    assert sheet(language)[figure] >= least[language]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_not_too_much_is_asked(language):
    assert sheet(language)["asked"] <= 0.3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_answers_made_to_deceive_earn_little(language):
    scores = attacked(language)
    assert set(scores) == set(ATTACKS)
    assert {name: score for name, score in scores.items() if score > 0.12} == {}


def test_the_words_are_an_exact_piece_of_the_answer():
    for answer in answers()[::9]:
        ask, points = rubrics()[answer.topic]
        for one, point in zip(hear(points, ask, answer.answer), points, strict=True):
            assert one.point == point.id
            assert one.words in answer.answer
            assert bool(one.words) or one.band in ("missed", "unsure")
            assert one.band != "missed" or not one.words


def test_an_answer_in_the_other_language_is_heard():
    ask, points = rubrics()["dropout"]
    english = next(one for one in answers() if (one.language, one.topic, one.speaker) == ("en", "dropout", "d1"))
    chinese = next(one for one in answers() if (one.language, one.topic, one.speaker) == ("zh", "dropout", "d1"))
    mixed = f"{chinese.answer} {english.answer}"
    for said in (english.answer, chinese.answer, mixed):
        assert mean(one.band == "heard" for one in hear(points, ask, said)) >= 0.5


def test_every_point_of_our_bank_has_heads_and_no_head_is_left_over():
    names = [name_of(point) for _, point in ALL]
    assert len(set(names)) == len(names)
    assert set(weights().places) == set(names), "statements have changed: python -m tests.training.hearing"
    assert all(heads_of(name) for name in names)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_probe_given_back_is_not_heard_as_its_point(language):
    heard = [hear((point,), rubrics()[topic].ask, point.probe.of(language)) for topic, point in ALL if point.probe]
    assert [one.point for (one,) in heard if one.band == "heard"] == []


@pytest.mark.parametrize("said", ["", "   ", "?!", "…", "\n\n"])
def test_nothing_said_is_nothing_heard(said):
    ask, points = rubrics()["dropout"]
    assert {one.band for one in hear(points, ask, said)} == {"missed"}


@pytest.mark.parametrize(
    ("topic", "true"),
    [
        ("fc-mlp", "Two linear layers would still be linear on XOR."),
        ("losses", "With one-hot labels it is zero when the model is perfect."),
        ("gan", "The theory has G minimise log(1 − D(G(z)))."),
        ("optimizers", "Adam 结合了 AdaGrad 和 RMSProp 的优点。"),
        ("fc-in-cnn", "Flattening preserves spatial information, since each position has weights of its own."),
        ("pool-invariance", "Max pooling reduces noise variance to about half, but is biased upwards."),
        ("pool-mechanics", "With a flatten head pooling reduces the parameters of the network: the dense layer gets smaller."),
        ("resnet", "Residual connections with batch norm in the branch prevent explosion."),
        ("resnet", "残差连接配合分支里的批量归一化，可以防止爆炸。"),
        ("reg-weight-decay", "Early stopping saves time and also regularises."),
        ("reg-penalties", "With a large λ, lasso makes most weights zero."),
        ("overfitting-what", "Near the interpolation threshold, the more parameters a model has, the worse it overfits."),
        ("overfitting-what", "在插值阈值附近，参数越多，过拟合越严重。"),
        ("overfitting-treat", "Nested cross-validation prevents overfitting to the validation score."),
        ("overfitting-treat", "嵌套交叉验证可以防止对验证集过拟合。"),
        ("transfer-layers", "On all of COCO, pretraining only speeds up convergence; scratch reaches the same accuracy."),
        ("transfer-layers", "目标数据充足时，预训练只省时间。"),
    ],
)
def test_a_true_sentence_is_no_contradiction(topic, true):
    ask, points = rubrics()[topic]
    assert [one for one in hear(points, ask, true) if one.band == "contradicted"] == []


@pytest.mark.parametrize(
    ("topic", "point", "myth"),
    [
        ("overfitting-what", "double-descent", "The more parameters a model has, the worse it overfits."),
        ("overfitting-what", "double-descent", "参数越多，过拟合越严重。"),
        ("overfitting-treat", "cross-validation-measures", "Cross-validation prevents overfitting."),
        ("overfitting-treat", "cross-validation-measures", "交叉验证可以防止过拟合。"),
        ("transfer-layers", "start-is-worth", "Pretraining only saves time."),
        ("transfer-layers", "start-is-worth", "预训练只省时间。"),
    ],
)
def test_the_same_without_its_condition_is_one(topic, point, myth):
    ask, points = rubrics()[topic]
    assert point in [one.point for one in hear(points, ask, myth) if one.band == "contradicted"]


def test_every_feature_that_is_weighed_has_a_name():
    judge = weights().judge
    named = len(PATTERN_FEATURES) + len(HEAD_FEATURES)
    assert [len(one) - 1 for one in (judge.said, judge.clear, judge.contrary)] == [named] * 3  # the last weighs nothing: it is the bias
