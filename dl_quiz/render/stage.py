"""Rendering of a scene's steps."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import numpy as np
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from dl_quiz.nouns import Language, Text
from dl_quiz.render.columns import abreast
from dl_quiz.render.drawing import draw
from dl_quiz.render.labels import say, short
from dl_quiz.render.line import Line
from dl_quiz.render.style import BAD, GOOD, HEAT, MIDDLING, NOT_APPLICABLE, POINTED, QUIET, RIGHT, SHADES, TITLE, WRONG
from dl_quiz.stage.play import Judged
from dl_quiz.stage.steps import Ask, Claim, Plot, Say, Show
from dl_quiz.text import words

_WIDEST_NUMBERED = 12
"""A heat map with more columns than this is drawn as blocks, without its numbers."""


_SMALL_FROM = 2
"""With at least so many decimals, a number that would show as zero is shown in powers of ten."""


def render_step(step: Any, language: Language, width: int) -> RenderableType:
    """Return a step of a scene in a language, for a terminal of `width` cells."""
    if isinstance(step, Say):
        return Line(say(step.text, language))
    if isinstance(step, Show):
        return Group(_caption(step, language), Padding(_table(step, language, width - 2), (0, 0, 0, 2)))
    if isinstance(step, Plot):
        lines = draw(step, language, min(width, 80) - 2)
        return Group(_caption(step, language), Padding(Group(*lines), (0, 0, 0, 2)))
    if isinstance(step, Judged):
        return _judged(step, language)
    return _ask(step, language)


def heading(title: str, width: int) -> Line:
    """Return a scene's title, ruled to the end of the line where it fits on one."""
    room = width - cell_len(title) - 1
    return Line.assemble(title, (" " + "─" * room if room > 0 else "", QUIET))


def render_answer(ask: Ask, language: Language) -> Line:
    """Return the answer to an Ask."""
    answer = say(ask.options[int(ask.answer)], language) if ask.options else short(float(ask.answer))
    return Line.assemble((f"→ {words.ANSWER.of(language)}: ", TITLE), answer)


def _caption(step: Show | Plot, language: Language) -> Line:
    return Line(say(step.text, language), style=TITLE)


def _ask(ask: Ask, language: Language) -> Line:
    line = Line.assemble(("? ", MIDDLING), (say(ask.text, language), TITLE))
    for index, option in enumerate(ask.options):
        line.append(f"\n  {index + 1}) {say(option, language)}")
    return line


def _table(show: Show, language: Language, width: int) -> RenderableType:
    """Return an array as a table; what is too wide stands in parts, one below the other, the rows' labels before each. No number is cut."""
    matrix = _matrix(show.data)
    columns = max((len(row) for row in matrix), default=0)
    digits = _decimals(matrix, show.digits)
    if show.heat and (columns > _WIDEST_NUMBERED or _numbered_width(matrix, show, digits, language) > width):
        return _blocks(matrix)
    figures = [[_figure(cell, digits, language) for cell in row] for row in matrix]
    headers = [say(label, language) for label in show.columns]
    labels = max((cell_len(say(label, language)) + 1 for label in show.rows), default=0)
    if any(isinstance(cell, str | Text) for row in matrix for cell in row):
        parts = [range(columns)]  # words wrap
    else:
        parts = abreast(_widths(figures, headers, show), width - labels)
    return Group(*(_part(show, matrix, figures, part, language) for part in parts))


def _widths(figures: list[list[str]], headers: list[str], show: Show) -> list[int]:
    """Return how wide each column must be: its widest figure, or a word of its header; a mark where one of its cells has one; and a space."""
    marked = {int(column) for _, column in show.mark}
    named = zip_longest(zip(*figures, strict=False), headers, fillvalue="")
    widest = [max(map(cell_len, [*column, *header.split()])) for column, header in named]
    return [width + 1 + (index in marked) + 2 * show.heat for index, width in enumerate(widest)]


def _part(show: Show, matrix: list[list[Any]], figures: list[list[str]], part: range, language: Language) -> Table:
    """Return a table of some of the columns."""
    extent = _extent(matrix) if show.heat else (0.0, 0.0)
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=bool(show.columns), header_style=QUIET, pad_edge=False)
    if show.rows:
        table.add_column("", style=QUIET)
    for index in part:
        words_here = any(isinstance(row[index], str | Text) for row in matrix if index < len(row))
        header = Line(say(show.columns[index], language) if index < len(show.columns) else "")
        table.add_column(header, justify="left" if words_here else "right")
    marked = {(int(r), int(c)) for r, c in show.mark}
    marked_columns = {c for _, c in marked}
    for r, row in enumerate(matrix):
        cells = [_cell(row[c], figures[r][c], show, extent, (r, c) in marked) for c in part if c < len(row)]
        for c, cell in zip(part, cells, strict=False):
            cell.append(" " if c in marked_columns and (r, c) not in marked else "")
        label = [Line(say(show.rows[r], language) if r < len(show.rows) else "")] if show.rows else []
        table.add_row(*label, *cells)
    return table


def _numbered_width(matrix: list[list[Any]], show: Show, digits: int, language: Language) -> int:
    """Return how wide a heat map is with its numbers: shade, figure and mark of each cell, and the rows' labels."""
    figures = [[cell_len(_figure(cell, digits, language)) for cell in row] for row in matrix]
    labels = max((cell_len(say(label, language)) + 1 for label in show.rows), default=0)
    return int(labels + sum(max(column) + 3 + bool(show.mark) for column in zip(*figures, strict=False)))


def _matrix(data: Any) -> list[list[Any]]:
    """Return data as rows of cells: a scalar is one cell, a vector one row."""
    if isinstance(data, np.ndarray):
        data = data.tolist()
    if not isinstance(data, list | tuple):
        return [[data]]
    rows = [row.tolist() if isinstance(row, np.ndarray) else row for row in data]
    if rows and all(isinstance(row, list | tuple) for row in rows):
        return [[cell.item() if isinstance(cell, np.generic) else cell for cell in row] for row in rows]
    return [[cell.item() if isinstance(cell, np.generic) else cell for cell in rows]]


def _extent(matrix: list[list[Any]]) -> tuple[float, float]:
    values = [float(cell) for row in matrix for cell in row if isinstance(cell, int | float) and np.isfinite(cell)]
    return (min(values), max(values)) if values else (0.0, 0.0)


def _shade(value: Any, extent: tuple[float, float]) -> int:
    low, high = extent
    if not isinstance(value, int | float) or not np.isfinite(value) or high <= low:
        return 0
    return min(len(SHADES) - 1, int((value - low) / (high - low) * len(SHADES)))


def _cell(cell: Any, text: str, show: Show, extent: tuple[float, float], marked: bool) -> Line:
    line = Line()
    if show.heat and not isinstance(cell, str | Text | None):
        shade = _shade(cell, extent)
        line.append(SHADES[shade] + " ", QUIET)
        line.append(text, HEAT[shade])
    else:
        line.append(text)
    if marked:
        line.stylize("bold underline")
        line.append(POINTED, MIDDLING)
    return line


def _figure(cell: Any, digits: int, language: Language) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str | Text):
        return say(cell, language)
    if isinstance(cell, bool | np.bool_):
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
    """Return the fewest decimals, up to `most`, that show every number of a table as well as `most` would."""
    values = [cell for row in matrix for cell in row if isinstance(cell, float) and np.isfinite(cell)]
    for digits in range(most):
        if all(round(value, digits) == round(value, most) for value in values):
            return digits
    return most


def _blocks(matrix: list[list[Any]]) -> Line:
    extent = _extent(matrix)
    wide = 2 if max(map(len, matrix)) <= 17 else 1
    return Line("\n".join("".join(SHADES[_shade(cell, extent)] * wide for cell in row) for row in matrix))


def _judged(judged: Judged, language: Language) -> Line:
    check = judged.check
    claim = say(check.text, language)
    if judged.standing == "not applicable":
        because = f" ({say(check.claim.because, language)})" if check.claim.because else ""
        return Line.assemble(
            (f"{NOT_APPLICABLE} ", QUIET), (f"{claim}: {words.NOT_APPLICABLE.of(language)}{because}", QUIET), (f"  [{check.name}]", QUIET)
        )
    holds = judged.standing == "holds"
    mark, style = (RIGHT, GOOD) if holds else (WRONG, BAD)
    line = Line.assemble((f"{mark} ", style), claim, (f"  [{check.name}]", QUIET), ("\n  " + _sides(judged, language), QUIET))
    return line if holds else Line.assemble(line, (f"  {words.FAILS.of(language)}", BAD))


def _sides(judged: Judged, language: Language) -> str:
    claim = judged.check.claim
    relation = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}.get(claim.relation, claim.relation)
    left, right = _side(claim.left), _side(claim.right)
    if left is None or right is None:
        difference = "" if judged.difference is None else f"max |Δ| = {short(judged.difference)}"
        return difference + _within(claim) if claim.relation == "==" else f"{_range(claim.left)} {relation} {_range(claim.right)}"
    relation = "≈" if relation == "=" and judged.difference else relation
    return f"{left} {relation} {right}" + _within(claim)


def _within(claim: Claim) -> str:
    return f" (± {short(claim.within)})" if claim.within else ""


def _side(side: Any) -> str | None:
    if np.size(side) > 6 or np.ndim(side) > 1:
        return None
    return _figures(np.asarray(side))


def _figures(side: Any) -> str:
    if side.ndim:
        return "[" + ", ".join(_figures(item) for item in side) + "]"
    value = side.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value + 0.0:.6g}" if isinstance(value, float) else str(value)  # + 0.0: no minus before zero


def _range(side: Any) -> str:
    values = np.asarray(side, dtype=float)
    return short(float(values.item())) if values.size == 1 else f"[{short(float(values.min()))} … {short(float(values.max()))}]"
