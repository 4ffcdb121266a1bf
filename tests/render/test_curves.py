"""Curves and points: up is up, right is right, every series is seen, and each is told from the others without colour."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl_quiz.nouns import Text
from dl_quiz.render.labels import short
from dl_quiz.render.pictures.axes import Axis
from dl_quiz.stage.steps import Plot
from tests.render import canvas, dots, fits, heights, legend, marks, picture

X = np.linspace(-2.0, 2.0, 200)


def plot(series, columns=80, **options):
    return picture(Plot(Text(en="A picture", zh="一幅图"), series=series, **options), columns=columns)


def increasing(values):
    return all(a <= b for a, b in pairwise(values))


@pytest.mark.parametrize("rising", [X, X**3, np.exp(X), np.tanh(X)], ids=["line", "cube", "exp", "tanh"])
def test_a_rising_series_is_drawn_rising(rising):
    found = heights(plot({"": (X, rising)}))
    assert increasing(found)
    assert found[0] < found[-1]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=300), st.integers(20, 200))
def test_any_monotone_series_is_drawn_monotone(values, columns):
    lines = plot({"": np.sort(values)}, columns)
    tops = [column[-1] for column in dots(lines).values()]
    assert increasing(tops)
    assert fits(lines, columns)


def test_a_falling_series_is_drawn_falling():
    found = heights(plot({"": (X, -X)}))
    assert increasing(found[::-1])
    assert found[0] > found[-1]


def test_a_curve_fills_every_column_and_both_ends_of_the_height():
    lines = plot({"": (X, X**3)})
    found = dots(lines)
    assert list(found) == list(range(len(found)))
    assert (min(found[0]), max(found[len(found) - 1])) == (0, 4 * len(canvas(lines)) - 1)


def test_a_steep_curve_is_joined():
    lines = plot({"": ([*np.linspace(0, 1, 50), *np.linspace(1.001, 2, 50)], [0.0] * 50 + [10.0] * 50)})
    heights = {height for column in dots(lines).values() for height in column}
    assert heights == set(range(4 * len(canvas(lines))))


def test_equal_peaks_are_drawn_equal():
    x = np.linspace(0, 1, 2001)
    found = dots(plot({"": (x, np.abs((8 * x) % 2 - 1))}))
    top = max(max(column) for column in found.values())
    peaks = [column for column, held in found.items() if top in held]
    groups = 1 + sum(other - one > 4 for one, other in pairwise(peaks))
    assert groups == 5
    assert {0, top} <= {dot for column in found.values() for dot in column}


def test_a_peak_stands_where_it_is():
    found = dots(plot({"": (X, -((X - 1.0) ** 2))}))
    top = max(max(column) for column in found.values())
    assert np.mean([column for column, held in found.items() if top in held]) / max(found) == pytest.approx(0.75, abs=0.02)


def test_few_points_of_a_curve_are_marked_where_they_are():
    lines = plot({"": [0.0, 0.0, 0.0, 5.0]})
    rows, width = len(canvas(lines)), max(len(row) for _, row in canvas(lines))
    ((mark, places),) = marks(lines).items()
    assert mark == "●" and places[-1] == (width - 1, 0)
    assert [row for _, row in places[:3]] == [rows - 1] * 3


def test_a_curve_of_many_points_alone_has_no_marks():
    assert marks(plot({"": (X, X)})) == {}


def test_points_stand_where_they_are():
    lines = plot({"a": ([0.0, 1.0], [0.0, 1.0]), "b": ([0.0], [1.0])}, kind="scatter")
    rows = len(canvas(lines))
    found = marks([line.rpartition(" ○ ")[0] or line for line in lines])
    assert found["●"][0] == (0, rows - 1) and found["○"][0] == (0, 0)
    assert max(found["●"])[1] == 0


def test_points_are_not_joined():
    lines = plot({"": ([0.0, 1.0], [0.0, 1.0])}, kind="scatter")
    assert dots(lines) == {} and len(marks(lines)["●"]) == 2


def test_a_dense_series_among_points_is_a_curve():
    lines = plot({"curve": (X, X**2), "points": ([-1.5, 0.5], [0.0, 3.0])}, kind="scatter")
    assert list(dots(lines)) and len(marks(lines)["●"]) < 10
    assert "".join(lines).count("○") == 3  # two points, and the label's


@pytest.mark.parametrize("kind", ["line", "scatter"])
@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_series_that_coincide_are_all_seen(kind, columns):
    lines = plot({f"s{turn}": (X, X**2) for turn in range(4)}, columns, kind=kind)
    assert set("●○+×") <= set(marks(lines))


def test_points_that_coincide_are_shared_out():
    places = (np.arange(12.0), np.arange(12.0) ** 2)
    seen = marks(plot({f"s{turn}": places for turn in range(4)}, kind="scatter"))
    assert {mark: len(seen[mark]) for mark in "●○+×"} == dict.fromkeys("●○+×", 4)  # three points and the label's


def test_a_cell_that_two_curves_share_keeps_the_dots_of_both():
    up, down = (dots(plot({"": (X, side)})) for side in (X, -X))
    both = dots(plot({"": (X, X), " ": (X, -X)}))
    seen = sum(set(up[column]) | set(down[column]) <= set(both.get(column, ())) for column in up)
    assert seen > 0.7 * len(up)  # the rest lies under marks


def test_each_series_has_a_mark_of_its_own_and_its_label():
    lines = plot({"rising": (X, X), "falling": (X, -X), "level": (X, 0 * X)}, columns=60)
    assert legend(lines) == {"●": "rising", "○": "falling", "+": "level"}


def test_labels_stand_where_their_curves_end():
    lines = plot({"rising": (X, X), "falling": (X, -X), "level": (X, 0 * X)})
    rows = [row for row, (_, line) in enumerate(canvas(lines)) if line.split()[-1:] in (["rising"], ["level"], ["falling"])]
    assert [canvas(lines)[row][1].split()[-1] for row in rows] == ["rising", "level", "falling"]
    assert rows[0] == 0 and rows[-1] == len(canvas(lines)) - 1


def test_labels_are_in_the_language_of_the_reader():
    step = Plot(Text(en="A picture", zh="一幅图"), series={Text(en="loss", zh="损失"): [1.0, 2.0]}, x=Text(en="step", zh="步"), y="L")
    english, chinese = picture(step), picture(step, "zh")
    assert english[0] == "A picture" and chinese[0] == "一幅图"
    assert legend(english) == {"●": "loss"} and legend(chinese) == {"●": "损失"}
    assert english[-2].strip() == "step" and chinese[-2].strip() == "步"
    assert english[1].strip() == "L"


def test_the_axes_have_round_ticks():
    lines = plot({"": ([10.0, 20.0], [-3.0, 4.9])})
    assert [tick for tick, _ in canvas(lines) if tick] == ["4", "2", "0", "-2"]
    assert lines[-1].split() == ["10", "12", "14", "16", "18", "20"]


def test_an_axis_reaches_the_next_round_number_where_it_is_near():
    assert [tick for tick, _ in canvas(plot({"": (X, np.tanh(2 * X))})) if tick] == ["1.0", "0.5", "0.0", "-0.5", "-1.0"]


def test_an_axis_with_a_single_round_number_inside_reaches_the_next_ones():
    narrow = plot({"": (np.arange(3), [-0.41, 0.0, 0.42])}, columns=40)
    assert [tick for tick, _ in canvas(narrow) if tick] == ["0.5", "0.0", "-0.5"]


def test_zero_has_a_line_where_it_lies_inside():
    assert any(set(row) >= {"┈"} and tick == "0" for tick, row in canvas(plot({"": (X, X)})))
    assert not any("┈" in row for _, row in canvas(plot({"": (X, X + 5)})))


def test_a_logarithmic_axis_says_so_and_has_equal_steps_for_equal_factors():
    lines = plot({"": (np.arange(5.0), 10.0 ** np.arange(5))}, log=True)
    rows = np.array([row for _, row in marks(lines)["●"]])
    assert np.abs(rows - np.linspace(rows[0], rows[-1], 5)).max() <= 1
    assert lines[1].strip() == "(log scale)"
    assert [tick for tick, _ in canvas(lines) if tick] == ["10,000", "1000", "100", "10", "1"]


def test_what_is_not_finite_is_a_gap_that_is_told():
    y = np.where(np.abs(X) < 0.5, np.nan, X)
    lines = plot({"": (X, y)})
    found = dots(lines)
    width = 2 * max(len(row) for _, row in canvas(lines))
    gap = set(range(width)) - set(found)
    assert len(gap) == pytest.approx(width / 4, abs=3) and max(gap) - min(gap) < len(gap) + 3
    assert lines[-1].strip() == f"(points that are not finite: {int(np.isnan(y).sum())}; the curve has gaps there)"


def test_what_is_infinite_is_pointed_at():
    lines = plot({"": [1.0, np.inf, 3.0, -np.inf, 5.0]})
    rows = [row for _, row in canvas(lines)]
    assert rows[0].index("↑") < rows[-1].index("↓")


def test_nothing_finite_is_said_in_both_languages():
    step = Plot(Text(en="A picture", zh="一幅图"), series={"a": [np.nan, np.inf]})
    assert picture(step)[1].strip() == "(no finite point)"
    assert picture(step, "zh")[1].strip() == "（没有有限的点）"


@pytest.mark.parametrize("value", [1e300, -1e300, 1e307, 5e-324])
def test_extreme_values_are_drawn_or_told(value):
    lines = plot({"": [0.0, value, 1.0]})
    assert any("↑" in line or "↓" in line or "●" in line for line in lines)


def test_a_level_series_is_drawn_inside_the_picture():
    lines = plot({"": [3.0, 3.0, 3.0]})
    rows = {row for _, row in marks(lines)["●"]}
    assert len(rows) == 1 and rows.isdisjoint({0, len(canvas(lines)) - 1})


def test_equal_axes_draw_a_circle_as_high_as_it_is_wide():
    angle = np.linspace(0, 2 * np.pi, 400)
    found = dots(plot({"": (np.cos(angle), np.sin(angle))}, equal_axes=True))
    held = [dot for column in found.values() for dot in column]
    assert max(held) - min(held) == pytest.approx(max(found) - min(found), abs=2)


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_keeps_to_the_width(columns, language):
    many = {Text(en=f"a long label {turn}", zh=f"很长的名字{turn}"): X * turn for turn in range(8)}
    lines = picture(Plot(Text(en="Many", zh="许多"), series=many), language, columns)
    assert fits(lines, columns)


@pytest.mark.parametrize(("low", "high", "labels"), [
    (0.0, 1.0, ["0.0", "0.5", "1.0"]), (0.09091, 0.5455, ["0.2", "0.4"]), (-0.9993, 0.9993, ["-0.5", "0.0", "0.5"]), (0.0, 60.0, ["0", "20", "40", "60"]),
    (3.2, 3.8, ["3.2", "3.4", "3.6", "3.8"]), (0.0, 250_000.0, ["0", "100,000", "200,000"]), (0.0, 3e-6, ["0", "1e-6", "2e-6", "3e-6"]),
])  # fmt: skip
def test_ticks_are_round(low, high, labels):
    assert [tick.label for tick in Axis(low, high).ticks(4)] == labels


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e9), st.integers(2, 8))
def test_ticks_lie_inside_at_equal_distances_and_are_not_too_many(low, span, most):
    ticks = [tick.at for tick in Axis(low, low + span).ticks(most)]
    assert len(ticks) <= most
    assert all(low - 1e-6 * span <= at <= low + span * (1 + 1e-6) for at in ticks)
    assert np.ptp(np.diff(ticks)) <= 1e-6 * span if len(ticks) > 2 else True


@pytest.mark.parametrize(("low", "high", "labels"), [
    (0.22, 7.9, ["0.5", "1", "2", "5"]), (1.2, 30.0, ["2", "5", "10", "20"]), (0.02, 1.2, ["0.03", "0.1", "0.3", "1"]), (0.01, 12.0, ["0.01", "0.1", "1", "10"]), (3.0, 4.5, ["3.0", "3.5", "4.0", "4.5"]),
])  # fmt: skip
def test_a_short_log_axis_has_ticks_between_its_powers(low, high, labels):
    assert [tick.label for tick in Axis(np.log10(low), np.log10(high), log=True).ticks(5)] == labels


def test_an_axis_of_whole_numbers_has_no_ticks_between_them():
    assert canvas_ticks({"": [0.3, 0.1, 0.2]}) == ["0", "1", "2"]
    assert canvas_ticks({"": (np.array([0.0, 0.5, 2.0]), [0.3, 0.1, 0.2])}) == ["0.0", "0.5", "1.0", "1.5", "2.0"]


def canvas_ticks(series):
    """Return the labels of the horizontal axis."""
    lines = plot(series)
    return lines[next(at for at, line in enumerate(lines) if "└" in line) + 1].split()


def test_the_only_series_names_the_vertical_axis_and_has_no_legend():
    lines = plot({"error": X**2})
    assert lines[1].strip() == "error" and not any("●" in line for line in lines)
    assert plot({"error": X**2 + 1}, log=True)[1].strip() == "error (log scale)"
    assert plot({"error": X**2}, y="L")[1].strip() == "L" and legend(plot({"error": X**2}, y="L"))


def test_the_last_mark_of_a_curve_stands_alone():
    for places in marks(plot({"a": X, "b": -X})).values():
        *columns, _ = [column for column, _ in places]  # the last one is that of the label
        assert all(after - before >= 6 for before, after in pairwise(columns))


def test_powers_of_ten_are_written_as_powers():
    assert [tick.label for tick in Axis(-8.0, 0.0, log=True).ticks(5)] == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (3.0, "3"), (-2.5, "-2.5"), (12345.0, "12,345"), (0.00012, "0.00012"), (1.5e-5, "1.5e-5"), (2.5e7, "25,000,000"), (1e15, "1e15"), (1 / 3, "0.3333"), (np.inf, "inf"), (np.nan, "nan")],
)  # fmt: skip
def test_numbers_on_axes_are_short_and_exact_where_they_can_be(value, text):
    assert short(value) == text
