"""How many rows a line takes while it is typed, and where prompts and sentences break."""

import pytest

from dl_quiz.terminal.rows import broken, rows_of


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("", 1),
        ("a" * 9, 1),
        ("a" * 10, 2),
        ("a" * 11, 2),
        ("a" * 20, 3),
        ("卷积核翻", 1),
        ("卷积核翻转", 2),
        ("a卷积核翻转", 2),
        ("a" + "卷" * 9, 3),
    ],
)
def test_rows_are_counted_by_cells_and_no_wide_character_is_split(line, rows):
    assert rows_of(line, 10) == rows


def test_prompts_break_between_words_and_keep_their_lines():
    assert broken("> ", 20) == ["> "] and broken("", 20) == [""]
    assert broken("A number: that question", 12) == ["A number: ", "that ", "question"]
    assert broken("one\ntwo three", 8) == ["one", "two ", "three"]
    assert broken("输入序号：再看那道题", 13) == ["输入序号：再", "看那道题"]
