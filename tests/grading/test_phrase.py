"""Terms are accepted in both languages and in all spellings that mean them, and in no other."""

import pytest

from dl_quiz.grading.phrase import grade_phrase
from dl_quiz.nouns import Misheard, Phrase, Phrases, Text, Unparsable

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
    assert verdict.score == 0 and verdict.remarks[0].en == "not invariant"


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
