"""What somebody else wrote makes no sentence of unbearable length, and no endless list of them."""

from pathlib import Path

from dl_quiz.errors import CourseError, Problem, UsageError, clipped


def test_a_sentence_of_a_bearable_length_is_told_whole():
    assert clipped("x" * 600) == "x" * 600


def test_a_longer_one_loses_its_middle_and_keeps_what_to_do():
    told = clipped("the id `" + "x" * 1_000_000 + "` is used twice; choose another")
    assert len(told) < 610
    assert told.startswith("the id `xxx") and told.endswith("xxx` is used twice; choose another") and " … " in told


def test_each_sentence_of_an_error_is_of_a_bearable_length():
    error = UsageError("a" * 10_000 + "\nb", "甲" * 10_000)
    assert len(error.text.en) == 603 and error.text.en.endswith("a⏎b")
    assert len(error.text.zh) == 603
    assert len(Problem(Path("x"), 1, "a" * 10_000, "甲" * 10_000).en) == 603


def test_many_problems_are_counted():
    error = CourseError([Problem(Path("x"), line, "is wrong; mend it", "有误；请修改") for line in range(1, 90_001)])
    assert len(error.problems) == 90_000
    lines = error.text.en.split("\n")
    assert (lines[0], lines[99], lines[100:]) == ("x:1: is wrong; mend it", "x:100: is wrong; mend it", ["… and 89,900 more"])
    assert error.text.zh.split("\n")[-1] == "……还有 89,900 处"
