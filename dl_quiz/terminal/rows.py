"""The rows of a terminal that a line takes while it is typed, and a prompt in lines that fit."""

from __future__ import annotations

from itertools import pairwise

from rich.cells import cell_len

from dl_quiz.render.line import break_offsets


def rows_of(line: str, width: int) -> int:
    """Return how many rows of a terminal a line takes while it is typed; a line that fills its last row has the cursor on another."""
    rows, used = 1, 0
    for cells in map(cell_len, line):
        rows, used = (rows + 1, cells) if used + cells > width else (rows, used + cells)
    return rows + (used == width)


def broken(prompt: str, width: int) -> list[str]:
    """Return a prompt, or a sentence, as lines that fit a width, broken between words."""
    return [line[start:end] for line in prompt.split("\n") for start, end in pairwise([0, *break_offsets(line, width - 1), len(line)])]
