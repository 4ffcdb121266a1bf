"""Regions of a decision function: positive is shaded, top is top, and points lie where they are."""

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.render.style import SERIES
from dl_quiz.stage.steps import Plot
from tests.render import legend, picture

AXIS = np.linspace(-1.0, 1.0, 30)
FROM_THE_TOP = AXIS[::-1, None]


def regions(grid, series=None):
    step = Plot(Text(en="R", zh="区"), kind="regions", grid=grid, extent=(-1.0, 1.0, -1.0, 1.0), series=series or {})
    lines = [line.removeprefix("  ") for line in picture(step)[1:]]
    return [line.ljust(60) for line in lines[:20]], lines


@pytest.mark.parametrize(
    "grid",
    [AXIS[None, :] + 0 * FROM_THE_TOP, FROM_THE_TOP + 0 * AXIS, AXIS[None, :] + FROM_THE_TOP + 0.5, AXIS[None, :] - FROM_THE_TOP + 0.5],
    ids=["right", "top", "upper-right", "lower-right"],
)
def test_the_positive_side_is_shaded(grid):
    rows, _ = regions(grid)
    at = np.ix_(np.arange(20) * 30 // 20, np.arange(60) * 30 // 60)
    assert np.array_equal(np.array([[cell == "░" for cell in row] for row in rows]), grid[at] > 0)


def test_points_lie_where_they_are():
    rows, lines = regions(-np.ones((30, 30)), {"a": ([-0.99, 0.99], [0.99, -0.99]), "b": ([0.01], [-0.01])})
    found = {(column, row): cell for row, line in enumerate(rows) for column, cell in enumerate(line) if cell in SERIES}
    assert found == {(0, 0): "●", (59, 19): "●", (30, 10): "○"}
    assert legend(lines) == {"●": "a", "○": "b"}


def test_points_outside_are_not_drawn():
    rows, _ = regions(-np.ones((30, 30)), {"a": ([5.0], [0.0])})
    assert not any(cell in SERIES for row in rows for cell in row)
