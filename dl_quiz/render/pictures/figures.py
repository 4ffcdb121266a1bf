"""The cells of a table as people write them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dl_quiz.nouns import Language, Text
from dl_quiz.render.labels import say, short
from dl_quiz.render.style import RIGHT, WRONG

_SMALL_FROM = 2
"""With at least so many decimals, a number that would show as zero is shown in powers of ten."""


def matrix_of(data: Any) -> list[list[Any]]:
    """Return data as rows of cells: a scalar is one cell, a vector one row."""
    if isinstance(data, np.ndarray):
        data = data.tolist()
    if not isinstance(data, list | tuple):
        return [[data]]
    rows = [row.tolist() if isinstance(row, np.ndarray) else row for row in data]
    if rows and all(isinstance(row, list | tuple) for row in rows):
        return [[cell.item() if isinstance(cell, np.generic) else cell for cell in row] for row in rows]
    return [[cell.item() if isinstance(cell, np.generic) else cell for cell in rows]]


def figures_of(matrix: list[list[Any]], digits: int, language: Language, compared: list[list[Any]] | None = None) -> list[list[str]]:
    """Return every cell as text, numbers with the fewest decimals, up to `digits`, that show all (of what is `compared`) as well as `digits` would."""
    decimals = _decimals(compared or matrix, digits)
    return [[_figure(cell, decimals, language) for cell in row] for row in matrix]


def is_number(cell: Any) -> bool:
    """Return whether a cell holds a number, not text and not nothing."""
    return isinstance(cell, int | float)


def is_text(cell: Any) -> bool:
    """Return whether a cell holds words."""
    return isinstance(cell, str | Text)


def _figure(cell: Any, digits: int, language: Language) -> str:
    if cell is None:
        return ""
    if is_text(cell):
        return say(cell, language)
    if isinstance(cell, bool):
        return RIGHT if cell else WRONG
    if isinstance(cell, int) or not np.isfinite(cell):
        return f"{cell:,}" if isinstance(cell, int) and abs(cell) >= 10_000 else str(cell)
    if abs(cell) >= 1e6:
        return short(cell)
    if digits >= _SMALL_FROM and 0 < abs(cell) < 0.5 * 10**-digits:
        return f"{cell:.1e}"
    shown = f"{cell:.{digits}f}"
    return shown.removeprefix("-") if float(shown) == 0 else shown


def _decimals(matrix: list[list[Any]], most: int) -> int:
    values = [cell for row in matrix for cell in row if isinstance(cell, float) and np.isfinite(cell)]
    for digits in range(most):
        if all(round(value, digits) == round(value, most) for value in values):
            return digits
    return most
