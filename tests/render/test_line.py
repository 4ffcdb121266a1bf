"""Lines wrap by display width, Chinese included, and never before its closing punctuation."""

import pytest
from rich.cells import cell_len

from dl_quiz.render.line import Line, break_offsets, pieces
from tests.render import printed

CHINESE = "卷积层用同一组权重扫过整张图，因此参数个数与图像大小无关；池化层则没有参数。"
MIXED = "在 conv2d 里，stride=2 会让输出的边长减半（约 50%），padding 则补零。"


@pytest.mark.parametrize("text", [CHINESE, MIXED, "a plain English sentence that is rather long", "（（（", "。。。", "x" * 50, "字" * 50])
@pytest.mark.parametrize("width", [4, 7, 10, 20, 33])
def test_lines_keep_to_the_width_and_lose_nothing(text, width):
    lines = printed(Line(text), width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("width", range(8, 30))
@pytest.mark.parametrize("text", [CHINESE, MIXED])
def test_no_line_begins_with_closing_punctuation_or_ends_with_an_opening_one(text, width):
    lines = printed(Line(text), width)
    assert not any(line[:1] in "，。；：？！、）】》”’" for line in lines if line)
    assert not any(line[-1:] in "（【《“‘" for line in lines if line)


def test_chinese_breaks_between_any_two_characters_and_fills_the_line():
    assert [cell_len(line) for line in printed(Line("字" * 25), 20)] == [20, 20, 10]


def test_latin_words_are_kept_whole_among_chinese():
    lines = printed(Line(MIXED), 12)
    assert any("conv2d" in line for line in lines) and any("stride=2" in line for line in lines)


def test_a_newline_stays_one():
    assert printed(Line("第一行\n\n第二行"), 40) == ["第一行", "", "第二行"]


def test_pieces_cover_the_text():
    assert "".join(piece for _, piece in pieces(MIXED)) == MIXED
    assert [start for start, _ in pieces("字，字")] == [0, 2]


def test_a_piece_that_is_wider_than_the_line_is_broken_anywhere():
    assert break_offsets("x" * 10, 4) == [4, 8]


def test_chinese_may_stand_right():
    assert printed(Line("步数", justify="right"), 10) == ["      步数"]
