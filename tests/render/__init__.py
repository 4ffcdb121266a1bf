"""What is drawn, printed and read back: pictures as numbers again, so that a test can say what they must show."""

import io
import re
from collections import defaultdict

from rich.cells import cell_len
from rich.console import Console, Group

from dl_quiz.render.stage import render_step
from dl_quiz.render.style import SERIES, SHADES

ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


def printed(renderable, columns=80, *, coloured=False):
    """Return what a renderable prints, as lines; with `coloured`, with its escape codes."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=columns,
        force_terminal=coloured,
        color_system="truecolor" if coloured else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(Group(renderable))  # as the terminal does: Rich would wrap a bare text as its own
    return [line.rstrip() for line in stream.getvalue().rstrip("\n").split("\n")]


def picture(step, language="en", columns=80):
    """Return the lines of a step."""
    return printed(render_step(step, language, columns), columns)


def canvas(lines):
    """Return the rows of a picture with axes: what stands right of the vertical axis, and the tick left of it."""
    rows = [line.partition("│") for line in lines if "│" in line]
    return [(tick.strip(), row) for tick, _, row in rows]


def marks(lines):
    """Return where each mark stands in a picture with axes: its (column, row) pairs, from left to right, row 0 at the top."""
    found = defaultdict(list)
    for row, (_, cells) in enumerate(canvas(lines)):
        for column, cell in enumerate(cells):
            if cell in SERIES:
                found[cell].append((column, row))
    return {mark: sorted(places) for mark, places in found.items()}


def height(places):
    """Return the mean height of a curve in each of its columns, upwards, in order of the columns."""
    rows = defaultdict(list)
    for column, row in places:
        rows[column].append(-row)
    return [sum(rows[column]) / len(rows[column]) for column in sorted(rows)]


def legend(lines):
    """Return the label of each mark."""
    return dict(re.findall(rf"([{SERIES}]) (\S+)", lines[-1]))


def bar_lengths(lines):
    """Return the length of each bar in cells, parts of a cell included, by label."""
    parts = {block: eighths / 8 for eighths, block in enumerate(" ▏▎▍▌▋▊▉█")}
    lengths = {}
    for line in lines:
        match = re.match(r"\s*(.*?)\s+([▏▎▍▌▋▊▉█]*)\s*(\S+)$", line)
        if match:
            lengths[match[1]] = sum(parts[block] for block in match[2])
    return lengths


def histogram_heights(lines):
    """Return the height of every column of a histogram, in eighths of a cell, from left to right."""
    eighths = " ▁▂▃▄▅▆▇█"
    rows = [line for line in lines if line and set(line.strip()) <= set(eighths) and line.strip()]
    width = max(map(len, rows))
    start = min(len(row) - len(row.lstrip()) for row in rows)
    return [sum(eighths.index(row.ljust(width)[column]) for row in rows) for column in range(start, width)]


def shades(lines):
    """Return the shade of every cell that is followed by a number, row by row, as an index from light to dark."""
    return [[SHADES.index(shade) for shade in re.findall(rf"([{SHADES}]) -?\d", line)] for line in lines]


def fits(lines, columns):
    """Return whether no line is wider than so many cells."""
    return all(cell_len(line) <= columns for line in lines)
