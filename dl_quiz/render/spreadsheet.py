"""Tables as CSV that a spreadsheet may open: no cell of theirs is ever taken for a formula."""

from __future__ import annotations

import csv
import io

from dl_quiz.errors import clipped

_LONGEST = 2_000
_FORMULA = tuple("=+-@＝＋－＠\t")
"""How a text begins that a spreadsheet would reckon, or run (OWASP, CSV Injection)."""


def csv_row(cells: tuple[object, ...]) -> str:
    """Return one row; None is an empty cell, a truth is 1 or 0, and a text stays a text, on one line of a bearable length."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(map(_cell, cells))
    return line.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """Return a text with an apostrophe before what would begin a formula, be it after spaces."""
    shown = clipped(text, _LONGEST)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
