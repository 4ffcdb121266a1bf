"""What is drawn, printed and read back: pictures as numbers again, so that a test can say what they must show."""

import io
import re
from collections import defaultdict

from rich.cells import cell_len
from rich.console import Console, Group

from dl_quiz.render.pictures.scale import SHADES
from dl_quiz.render.screen import Screen
from dl_quiz.render.stage import render_step
from dl_quiz.render.style import SERIES

BRAILLE = [(0, 0, 1), (0, 1, 2), (0, 2, 4), (1, 0, 8), (1, 1, 16), (1, 2, 32), (0, 3, 64), (1, 3, 128)]
"""The dots of a braille cell as Unicode numbers them: column, row from the top, bit."""
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


def picture(step, language="en", columns=80, *, colours=0, light=False):
    """Return the lines of a step, with escape codes where there are colours."""
    screen = Screen(columns, 24, colours, light)
    return printed(render_step(step, language, screen), columns, coloured=bool(colours))


def canvas(lines):
    """Return the rows of a picture with axes: what stands right of the vertical axis, and the tick left of it."""
    rows = [re.split(r"[│┤]", line, maxsplit=1) for line in lines if re.match(r"[^└]*[│┤]", line)]
    return [(tick.strip(), row) for tick, row in rows]


def marks(lines):
    """Return where each mark stands in a picture with axes: its (column, row) pairs, from left to right, row 0 at the top."""
    found = defaultdict(list)
    for row, (_, cells) in enumerate(canvas(lines)):
        for column, cell in enumerate(cells):
            if cell in SERIES:
                found[cell].append((column, row))
    return {mark: sorted(places) for mark, places in found.items()}


def dots(lines):
    """Return the braille dots of a picture with axes, by column from left to right: the heights of its dots above the bottom, in dots."""
    rows = [row for _, row in canvas(lines)]
    found = defaultdict(list)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            for x, y, bit in BRAILLE:
                if 0x2800 < ord(cell) < 0x2900 and (ord(cell) - 0x2800) & bit:
                    found[2 * column + x].append(4 * (len(rows) - row) - 1 - y)
    return {column: sorted(found[column]) for column in sorted(found)}


def heights(lines):
    """Return the mean height of the only curve in each column of dots."""
    return [sum(column) / len(column) for column in dots(lines).values()]


def legend(lines):
    """Return the label of each mark."""
    return dict(re.findall(rf"([{SERIES}]) (\S+)", lines[-1]))


def bar_lengths(lines):
    """Return the length of each bar in cells, a sliver as none, by label."""
    lengths = {}
    for line in lines:
        match = re.match(r"\s*(.*?)\s+([▏▇]*)\s*(\S+)$", line)
        if match:
            lengths[match[1]] = match[2].count("▇")
    return lengths


def histogram_heights(lines):
    """Return the height of every column of a histogram, in eighths of a cell, from left to right."""
    eighths = " ▁▂▃▄▅▆▇█"
    rows = [row for _, row in canvas(lines)]
    width = max(map(len, rows))
    return [sum(eighths.index(row.ljust(width)[column]) for row in rows) for column in range(width)]


def shades(lines):
    """Return the shade of every cell that is followed by a number, row by row, as an index from light to dark."""
    return [[SHADES.index(shade) for shade in re.findall(rf"([{SHADES}]) -?\d", line)] for line in lines]


def fits(lines, columns):
    """Return whether no line is wider than so many cells."""
    return all(cell_len(line) <= columns for line in lines)
