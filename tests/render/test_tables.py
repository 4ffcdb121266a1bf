"""Tables: numbers with as many decimals as they need, shades in the order of the values, and the mark on its own cell."""

import re

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.render.columns import abreast
from dl_quiz.render.pictures.scale import SHADES
from dl_quiz.stage.steps import Show, side_by_side
from tests.render import fits, picture, shades

GRID = np.arange(12.0).reshape(3, 4)


def table(data, screen=80, language="en", **options):
    lines = picture(Show(Text(en="A table", zh="一张表"), data=data, **options), language, screen)
    assert lines[0] == ("A table" if language == "en" else "一张表")
    return lines[1:]


def cells(lines):
    return [line.split() for line in lines]


def test_rows_and_columns_stand_as_in_the_array():
    assert cells(table(GRID)) == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9", "10", "11"]]


def test_a_vector_is_one_row_and_a_scalar_one_cell():
    assert cells(table([1.0, 2.0])) == [["1", "2"]]
    assert cells(table(7)) == [["7"]]
    assert cells(table(np.float64(2.5))) == [["2.5"]]


def test_headings_stand_over_their_columns_and_before_their_rows():
    lines = table([[1, 2], [3, 4]], rows=("a", Text(en="b", zh="乙")), columns=("x", Text(en="y", zh="纵")))
    assert cells(lines) == [["x", "y"], ["a", "1", "2"], ["b", "3", "4"]]
    chinese = table([[1, 2], [3, 4]], language="zh", rows=("a", Text(en="b", zh="乙")), columns=("x", Text(en="y", zh="纵")))
    assert cells(chinese) == [["x", "纵"], ["a", "1", "2"], ["乙", "3", "4"]]


@pytest.mark.parametrize("marked", [(0, 0), (1, 2), (2, 3)])
@pytest.mark.parametrize("heat", [False, True])
def test_the_mark_stands_on_its_own_cell(marked, heat):
    lines = table(GRID, mark=[marked], heat=heat)
    (found,) = [(row, match[1]) for row, line in enumerate(lines) for match in re.finditer(r"(\d+)◀", line)]
    assert found == (marked[0], f"{GRID[marked]:.0f}")


def test_several_marks_stand_on_their_cells():
    lines = table(GRID, mark=[(0, 1), (2, 0)])
    assert [re.findall(r"(\d+)◀", line) for line in lines] == [["1"], [], ["8"]]


def test_the_order_of_shades_is_the_order_of_values():
    values = np.array([[5.0, 1.0, 9.0], [3.0, 7.0, 0.0]])
    found = np.array(shades(table(values, heat=True))).ravel()
    assert all(a <= b for a, b in zip(found[np.argsort(values.ravel())], sorted(found), strict=True))
    assert (found[values.ravel().argmin()], found[values.ravel().argmax()]) == (0, len(SHADES) - 1)


def test_equal_steps_in_value_get_equal_shares_of_the_shades():
    found = shades(table([list(range(10))], heat=True))[0]
    assert found == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


@pytest.mark.parametrize(("value", "shade"), [(2.0, len(SHADES) - 1), (0.0, 0)])
def test_a_level_table_has_a_shade_only_above_zero(value, shade):
    assert set(shades(table([[value, value], [value, value]], heat=True))[0]) == {shade}


def test_what_is_not_finite_has_no_shade_and_does_not_stretch_the_others():
    lines = table([[0.0, 1.0, np.nan, np.inf]], heat=True)
    assert shades(lines)[0][:2] == [0, len(SHADES) - 1]
    assert lines[0].split()[-2:] == ["nan", "inf"]


def coloured(data, **options):
    """Return the grounds and the text of every cell, row by row."""
    lines = picture(Show(Text(en="A table", zh="表"), data=data, heat=True, **options), colours=2**24)[1:]
    return [re.findall(r"48;2;(\d+);(\d+);(\d+)m([^\x1b]*)", line) for line in lines]


def test_colours_fill_whole_cells_in_the_order_of_the_values():
    (found,) = coloured([[0, 1, 2, 3, 4]])
    assert [text for *_, text in found] == [" 0 ", " 1 ", " 2 ", " 3 ", " 4 "]
    lightness = [sum(map(int, ground)) for *ground, _ in found]
    assert lightness == sorted(lightness) and len(set(lightness)) == 5


def test_signed_values_are_blue_below_and_orange_above_zero():
    (found,) = coloured([[-2.0, 0.0, 2.0]])
    (low_red, low_blue), (_, _), (high_red, high_blue) = [(int(red), int(blue)) for red, _, blue, _ in found]
    assert low_blue > low_red and high_red > high_blue
    assert len(set(found[1][:3])) == 1


def test_a_wide_heat_map_is_drawn_as_a_picture_in_the_same_order():
    lines = [line.removeprefix("  ") for line in table(np.tile(np.arange(20.0), (3, 1)), heat=True)]
    assert len(lines) == 4 and lines[-1].split()[0] == "0" and lines[-1].split()[-1] == "19"
    found = [SHADES.index(cell) for cell in lines[0].ljust(40)]
    assert found == sorted(found) and set(found) == set(range(len(SHADES)))


def test_pixels_stand_in_the_rows_of_the_array():
    data = np.zeros((3, 16))
    data[1, :8] = 1.0
    assert [line.removeprefix("  ") for line in table(data, heat=True)][:3] == ["", "█" * 16, ""]


def test_with_colour_two_pixels_share_a_cell():
    data = np.zeros((4, 30))
    data[0, 0] = 1.0
    lines = picture(Show(Text(en="A", zh="甲"), data=data, heat=True), colours=2**24)[1:]
    assert [line.count("▀") for line in lines] == [30, 30, 0]


def test_small_drawings_of_zeros_and_ones_are_pictures():
    drawing = np.eye(6, dtype=int)
    assert "█" * 2 in table(drawing, heat=True)[0] and not re.search(r"\d", table(drawing, heat=True)[0])
    assert re.search(r"\d", table(np.eye(3, dtype=int), heat=True)[0])


def test_images_side_by_side_do_not_touch():
    both = side_by_side(np.ones((2, 9)), np.ones((2, 9)))
    assert table([[0] * len(both[0]), *both], heat=True)[1].removeprefix("  ") == "█" * 18 + "    " + "█" * 18
    assert side_by_side([[1]], [[2]], [[3]]) == [[1, None, None, 2, None, None, 3]]


def test_what_is_no_number_is_left_empty_in_a_picture():
    data = np.ones((2, 14))
    data[:, 6:8] = np.nan
    lines = [line.removeprefix("  ") for line in table(np.where(np.isnan(data), data, [[0.0], [1.0]]), heat=True)]
    assert lines[1] == "█" * 12 + "    " + "█" * 12


@pytest.mark.parametrize("columns", [20, 40, 80])
@pytest.mark.parametrize("colours", [0, 2**24])
def test_a_picture_keeps_to_the_width(columns, colours):
    lines = picture(Show(Text(en="A", zh="甲"), data=np.arange(300.0).reshape(3, 100), heat=True), columns=columns, colours=colours)
    assert fits([re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines], columns)


def test_a_heat_map_that_does_not_fit_is_drawn_as_a_picture():
    lines = table(np.arange(10.0).reshape(1, 10) * 1000.5, screen=40, heat=True)
    assert not re.search(r"\d", lines[0]) and lines[-1].split()[-1] == "9000"
    assert fits(lines, 40)


def test_a_table_wider_than_the_screen_stands_in_parts_and_no_number_is_cut():
    wide = np.arange(1000.0, 1008.0)[None].repeat(2, axis=0) + 0.25
    lines = table(wide, screen=30, rows=("a", "b"), columns=[f"c{place}" for place in range(8)])
    assert cells(lines) == [
        ["c0", "c1", "c2"],
        ["a", "1000.25", "1001.25", "1002.25"],
        ["b", "1000.25", "1001.25", "1002.25"],
        ["c3", "c4", "c5"],
        ["a", "1003.25", "1004.25", "1005.25"],
        ["b", "1003.25", "1004.25", "1005.25"],
        ["c6", "c7"],
        ["a", "1006.25", "1007.25"],
        ["b", "1006.25", "1007.25"],
    ]


def test_one_cell_more_decides_on_the_parts():
    assert abreast([3, 3, 3], 8) == [range(3)]  # no space after the last
    assert abreast([3, 3, 3], 7) == [range(2), range(2, 3)]
    assert abreast([9, 3, 3], 5) == [range(1), range(1, 3)]  # a column wider than the screen stands alone
    assert abreast([], 5) == [range(0)]


def test_a_header_wraps_before_a_table_is_parted():
    lines = table([[1.5, 2.5]], screen=26, columns=("seen directions", "new directions"))
    assert cells(lines) == [["seen", "new"], ["directions", "directions"], ["1.5", "2.5"]]


@pytest.mark.parametrize(
    ("data", "digits", "shown"),
    [
        ([0.5, 0.25], 3, ["0.50", "0.25"]),
        ([1.0, 2.0], 3, ["1", "2"]),
        ([1 / 3, 2.0], 3, ["0.333", "2.000"]),
        ([1 / 3], 1, ["0.3"]),
        ([-0.0001, 0.25], 2, ["-1.0e-04", "0.25"]),
        ([0.0, -0.0], 3, ["0", "0"]),
        ([1e-9, 1.505], 3, ["1.0e-09", "1.505"]),
        ([12345, 5], 3, ["12,345", "5"]),
        ([2.5e6], 3, ["2,500,000"]),
        ([np.nan, np.inf, -np.inf], 3, ["nan", "inf", "-inf"]),
        ([True, False], 3, ["✓", "✗"]),
        ([None, 1], 3, ["1"]),
    ],
)
def test_numbers_have_the_decimals_that_they_need(data, digits, shown):
    assert cells(table(data, digits=digits)) == [shown]


def test_words_are_in_the_language_of_the_reader_and_stand_left():
    words = [[Text(en="right", zh="对"), 1], [Text(en="wrong side", zh="错"), 10]]
    assert next(line.split("  ")[1] for line in table(words)) == "right"
    assert cells(table(words, language="zh")) == [["对", "1"], ["错", "10"]]
    starts = [len(line) - len(line.lstrip()) for line in table(words)]
    assert starts == [2, 2]


def test_numbers_stand_right():
    ends = {len(line) for line in table([[1], [100], [10_000]])}
    assert len(ends) == 1


def test_a_table_of_words_that_wrap_keeps_its_names():
    said = Text(en="a sentence much longer than the screen is wide", zh="一句比屏幕宽得多的话" * 3)
    lines = table([[said], [said]], 30, rows=("first", "second"), columns=(Text(en="said", zh="所说"),))
    assert fits(lines, 30) and len(lines) > 3
    assert lines[0].strip() == "said"
    assert [line.split()[0] for line in lines[1:] if not line.startswith(" " * 6)] == ["first", "second"]
