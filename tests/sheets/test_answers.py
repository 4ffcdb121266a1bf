"""Plain answers, one a line: each belongs to its question, whatever signs it holds."""

import pytest

from dl_quiz.asking.session import Selection
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError
from dl_quiz.sheets.answers import fill_in
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
THREE = Selection(count=3)


def answers(text):
    return [item.answer for item in fill_in(COURSE, THREE, text, "standard input", "en").items]


@pytest.mark.parametrize("mark", ["\f", "\v", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_only_the_ends_of_lines_part_answers(mark):
    assert answers(f"1{mark}\n2\n") == [f"1{mark}", "2", ""]
    assert answers(f"1{mark}3\r\n2\r\n") == [f"1{mark}3", "2", ""]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_files_have_them(end):
    assert answers(end.join(["1", "", "3"])) == ["1", "", "3"]


@pytest.mark.parametrize("blanks", ["", "\n", "\n\n\n", "\n \n\t\n", "\r\n\r\n"])
def test_blank_lines_at_the_end_are_no_answers(blanks):
    assert answers("1\n2\n3" + blanks) == ["1", "2", "3"]
    assert answers("1" + blanks) == ["1", "", ""]
    assert answers(blanks) == ["", "", ""]


def test_more_answers_than_questions_are_refused():
    with pytest.raises(UsageError) as failure:
        answers("1\n2\n3\n\n5\n")
    assert failure.value.text.en == "standard input: holds 5 answers for 3 questions; give one a line, an empty line for none"
    assert failure.value.text.zh == "standard input：有 5 行答案，但只有 3 道题；每行一个答案，空行表示不答"
