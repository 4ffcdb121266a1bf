"""Pictures: one of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from dl_quiz.stage import Ask, Check, Film, Length, Plot, Range, Refusal, Say, Show, Step, T, at_least, differ, equal, less, more

from .kernels.pictures import square


def lines(rng: np.random.Generator) -> Iterator[Step]:
    """Curves: rising, falling, broken off, and on a logarithmic axis."""
    x = np.linspace(-1.0, 1.0, 41)
    rising, falling = T("rising"), T("falling")
    yield Plot("A cube rises, its mirror falls", {rising: (x, x**3), falling: (x, -(x**3))}, x=T("input"), y=T("output"))
    yield Plot("Places for x", {"": [1.0, 4.0, 9.0, 16.0, 25.0]})
    broken = np.where(np.abs(x) < 0.2, np.nan, 1.0 / np.where(x == 0, 1.0, x))
    yield Plot("Not everywhere finite", {"1/x": (x, broken)})
    yield Plot("Powers of ten", {"10ˣ": (np.arange(5.0), 10.0 ** np.arange(5))}, log=True)
    yield Plot("Nothing to draw", {"NaN": [np.nan, np.nan]})
    yield Plot("Level", {"3": [3.0, 3.0, 3.0]})
    yield Check("rises", "Every step is upwards", at_least(np.diff(x**3), 0.0))


def points(rng: np.random.Generator) -> Iterator[Step]:
    """Points: two clouds."""
    low, high = rng.normal(-1.0, 0.3, (2, 20)), rng.normal(1.0, 0.3, (2, 20))
    clouds = {T("low"): tuple(low), T("high"): tuple(high)}
    yield Plot("Two clouds", clouds, kind="scatter", x="x₁", y="x₂")
    yield Check("apart", "They do not touch", less(low.max(), high.min()))


def bars(rng: np.random.Generator) -> Iterator[Step]:
    """Bars: plain, logarithmic, and not finite."""
    halves = {T("whole"): 1.0, T("half"): 0.5, T("quarter"): 0.25, "0": 0.0}
    yield Plot("Halves", halves, kind="bars")
    yield Plot("Powers", {"1": 1.0, "100": 1e2, "10 000": 1e4}, kind="bars", log=True)
    endless = {"−2": -2.0, "4": 4.0, "∞": np.inf, T("a name that is too long for its place"): 1.0}
    yield Plot("Signs and limits", endless, kind="bars")
    yield Check("halved", "Each is half of the one before", equal([0.5, 0.25], [0.5 * 1.0, 0.5 * 0.5]))


def histograms(rng: np.random.Generator) -> Iterator[Step]:
    """Histograms: one skewed, one even."""
    skewed, even = rng.exponential(1.0, 400).clip(0, 4), rng.uniform(0.0, 4.0, 400)
    yield Plot("Two samples", {T("skewed"): skewed, T("even"): even}, kind="histogram", bins=16)
    yield Check("skewed", "The skewed one has the lower median", less(np.median(skewed), np.median(even)))


def regions(rng: np.random.Generator) -> Iterator[Step]:
    """Regions: positive on the upper right."""
    axis = np.linspace(-1.0, 1.0, 30)
    grid = axis[None, :] + axis[::-1, None]
    inside, outside = T("positive"), T("negative")
    dots = {inside: ([0.5, 0.9], [0.5, -0.3]), outside: ([-0.5], [-0.9])}
    yield Plot("A straight border", dots, kind="regions", grid=grid, extent=(-1.0, 1.0, -1.0, 1.0))
    yield Check("corner", "The upper right corner is positive", more(grid[0, -1], 0.0))


def tables(rng: np.random.Generator) -> Iterator[Step]:
    """Tables: numbers, words, marks, shades and blocks."""
    grid = np.arange(12.0).reshape(3, 4) / 4
    yield Show("Numbers", grid, rows=("a", "b", "c"), columns=("1", "2", "3", "4"))
    yield Show("With a mark", grid, mark=[(1, 2)])
    yield Show("With shades", grid, heat=True, rows=("a", "b", "c"))
    yield Show("With shades and marks", grid, heat=True, mark=[(0, 0), (2, 3)])
    yield Show("Blocks", np.add.outer(np.arange(5.0), np.arange(16.0)), heat=True)
    words = [[T("a word"), True, None, 12_345], ["x", False, 1e-5, -1e7]]
    columns = (T("first"), T("true?"), T("small"), T("large"))
    yield Show("Words", words, columns=columns)
    yield Show("One number", np.pi, digits=4)
    yield Show("Odd numbers", [np.nan, np.inf, -0.0, 0.5, 2.0])
    yield Check("ordered", "Every number is larger than the one before", more(np.diff(grid.ravel()), 0.0))


def claims(
    rng: np.random.Generator,
    *,
    side: Annotated[int, Range(-9, 9), "side of the square"] = 3,
    tilt: Annotated[float, Range(0.0, 0.5), "how far to tilt"] = 0.25,
    sides: Annotated[tuple[float, ...], Range(0.0, 9.0), Length(1, 4), "more sides"] = (1.0, 2.0),
    name: Annotated[Literal["plain", "mirrored"], "which square"] = "plain",
    show: Annotated[bool, "show the areas"] = True,
) -> Iterator[Step]:
    """Claims: of every kind, and questions to the learner."""
    if name == "mirrored" and side < 0:
        raise Refusal("a negative side cannot be mirrored; give --side 0 or more")
    yield Say("A square with the side {side}.")
    if show:
        yield Show("Areas", [square(each) for each in sides])
    yield Ask("How large is it?", square(side))
    larger = (T("it grows"), T("it stays"), T("it shrinks"))
    yield Ask("What does tilting do to the area?", 1, options=larger)
    yield Check("area", "The area is the side squared", equal(square(side), side**2))
    yield Check("near", "Tilting changes nothing", equal(square(side) * (np.cos(tilt) ** 2 + np.sin(tilt) ** 2), side**2, within=1e-9))
    yield Check("larger", "The area exceeds the side", more(square(side), side).where(side > 1, "only above 1"))
    yield Check("differs", "It is no line", differ(square(side), "line"))
    yield Check("list", "All areas are squares", equal(np.sqrt([square(each) for each in sides]), sides, within=1e-12))
    yield Check("grid", "A larger grid agrees", equal(np.outer(range(4), range(4)), np.outer(range(4), range(4))))
    yield Check("falls", "A negative side is smaller than its area", less(side, square(side)).where(side != 0, "a side of nothing"))


def film(rng: np.random.Generator, *, side: Annotated[int, Range(3, 6), "side of the image"] = 4) -> Iterator[Step]:
    """A film: a window slides over an image."""
    image = np.arange(float(side**2)).reshape(side, side)
    places = [(row, column) for row in range(side - 1) for column in range(side - 1)]
    window = [[(row + down, column + across) for down in (0, 1) for across in (0, 1)] for row, column in places]
    yield Film(
        "A window of 2×2 slides over {side}×{side} pixels",
        [Show(T("place {n}", n=n + 1), image, heat=True, mark=marked) for n, marked in enumerate(window)],
    )
    yield Check("places", "as many places as corners", equal(len(places), (side - 1) ** 2))
