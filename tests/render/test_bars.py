"""Bars and histograms: lengths and heights in proportion, in the order of the data."""

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.render.pictures.bars import bar
from dl_quiz.stage.steps import Plot
from tests.render import bar_lengths, canvas, fits, histogram_heights, picture


def bars(series, **options):
    return picture(Plot(Text(en="Bars", zh="条形"), kind="bars", series=series, **options))[1:]


def histogram(series, bins=8):
    return picture(Plot(Text(en="A histogram", zh="直方图"), kind="histogram", series=series, bins=bins))[1:]


def test_bars_are_in_proportion():
    lengths = bar_lengths(bars({"whole": 8.0, "half": 4.0, "eighth": 1.0}))
    assert lengths["half"] / lengths["whole"] == pytest.approx(1 / 2, abs=0.01)
    assert lengths["eighth"] / lengths["whole"] == pytest.approx(1 / 8, abs=0.01)


def test_the_longest_bar_fills_the_line():
    lines = bars({"a": 1.0, "b": 2.0})
    assert len(lines[1]) >= 79


def test_bars_stand_in_the_order_of_the_data_with_their_figures():
    lines = bars({"b": 2.0, "a": 1.0, "c": 0.0})
    assert [line.split()[0] for line in lines] == ["b", "a", "c"]
    assert [line.split()[-1] for line in lines] == ["2", "1", "0"]
    assert bar_lengths(lines)["c"] == 0


def test_a_negative_bar_grows_to_the_left_of_zero_and_is_as_long_as_its_size():
    lines = [line.split("│") for line in bars({"a": -4.0, "b": 4.0, "c": -2.0})]
    sizes = [(left.count("▇"), right.count("▇")) for left, right in lines]
    assert [bool(left) for left, _ in sizes] == [True, False, True]
    assert sizes[0][0] == pytest.approx(sizes[1][1], abs=1) and sizes[2][0] == pytest.approx(sizes[0][0] / 2, abs=1)
    assert lines[0][0].endswith("▇") and lines[0][1].strip() == "-4"


def test_logarithmic_bars_grow_by_the_same_for_the_same_factor():
    lines = bars({"1": 1.0, "10": 10.0, "100": 100.0}, log=True)
    assert lines[0].strip() == "log scale"
    lengths = bar_lengths(lines[1:])
    assert lengths["10"] - lengths["1"] == pytest.approx(lengths["100"] - lengths["10"], abs=1)
    assert lengths["1"] > 0


def test_what_is_endless_fills_the_line_and_says_so():
    lines = bars({"a": 1.0, "b": np.inf, "c": np.nan})
    lengths = bar_lengths(lines)
    assert lengths["b"] == lengths["a"]
    assert [line.split()[-1] for line in lines] == ["1", "inf", "nan"]
    assert lengths["c"] == 0


def test_long_labels_are_cut_and_bars_remain():
    lines = picture(Plot(Text(en="B", zh="条"), kind="bars", series={Text(en="a" * 70, zh="字" * 70): 1.0, "b": 0.5}), "zh", 40)[1:]
    assert fits(lines, 40)
    assert "…" in lines[0] and "▇" in lines[0]


@pytest.mark.parametrize(("share", "text"), [(0.0, ""), (1.0, "▇▇▇▇"), (0.5, "▇▇"), (0.2, "▇"), (0.01, "▏"), (2.0, "▇▇▇▇"), (-1.0, "")])
def test_a_bar_is_exact_to_a_cell_and_none_but_zero_is_invisible(share, text):
    assert bar(share, 4) == text


def test_a_small_bar_is_seen_on_either_side_of_zero():
    lines = [line.split("│") for line in bars({"a": -0.001, "b": 4.0, "c": 0.001})]
    assert lines[0][0].endswith("▕") and lines[2][1].startswith("▏")


def test_equal_bars_do_not_run_into_one_block():
    assert not any("█" in line for line in bars({"a": 1.0, "b": 1.0}))


def test_a_histogram_has_its_columns_in_the_order_of_the_values():
    counts = [1, 2, 3, 4, 5, 6, 7, 8]
    data = np.repeat(np.arange(8.0), counts)
    heights = histogram_heights(histogram({"": data}))
    each = [heights[3 * place] for place in range(8)]
    assert each == sorted(each) and len(set(each)) == 8


def test_a_histogram_stands_on_its_axis():
    rows = [line for line in histogram({"": np.repeat(np.arange(4.0), [8, 4, 2, 1])}, bins=4) if "█" in line]
    assert [row.count("█") for row in rows] == sorted(row.count("█") for row in rows)
    assert rows[-1].count("█") > rows[0].count("█")


def test_a_histogram_is_in_proportion():
    data = np.repeat(np.arange(4.0), [8, 4, 2, 1])
    heights = [histogram_heights(histogram({"": data}, bins=4))[3 * place] for place in range(4)]
    assert heights == [32, 16, 8, 4]


def test_histograms_share_one_axis_and_name_its_ends():
    lines = histogram({"low": np.linspace(0.0, 1.0, 50), "high": np.linspace(9.0, 10.0, 50)}, bins=10)
    names = [line.strip() for line in lines if line.strip().isalpha()]
    assert names == ["low", "high"]
    low, high = (lines[place + 4] for place, line in enumerate(lines) if line.strip() in names)
    assert low.strip() and low.index("█") < high.index("█")
    assert lines[-1].split() == ["0", "5", "10"]


def test_a_histogram_says_how_many_the_highest_column_holds():
    rows = canvas(histogram({"": np.repeat(np.arange(4.0), [8, 4, 2, 1])}, bins=4))
    assert [label for label, _ in rows if label] == ["8", "0"]


def test_a_histogram_reaches_as_far_as_it_is_told():
    plot = Plot("", kind="histogram", series={"": [0, 0, -1]}, bins=4, extent=(-3.5, 0.5, 0.0, 0.0))
    heights = histogram_heights(picture(plot)[1:])
    each = heights[:: len(heights) // 4]
    assert each[:2] == [0, 0] and each[3] == pytest.approx(2 * each[2], abs=0.2)
