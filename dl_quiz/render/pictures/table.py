"""Arrays with their numbers: plain tables, heat maps whose cells are filled, and pictures where there is no room for numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table

from dl_quiz.nouns import Language
from dl_quiz.render.columns import abreast
from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.colours import ink_on
from dl_quiz.render.pictures.figures import figures_of, is_number, is_text, matrix_of
from dl_quiz.render.pictures.image import draw_image
from dl_quiz.render.pictures.scale import Scale
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import MIDDLING, POINTED, QUIET
from dl_quiz.stage.steps import Show

_WIDEST_NUMBERED = 12
"""A heat map with more columns than this is drawn as a picture, without its numbers."""

_DRAWN_FROM = 6
"""A matrix of zeros and ones with at least so many rows and columns is a drawing."""

Matrix = list[list[Any]]


def draw_table(show: Show, language: Language, screen: Screen) -> RenderableType:
    """Return an array as a table, its cells filled by value where it is a heat map."""
    lines = table_lines(show, language, screen)
    return Group(*lines) if lines is not None else _wrapped(show, language)


def table_lines(show: Show, language: Language, screen: Screen, beside: Sequence[Show] = ()) -> list[Line] | None:
    """Return the lines of a table, None where its cells must be wrapped to fit the screen.

    Heat maps that are to be compared (`beside`: all of them) are filled on one scale, and have as many decimals.
    """
    return _heat(show, language, screen, beside or [show]) if show.heat else _plain(show, language, screen)


def _heat(show: Show, language: Language, screen: Screen, compared: Sequence[Show]) -> list[Line]:
    """Return the lines of a heat map: cells filled by value, or a picture where there is no room for the numbers."""
    matrix, all_rows = matrix_of(show.data), [row for each in compared for row in matrix_of(each.data)]
    figures = figures_of(matrix, show.digits, language, all_rows)
    values = [cell for row in all_rows for cell in row if is_number(cell)]
    scale = Scale.of(values)
    widths = _widths(show, figures, language, screen)
    labels = [say(label, language) for label in show.rows]
    if _is_drawing(show, matrix) or len(widths) > _WIDEST_NUMBERED or sum(widths) + _margin(labels) > screen.width:
        return draw_image([[float(cell) if is_number(cell) else math.nan for cell in row] for row in matrix], values, screen)
    return [*_headed(show, widths, labels, language), *_filled(show, matrix, figures, widths, labels, scale, screen)]


def _is_drawing(show: Show, matrix: Matrix) -> bool:
    """Return whether a matrix is black and white, too large to be read number by number, and bare of labels and marks."""
    large = min(len(matrix), *map(len, matrix)) >= _DRAWN_FROM
    return large and not (show.rows or show.columns or show.mark) and all(cell in (0, 1) for row in matrix for cell in row)


def _plain(show: Show, language: Language, screen: Screen) -> list[Line] | None:
    """Return the lines of a table of figures; what is too wide stands in parts, one below the other. None where words would have to wrap."""
    matrix = matrix_of(show.data)
    labels, headers = ([say(label, language) for label in names] for names in (show.rows, show.columns))
    marked_columns = {int(column) for _, column in show.mark}
    rows = [
        [_marked(figure, (r, c) in show.mark, c in marked_columns) for c, figure in enumerate(row)]
        for r, row in enumerate(figures_of(matrix, show.digits, language))
    ]
    room = screen.width - _margin(labels)
    widths, parts = _fitted(rows, headers, room, broken=False)
    if len(parts) > 1:
        widths, parts = _fitted(rows, headers, room, broken=True)
    left = _word_columns(matrix)
    if left and (len(parts) > 1 or max(widths) > room):
        return None
    lines: list[Line] = []
    for part in parts:
        head = _head([headers[index] if index < len(headers) else "" for index in part], [widths[index] for index in part])
        named = [(row, "") for row in head] + [
            ([row[index] for index in part if index < len(row)], labels[r] if r < len(labels) else "") for r, row in enumerate(rows)
        ]
        own = {place for place, index in enumerate(part) if index in left}
        lines += [_laid_out(row, [widths[index] for index in part], own, name, _margin(labels)) for row, name in named]
    return lines


def _fitted(rows: Sequence[Sequence[Line]], headers: Sequence[str], room: int, *, broken: bool) -> tuple[list[int], list[range]]:
    """Return the width of each column, and the columns that stand beside each other; `broken` headers stand in lines of a word each."""
    columns = max(map(len, rows), default=0)
    words = [(header.split() if broken else [header]) for header in headers] + [[]] * (columns - len(headers))
    widths = [
        max([row[index].cell_len for row in rows if index < len(row)] + [cell_len(word) for word in words[index]], default=0)
        for index in range(columns)
    ]
    return widths, abreast([width + 1 for width in widths], room)


def _head(headers: Sequence[str], widths: Sequence[int]) -> list[list[Line]]:
    """Return the headers as rows, each broken at its spaces into the width of its column."""
    if not any(headers):
        return []
    broken = [_broken(header, width) for header, width in zip(headers, widths, strict=True)]
    deep = max(map(len, broken))
    return [[Line(column[row] if row < len(column) else "", style=QUIET) for column in broken] for row in range(deep)]


def _broken(header: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in header.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _word_columns(matrix: Matrix) -> set[int]:
    """Return the columns that hold words, which stand left; numbers stand right."""
    return {index for row in matrix for index, cell in enumerate(row) if is_text(cell)}


def _laid_out(row: Sequence[Line], widths: Sequence[int], left: set[int], name: str, margin: int) -> Line:
    line = Line.assemble((name, QUIET), " " * (margin - cell_len(name)))
    for index, (cell, width) in enumerate(zip(row, widths, strict=False)):
        room = " " * (width - cell.cell_len)
        line = Line.assemble(line, " " if index else "", *((cell, room) if index in left else (room, cell)))
    line.rstrip()
    return line


def _wrapped(show: Show, language: Language) -> Table:
    """Return a table whose cells wrap."""
    matrix = matrix_of(show.data)
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=bool(show.columns), header_style=QUIET, pad_edge=False)
    headers, labels = tuple(show.columns), tuple(show.rows)
    if labels:
        table.add_column("", style=QUIET)
    left = _word_columns(matrix)
    for index in range(max(map(len, matrix), default=0)):
        table.add_column(Line(say(headers[index], language) if index < len(headers) else ""), justify="left" if index in left else "right")
    for r, row in enumerate(figures_of(matrix, show.digits, language)):
        label = [Line(say(labels[r], language) if r < len(labels) else "")] if labels else []
        table.add_row(*label, *(_marked(figure, (r, c) in show.mark, False) for c, figure in enumerate(row)))
    return table


def _marked(figure: str, marked: bool, column_is: bool) -> Line:
    """Return a figure, pointed at where it is marked, with the same room where its column has a mark."""
    return Line.assemble((figure, "bold underline" if marked else ""), (POINTED if marked else " " if column_is else "", MIDDLING))


def _widths(show: Show, figures: list[list[str]], language: Language, screen: Screen) -> list[int]:
    """Return the cells of each column of a heat map: the widest figure, a cell on either side, and one for the shade where there is no colour."""
    headers = [say(header, language) for header in show.columns]
    columns = zip(*figures, strict=True)
    return [
        max(*map(cell_len, column), cell_len(headers[index]) if index < len(headers) else 0) + (2 if screen.colours else 3)
        for index, column in enumerate(columns)
    ]


def _headed(show: Show, widths: list[int], labels: list[str], language: Language) -> list[Line]:
    if not show.columns:
        return []
    headers = [say(header, language) for header in show.columns]
    shown = "".join(" " * (width - cell_len(header) - 1) + header + " " for width, header in zip(widths, headers, strict=False))
    return [Line(" " * _margin(labels) + shown.rstrip(), style=QUIET)]


def _margin(labels: list[str]) -> int:
    return max(map(cell_len, labels)) + 1 if labels else 0


def _filled(
    show: Show, matrix: Matrix, figures: list[list[str]], widths: list[int], labels: list[str], scale: Scale, screen: Screen
) -> list[Line]:
    """Return the rows of a heat map."""
    lines = []
    for r, row in enumerate(matrix):
        label = labels[r] if r < len(labels) else ""
        line = Line(label + " " * (_margin(labels) - cell_len(label)), style="")
        line.stylize(QUIET)
        for c, cell in enumerate(row):
            marked = (r, c) in show.mark
            text = " " * (widths[c] - cell_len(figures[r][c]) - 1) + figures[r][c] + (POINTED if marked else " ")
            line = Line.assemble(line, *_cell(text, cell, marked, scale, screen))
        lines.append(line)
    return lines


def _cell(text: str, cell: Any, marked: bool, scale: Scale, screen: Screen) -> list[tuple[str, str]]:
    """Return one cell of a heat map: filled, or with a shade in front where there is no colour; what is no finite number is left plain."""
    bold = "bold underline " if marked else ""
    if not is_number(cell) or not math.isfinite(cell):
        return [(text, bold)]
    if not screen.colours:
        return [(scale.shade(cell), QUIET), (text[1:], bold)]
    ground = scale.colour(cell, screen)
    return [(text, f"{bold}{ink_on(ground)} on {ground}")]
