"""The results of a class in each format; no name, answer or remark is taken for a formula by a spreadsheet."""

import csv
import io

import pytest

from dl_quiz.render.spreadsheet import csv_row


def read_back(row):
    (cells,) = csv.reader(io.StringIO(row))
    return cells


@pytest.mark.parametrize("begun", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", " =", "\n=", "\r@"])
def test_what_would_be_a_formula_is_a_text(begun):
    (cell,) = read_back(csv_row((f"{begun}cmd|' /C calc'!A0",)))
    assert cell[0] not in "=+-@＝＋－＠\t\r\n " or not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("name", ["Ann Lee", "李明", 'O"Neil, Jr.', "a;b", "1/2", "'quoted'"])
def test_what_is_none_stays_as_it_is(name):
    assert read_back(csv_row((name, 1.5))) == [name, "1.5"]


def test_a_row_is_one_line_whatever_is_in_it_and_numbers_stay_numbers():
    row = csv_row(("a\nb\r\nc\u2028d", -0.25, True, None, 3))
    assert len(csv_row(("x" * 5_000_000,))) < 3_000
    assert row.count("\n") == 1 and row.endswith("\n")
    assert read_back(row)[1:] == ["-0.25", "1", "", "3"]
