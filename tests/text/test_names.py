"""Names as people type them: what was meant, and what a part of one leads to."""

import pytest

from dl_quiz.nouns import Text
from dl_quiz.text.names import SLUG, called, meant

OTHERWISE = Text(en="see: dl-quiz demo", zh="请看：dl-quiz demo")


def test_the_nearest_names_are_asked_for_in_both_languages():
    hint = meant("loses", ["loss", "losses", "gan"], OTHERWISE)
    assert hint == Text(en="did you mean losses or loss?", zh="是否想写 losses 或 loss？")


def test_one_name_of_a_file_is_quoted_as_it_is_written_there():
    assert meant("hnt", ["hint", "ask"], OTHERWISE, quote="`") == Text(en="did you mean `hint`?", zh="是否想写 `hint`？")


def test_case_does_not_matter_and_the_name_is_given_in_its_own():
    assert meant("RELU", ["ReLU"], OTHERWISE).en == "did you mean ReLU?"


@pytest.mark.parametrize("known", [[], ["gan", "loss"]])
def test_without_a_name_near_there_is_another_hint(known):
    assert meant("conv", known, OTHERWISE) == OTHERWISE


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("con", ["conv", "convpool"]),
        ("conv", ["conv"]),
        ("conv_p", ["convpool"]),
        ("Conv Pool", ["convpool"]),
        ("pool", ["convpool", "shift"]),
        ("ga", ["gan"]),
        ("an", ["gan", "shift"]),
        ("a", []),
        ("", []),
        ("x", []),
        ("移", ["shift"]),
        ("平 移", ["shift"]),
    ],
)
def test_a_whole_name_goes_before_a_beginning_and_that_before_a_part(typed, found):
    names = [("conv", "conv"), ("conv-pool", "convpool"), ("gan", "gan")]
    assert called(typed, names, [("平移 and pooling", "shift")]) == found


def test_an_earlier_group_goes_before_a_later_one():
    assert called("a", [("b", 1)], [("a", 2)], [("a", 3)]) == [2]
    assert called("a", [("ab", 1)], [("ac", 2)]) == [1]
    assert called("a", [("ab", 1), ("ac", 1)]) == [1]


@pytest.mark.parametrize(
    ("name", "fits"), [("weight-decay", True), ("l2", True), ("-a", False), ("a--b", False), ("A", False), ("a_b", False), ("", False)]
)
def test_what_may_be_a_slug(name, fits):
    assert bool(SLUG.fullmatch(name)) == fits
