"""Names as people type them: what was meant, and what a beginning leads to."""

import pytest

from dl_quiz.nouns import Text
from dl_quiz.text.names import SLUG, beginning_with, meant

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
    ("start", "found"), [("con", ["conv", "convpool"]), ("conv", ["conv"]), ("convp", ["convpool"]), ("", []), ("x", [])]
)
def test_a_beginning_leads_to_all_that_begin_so_but_an_exact_name_to_itself(start, found):
    assert beginning_with(start, ["conv", "convpool", "gan"]) == found


@pytest.mark.parametrize(
    ("name", "fits"), [("weight-decay", True), ("l2", True), ("-a", False), ("a--b", False), ("A", False), ("a_b", False), ("", False)]
)
def test_what_may_be_a_slug(name, fits):
    assert bool(SLUG.fullmatch(name)) == fits
