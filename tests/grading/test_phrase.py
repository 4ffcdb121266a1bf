"""Terms are accepted in both languages and in all spellings that mean them, and in no other."""

import pytest

from dl_quiz.grading.phrase import grade_phrase
from dl_quiz.nouns import Misheard, Phrase, Phrases, Text, Unparsable, Verdict
from tests.quick import seconds_of

KEY = Phrase(
    accept=Phrases(en=("translation equivariance", "equivariance to translations"), zh=("平移等变性", "平移等变")),
    wrong=(Misheard(hear=Phrases(en=("translation invariance",), zh=("平移不变性",)), because=Text(en="not invariant", zh="不是不变")),),
)


@pytest.mark.parametrize(
    "typed",
    ["translation equivariance", "Translation-Equivariance", "the translation equivariance", "ＴＲＡＮＳＬＡＴＩＯＮ equivariance", "translations equivariance", "translation equivarience", "tranlsation equivariance", "平移等变性", " 平移 等变 ", "平移等变（translation equivariance）"],
)  # fmt: skip
def test_ways_of_writing_the_term_are_accepted(typed):
    assert grade_phrase(KEY, typed).right


@pytest.mark.parametrize(
    "typed", ["translation invariance", "translation-invariance", "平移不变性", "translation equivariance or translation invariance"]
)
def test_a_known_confusion_is_recognised(typed):
    verdict = grade_phrase(KEY, typed)
    assert verdict.score == 0 and verdict.remarks[0].en == verdict.slips[0].en == "not invariant"


@pytest.mark.parametrize("typed", ["equivariance of rotation", "convolution", "translatin invarience", "平移等"])
def test_other_terms_are_wrong(typed):
    assert grade_phrase(KEY, typed).score == 0


def test_short_terms_take_no_typing_error():
    key = Phrase(accept=Phrases(en=("relu",), zh=("整流线性单元",)))
    assert grade_phrase(key, "ReLU").right
    assert grade_phrase(key, "rely").score == 0
    assert grade_phrase(key, "silu").score == 0


@pytest.mark.parametrize(
    ("alias", "other"),
    [
        ("global average pooling", "global max pooling"),
        ("1×1 convolution", "3×3 convolution"),
        ("co-adaptation", "adaptation"),
        ("double descent", "double ascent"),
    ],
)
def test_another_term_is_no_typing_error(alias, other):
    key = Phrase(accept=Phrases(en=(alias,), zh=("词",)))
    assert grade_phrase(key, alias).right
    assert grade_phrase(key, other).score == 0


def test_a_list_of_terms_is_right_only_if_each_is():
    key = Phrase(accept=Phrases(en=("gelu", "gaussian error linear unit"), zh=("词",)))
    assert grade_phrase(key, "GELU / Gaussian error linear unit").right
    assert grade_phrase(key, "GELU or tanh or sigmoid").score == 0


@pytest.mark.parametrize("typed", ["", "  ", "。", "?!", 5, ("a", "b"), "x" * 300])
def test_nothing_to_read_is_unparsable(typed):
    assert isinstance(grade_phrase(KEY, typed), Unparsable)


def a_key(*right, wrong=(), zh=("词",)):
    hear = (Misheard(hear=Phrases(en=tuple(wrong), zh=()), because=Text(en="confused", zh="混淆")),) if wrong else ()
    return Phrase(accept=Phrases(en=right, zh=zh), wrong=hear)


ONE_BY_ONE = a_key(
    "1×1 convolution", "1x1 conv", "pointwise convolution", wrong=["3×3 convolution", "depthwise convolution"], zh=("1×1 卷积", "逐点卷积")
)
CORRELATION = a_key("cross-correlation", "correlation", wrong=["convolution", "autocorrelation"], zh=("互相关", "相关"))
MC = a_key("MC dropout", "Monte Carlo dropout", wrong=["inverted dropout"], zh=("蒙特卡洛 dropout",))
ADAMW = a_key("AdamW", "adam-w", wrong=["Nadam"], zh=("AdamW",))
DECOUPLED = a_key("decoupled", "decoupled weight decay", wrong=["adaptive"], zh=("解耦", "解耦权重衰减"))
POOLING = a_key("global average pooling", "GAP", wrong=["average pooling", "flatten"], zh=("全局平均池化",))
LAPLACE = a_key("Laplace", "Laplace distribution", wrong=["Gaussian", "normal"], zh=("拉普拉斯", "拉普拉斯分布"))
GELU = a_key("GELU", "Gaussian error linear unit", wrong=["SiLU", "ELU"], zh=("GELU", "高斯误差线性单元"))
INVARIANCE = a_key("translation invariance", wrong=["translation equivariance"], zh=("平移不变性",))
TRICK = a_key("reparameterization trick", wrong=["score function estimator"], zh=("重参数化技巧",))
NONPOLYNOMIAL = a_key("non-polynomial", "not polynomial", wrong=["nonlinear", "bounded"], zh=("非多项式", "不是多项式"))

RIGHT = [
    (ONE_BY_ONE, ["1×1 convolution", "1x1 conv", "1x1 convolution", "1×1 conv", "1x1 Convolution layer", "1 x 1 convolution", "1 × 1 卷积", "1x1卷积", "1*1 conv", "1 by 1 convolution", "１×１卷积", "1✕1 conv", "1x1conv", "point-wise convolution", "pointwise conv", "point wise convolutions", "逐點卷積", "逐点卷积层"]),
    (CORRELATION, ["crosscorrelation", "Cross Correlation", "cross-correlation operation", "it is cross-correlation", "It's called cross-correlation.", "the operation is called cross-correlation", "I think it's cross-correlation", "cross-correlation, I think", "not sure, maybe cross-correlation?", "cross-correlation (not convolution)", "cross-correlation rather than convolution", "cross-correlation, not convolution", "cross-correlation (I guess)", "cross-correlation / correlation", "cross-correlation, also called correlation", "cross-correlation correlation", "互相关 cross-correlation", "not convolution but cross-correlation", "it's not convolution, it's cross-correlation", "不是卷积，而是互相关", "cross-correlation (because the kernel is not flipped)", "cross-correlation (operation)", "I am not sure but cross-correlation", "1) cross-correlation", "$\\text{cross-correlation}$", "the name of it is cross-correlation", "ans: cross-correlation", "该操作称为互相关", "我的答案是互相关", "所谓的互相关", "互相关，英文是cross-correlation", "互相关这个词", "互相關", "互相关运算", "答案：互相关", "答案是互相关", "应该是互相关吧", "叫做互相关", "互相关（cross-correlation）", "互相关，而不是卷积", "互相关（不太确定）", "我觉得是互相关", "這叫互相關"]),
    (MC, ["MCDropout", "MC drop-out", "montecarlo dropout", "Monte-Carlo-Dropout", "the MC dropout method", "蒙特卡洛dropout", "蒙特卡洛 Dropout 方法"]),
    (ADAMW, ["AdamW", "adamw", "ADAM W", "AdamW optimizer", "the AdamW optimiser", "AdamW algorithm", "AdamW 优化器", "AdamW优化算法"]),
    (DECOUPLED, ["de-coupled", "Decoupled", "decoupling", "decoupled weight-decay", "解耦的", "解耦權重衰減"]),
    (POOLING, ["global avg pooling", "Global-average-pooling", "globalaveragepooling", "global average pooling layer", "GAP layer", "全局平均池化层", "全局平均池化操作", "全局平均池化（GAP）"]),
    (LAPLACE, ["Laplace noise", "laplace prior", "a Laplace distribution", "Laplace分布", "拉普拉斯噪声", "拉普拉斯先验分布"]),
    (GELU, ["GELU function", "gelu activation function", "GELU (Gaussian error linear unit)", "GELU, Gaussian Error Linear Unit", "the Gaussian error linear unit, aka GELU", "GELU 激活函数", "高斯误差线性单元（GELU）", "高斯誤差線性單元"]),
    (INVARIANCE, ["translation-invariant", "translation invariant property", "it has translation invariance", "它具有平移不变性", "平移不变", "平移不變性", "平移不变的"]),
    (TRICK, ["re-parameterization trick", "reparameterisation trick", "reparametrization trick", "the reparameterization trick", "重參數化技巧"]),
    (NONPOLYNOMIAL, ["non polynomial", "nonpolynomial", "not a polynomial", "it is not polynomial", "非多项式的", "它不是多项式"]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "typed"), [(key, typed) for key, every in RIGHT for typed in every])
def test_a_right_term_is_right_in_all_spellings_and_with_the_usual_words_around_it(key, typed):
    verdict = grade_phrase(key, typed)
    assert isinstance(verdict, Verdict) and verdict.right, verdict


WRONG = [
    (ONE_BY_ONE, ["3x3 convolution", "3×3 卷积", "11 convolution", "1x2 conv", "depth-wise convolution", "convolution"]),
    (CORRELATION, ["convolution", "convolution operation", "auto-correlation", "it is convolution", "not cross-correlation", "it is not cross-correlation", "convolution (not cross-correlation)", "cross-correlation or convolution", "cross-correlation / convolution", "cross-correlation (convolution)", "互相关（或批归一化）", "互相关（也可能是动量）", "neither convolution nor cross-correlation", "convolution, not cross-correlation", "cross-correlation, not correlation", "不是互相关，而是卷积", "不是互相关", "convolution 运算", "causation"]),
    (MC, ["dropout", "inverted drop-out", "monte carlo", "MD dropout"]),
    (ADAMW, ["RAdamW", "AdamP", "AdamE", "SAdamW", "Adam", "AdamX", "NadamW", "AdamWR"]),
    (DECOUPLED, ["recoupled", "coupled", "uncoupled", "undecoupled"]),
    (POOLING, ["global max pooling", "average pooling", "avg pooling layer", "local average pooling", "全局最大池化", "平均池化"]),
    (LAPLACE, ["Gaussian noise", "normal distribution", "place"]),
    (GELU, ["GLU", "CELU", "ReLU", "SiLU function", "elu", "GELU or tanh or sigmoid", "GELU, SiLU"]),
    (INVARIANCE, ["translation equivariant", "translation variance", "translation covariance"]),
    (TRICK, ["parameterization trick", "deparameterization trick"]),
    (NONPOLYNOMIAL, ["polynomial", "a polynomial", "non-linear", "unbounded"]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "typed"), [(key, typed) for key, every in WRONG for typed in every])
def test_another_term_stays_wrong(key, typed):
    verdict = grade_phrase(key, typed)
    assert isinstance(verdict, Verdict) and verdict.score == 0, verdict


@pytest.mark.parametrize(
    ("key", "typed"),
    [(CORRELATION, "normalised cross-correlation"), (CORRELATION, "the sliding cross-correlation of signals"), (CORRELATION, "归一化互相关"), (POOLING, "global average pooling over maps"), (a_key("nested cross-validation", wrong=["repeated cross-validation"]), "nested k-fold cross-validation")],
)  # fmt: skip
def test_where_the_term_is_but_a_part_the_term_alone_is_asked_for(key, typed):
    unparsable = grade_phrase(key, typed)
    assert unparsable == Unparsable(why=Text(en="that is more than the term; give the term alone", zh="这里不止一个术语；请只写术语本身"))


@pytest.mark.parametrize(
    "typed",
    ["cross-correlation (or batch norm)", "cross-correlation (maybe matched filtering)", "cross-correlation or weight decay", "cross-correlation, dropout, attention", "(cross-correlation)(dropout)", "cross-correlation [dropout]", "cross-correlation / dropout", "dropout - cross-correlation", "互相关、动量", "cross-correlation t"],
)  # fmt: skip
def test_a_hedge_is_not_right_whatever_the_other_term_is(typed):
    verdict = grade_phrase(CORRELATION, typed)
    assert isinstance(verdict, Unparsable) or verdict.score == 0


MANY = ["cross-correlation", "AdamW", "GELU", "Laplace", "decoupled", "logits", "negative transfer", "double descent", "hold-out", "Sobel"]


@pytest.mark.parametrize("between", [")(", ") (", ", ", "/", " or ", "；", "、", "，又称", "\n", " | ", ") 又称 (", "]["])
def test_a_list_of_guesses_earns_nothing(between):
    typed = f"({between.join(MANY)})"[:200]
    for key in (CORRELATION, ADAMW, GELU, LAPLACE, DECOUPLED):
        assert grade_phrase(key, typed).score == 0


@pytest.mark.parametrize(
    ("alias", "typed"),
    [("equivariance", "equivarience"), ("reparameterization", "reparametrization"), ("degradation", "degredation"), ("Laplacian", "Laplacain"), ("overfitting", "overfiting"), ("cross-correlation", "crosscorelation"), ("adversarial training", "adverserial training")],
)  # fmt: skip
def test_one_typing_error_in_a_long_word_is_forgiven(alias, typed):
    verdict = grade_phrase(a_key(alias), typed)
    assert verdict.right and verdict.rule == "an accepted phrase, but for its spelling"


@pytest.mark.parametrize(
    ("alias", "typed"),
    [("decoupled", "recoupled"), ("symmetric", "asymmetric"), ("pretraining", "retraining"), ("encoder", "decoder"), ("AdamW", "AdamP"), ("BatchNorm", "BatchNarm"), ("DropConnect", "DropConnekt"), ("dropout", "dropoff"), ("ResNet50x1", "ResNet50x2"), ("equivariance", "equivairence"), ("homoscedastic", "heteroscedastic")],
)  # fmt: skip
def test_no_typing_error_is_forgiven_in_a_name_a_short_word_or_a_first_letter(alias, typed):
    assert grade_phrase(a_key(alias), typed).score == 0


@pytest.mark.parametrize("typed", ["\ufdfa" * 700_000, "\u0301" * 700_000, "a " * 700_000, 10**4000, ("a",) * 10**6])
def test_what_is_too_long_is_refused_before_it_is_folded(typed):
    assert isinstance(grade_phrase(CORRELATION, typed), Unparsable)
    assert seconds_of(lambda: grade_phrase(CORRELATION, typed)) < 0.5
