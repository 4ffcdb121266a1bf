"""The one form of table."""

from __future__ import annotations

from rich.table import Table


def plain_table() -> Table:
    """Return a table without lines, whose cells wrap."""
    return Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
