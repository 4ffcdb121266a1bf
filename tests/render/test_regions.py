"""Regions of a decision function: positive is shaded, top is top, and points lie where they are."""

import re

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.render.style import SERIES
from dl_quiz.stage.steps import Plot
from tests.render import canvas, fits, legend, picture

AXIS = np.linspace(-1.0, 1.0, 30)
FROM_THE_TOP = AXIS[::-1, None]


def regions(grid, series=None, **options):
    step = Plot(Text(en="R", zh="区"), kind="regions", grid=grid, extent=(-1.0, 1.0, -1.0, 1.0), series=series or {})
    return picture(step, **options)


def cells(lines):
    rows = [row for _, row in canvas(lines)]
    width = max(map(len, rows))
    return [row.ljust(width) for row in rows]


@pytest.mark.parametrize(
    "grid",
    [AXIS[None, :] + 0 * FROM_THE_TOP, FROM_THE_TOP + 0 * AXIS, AXIS[None, :] + FROM_THE_TOP + 0.5, AXIS[None, :] - FROM_THE_TOP + 0.5],
    ids=["right", "top", "upper-right", "lower-right"],
)
def test_the_positive_side_is_shaded(grid):
    rows = cells(regions(grid))
    height, width = len(rows), 2 * len(rows)
    at = np.ix_(*(((np.arange(side) + 0.5) * 30 / side).astype(int) for side in (height, width)))
    assert np.array_equal(np.array([[cell == "░" for cell in row.ljust(width)] for row in rows]), grid[at] > 0)


def test_equal_lengths_are_equal():
    rows = cells(regions(np.ones((30, 30))))
    assert {len(row) for row in rows} == {2 * len(rows)}


def test_points_lie_where_they_are():
    lines = regions(-np.ones((30, 30)), {"a": ([-0.99, 0.99], [0.99, -0.99]), "b": ([0.01], [-0.01])})
    rows = cells(lines)
    found = {(column, row): cell for row, line in enumerate(rows) for column, cell in enumerate(line) if cell in SERIES}
    high = len(rows)
    assert found == {(0, 0): "●", (2 * high - 1, high - 1): "●", (high, high // 2): "○"}
    assert legend(lines) == {"●": "a", "○": "b"}


def test_the_axes_tell_the_rectangle():
    lines = regions(np.ones((30, 30)))
    assert [tick for tick, _ in canvas(lines) if tick] == ["1.0", "0.5", "0.0", "-0.5", "-1.0"]
    assert lines[-1].split() == ["-1", "0", "1"]


def test_points_outside_are_not_drawn():
    assert not any(cell in SERIES for row in cells(regions(-np.ones((30, 30)), {"a": ([5.0], [0.0])})) for cell in row)


def test_with_colour_both_sides_are_filled_and_nothing_is_shaded():
    lines = regions(AXIS[None, :] + 0 * FROM_THE_TOP, colours=2**24)
    assert len(set(re.findall(r"48;2;\d+;\d+;\d+", "".join(lines)))) == 2
    assert "░" not in "".join(lines)


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_regions_keep_to_the_width(columns):
    assert fits(regions(np.ones((30, 30)), columns=columns), columns)
