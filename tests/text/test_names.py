"""Names as people type them: an exact one alone, an unambiguous beginning, and else the nearest."""

from dl_quiz.text.names import SLUG, beginning_with, nearest

NAMES = ("conv", "convlayer", "convpool", "dropout", "pool")


def test_an_exact_name_stands_for_itself_alone():
    assert beginning_with("conv", NAMES) == ["conv"]


def test_a_beginning_stands_for_all_that_begin_so():
    assert beginning_with("convl", NAMES) == ["convlayer"]
    assert beginning_with("con", NAMES) == ["conv", "convlayer", "convpool"]
    assert beginning_with("", NAMES) == beginning_with("ool", NAMES) == []


def test_the_nearest_come_best_first_and_no_more_than_asked():
    assert nearest("dropuot", NAMES) == ["dropout"]
    assert nearest("CONV", NAMES)[0] == "conv"
    assert nearest("convpol", NAMES)[0] == "convpool"
    assert len(nearest("conv", NAMES, 2)) == 2
    assert nearest("zzz", NAMES) == []


def test_slugs_are_lower_case_words_joined_by_hyphens():
    assert all(SLUG.fullmatch(name) for name in ("a", "a-b", "l2-norm", "3d"))
    assert not any(SLUG.fullmatch(name) for name in ("", "A", "a_b", "-a", "a-", "a--b", "加"))
