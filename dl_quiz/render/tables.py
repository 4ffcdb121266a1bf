"""The forms of table."""

from __future__ import annotations

from rich.table import Table

from dl_quiz.render.style import QUIET


def plain_table() -> Table:
    """Return a table without lines, whose cells wrap."""
    return Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)


def headed_table(*heads: str) -> Table:
    """Return a table without lines whose columns have these heads."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=QUIET)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def hanging_table(style: str = QUIET) -> Table:
    """Return a table of marks, in a style, with text that hangs beside them."""
    table = Table(box=None, padding=(0, 0, 0, 2), show_header=False, pad_edge=True)
    table.add_column(no_wrap=True, style=style)
    table.add_column(overflow="fold")
    return table
