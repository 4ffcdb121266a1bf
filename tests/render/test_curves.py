"""Curves and points: up is up, right is right, and each series is told from the others without colour."""

from itertools import pairwise

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.render.labels import short
from dl_quiz.stage.steps import Plot
from tests.render import canvas, fits, height, legend, marks, picture

X = np.linspace(-2.0, 2.0, 50)


def plot(series, **options):
    return picture(Plot(Text(en="A picture", zh="一幅图"), series=series, **options))


def only(lines):
    (places,) = marks(lines).values()
    return places


def increasing(values):
    return all(a <= b for a, b in pairwise(values))


@pytest.mark.parametrize("rising", [X, X**3, np.exp(X), np.tanh(X)], ids=["line", "cube", "exp", "tanh"])
def test_a_rising_series_is_drawn_rising(rising):
    heights = height(only(plot({"": (X, rising)})))
    assert increasing(heights)
    assert heights[0] < heights[-1]


def test_a_falling_series_is_drawn_falling():
    heights = height(only(plot({"": (X, -X)})))
    assert increasing(heights[::-1])
    assert heights[0] > heights[-1]


def test_a_curve_fills_every_column_and_both_ends_of_the_height():
    lines = plot({"": (X, X**3)})
    width = max(len(row) for _, row in canvas(lines))
    columns = {column for column, _ in only(lines)}
    assert columns == set(range(width))
    assert {0, len(canvas(lines)) - 1} <= {row for _, row in only(lines)}


def test_a_steep_curve_is_joined():
    places = set(only(plot({"": ([0.0, 1.0, 1.001, 2.0], [0.0, 0.0, 10.0, 10.0])})))
    by_column = {}
    for column, row in places:
        by_column.setdefault(column, []).append(row)
    reached = [(min(rows), max(rows)) for _, rows in sorted(by_column.items())]
    assert all(low <= other_high + 1 and other_low <= high + 1 for (low, high), (other_low, other_high) in pairwise(reached))


def test_a_peak_stands_where_it_is():
    places = only(plot({"": (X, -((X - 1.0) ** 2))}))
    top = [column for column, row in places if row == 0]
    width = max(column for column, _ in places)
    assert np.mean(top) / width == pytest.approx(0.75, abs=0.05)


def test_a_series_without_x_is_drawn_over_its_places():
    places = only(plot({"": [0.0, 0.0, 0.0, 5.0]}))
    top = [column for column, row in places if row == 0]
    assert max(column for column, _ in places) in top


def test_points_stand_where_they_are():
    lines = plot({"a": ([0.0, 1.0], [0.0, 1.0]), "b": ([0.0], [1.0])}, kind="scatter")
    rows, width = len(canvas(lines)), max(len(row) for _, row in canvas(lines))
    assert marks(lines) == {"●": [(0, rows - 1), (width - 1, 0)], "○": [(0, 0)]}


def test_points_are_not_joined():
    assert len(only(plot({"": ([0.0, 1.0], [0.0, 1.0])}, kind="scatter"))) == 2


def test_each_series_has_a_mark_of_its_own_and_its_label():
    lines = plot({"rising": (X, X), "falling": (X, -X), "level": (X, 0 * X)})
    assert legend(lines) == {"●": "rising", "○": "falling", "+": "level"}
    assert height(marks(lines)["●"])[-1] > height(marks(lines)["○"])[-1]


def test_labels_are_in_the_language_of_the_reader():
    step = Plot(Text(en="A picture", zh="一幅图"), series={Text(en="loss", zh="损失"): [1.0, 2.0]}, x=Text(en="step", zh="步"), y="L")
    english, chinese = picture(step), picture(step, "zh")
    assert english[0] == "A picture" and chinese[0] == "一幅图"
    assert legend(english) == {"●": "loss"} and legend(chinese) == {"●": "损失"}
    assert " step " in english[-2] and " 步 " in chinese[-2]
    assert english[1].strip() == "L"


def test_the_axes_name_the_ends():
    lines = plot({"": ([10.0, 20.0], [-3.0, 5.0])})
    ticks = [float(tick) for tick, _ in canvas(lines) if tick]
    assert (ticks[0], ticks[-1]) == (5.0, -3.0)
    assert sorted(ticks, reverse=True) == ticks
    assert lines[-1].split() == ["10", "20"]


def test_a_logarithmic_axis_has_equal_steps_for_equal_factors():
    lines = plot({"": (np.arange(5.0), 10.0 ** np.arange(5))}, log=True)
    heights = np.array(height(only(lines)))
    line = np.linspace(heights[0], heights[-1], len(heights))
    assert np.abs(heights - line).max() <= 1
    assert [tick for tick, _ in canvas(lines) if tick][::2] == ["10,000", "1"]


def test_what_is_not_finite_is_left_out_and_the_rest_is_drawn():
    y = np.array([1.0, np.nan, 3.0, np.inf, 5.0])
    lines = plot({"": (np.arange(5.0), y)}, kind="scatter")
    assert len(only(lines)) == 3
    assert [tick for tick, _ in canvas(lines) if tick][::2] == ["5", "1"]


def test_nothing_finite_is_said_in_both_languages():
    step = Plot(Text(en="A picture", zh="一幅图"), series={"a": [np.nan, np.inf]})
    assert picture(step)[1].strip() == "(no finite point)"
    assert picture(step, "zh")[1].strip() == "（没有有限的点）"


def test_a_level_series_is_drawn_inside_the_picture():
    lines = plot({"": [3.0, 3.0, 3.0]})
    rows = {row for _, row in only(lines)}
    assert len(rows) == 1 and rows.isdisjoint({0, len(canvas(lines)) - 1})


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_keeps_to_the_width(columns, language):
    many = {Text(en=f"a long label {turn}", zh=f"很长的名字{turn}"): X * turn for turn in range(8)}
    lines = picture(Plot(Text(en="Many", zh="许多"), series=many), language, columns)
    assert fits(lines, columns)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (3.0, "3"), (-2.5, "-2.5"), (12345.0, "12,345"), (0.00012, "0.00012"), (1.5e-5, "1.5e-5"), (2.5e7, "25,000,000"), (1e15, "1e15"), (1 / 3, "0.3333"), (np.inf, "inf"), (np.nan, "nan")],
)  # fmt: skip
def test_numbers_on_axes_are_short_and_exact_where_they_can_be(value, text):
    assert short(value) == text
