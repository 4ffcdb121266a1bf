"""The words in which a demo's scene speaks.

A scene is a generator that yields steps (`Say`, `Show`, `Plot`, `Film`, `Ask`, `Check`) and nothing else; it never prints, sleeps or reads a key.
It speaks one language, the course's first; the others stand beside it, in `demos/LANGUAGE/`.
Arrays are taken as they come (lists or NumPy arrays), so that this module needs no NumPy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Literal

from dl_quiz.nouns import Text

Relation = Literal["==", "!=", "<", "<=", ">", ">="]


class T:
    """A text that names values of its own, where it is not all that is said: `Ask(T("after {n} steps?", n=steps), …)`.

    A bare sentence may name the scene's parameters: `"a {size}×{size} image"`. Among labels a bare string is a symbol that all languages
    share (`"ReLU"`, `"∂L/∂w"`), and `T("step")` is a word, which is translated.
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: Any) -> None:
        self.template = template
        self.values = values

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same."""
        return isinstance(other, T) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        """Return a hash, so that a text may name a series or a column."""
        return hash(self.template)


Words = str | T | Text
"""A sentence: as a scene writes it, or (a Text) as it is told in every language."""

Label = str | T | Text
"""The name of a row, a column, a series, an axis or an option."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values that a numeric scene parameter may take, ends included (for a tuple: each element)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Length:
    """How many elements a tuple parameter may have, ends included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, init=False)
class Say:
    """A sentence or two of narration; values of its own follow it: `Say("after {n} steps", n=steps)`."""

    text: Words

    def __init__(self, text: Words, **values: Any) -> None:
        object.__setattr__(self, "text", T(str(text), **values) if values else text)


@dataclass(frozen=True, slots=True)
class Show:
    """A table or a picture of an array, with its numbers.

    `data` is a scalar, a vector (one row) or a matrix (rows of cells); a table is also given by name: `rows={label: cells}` or `columns={label: cells}`.
    With `heat`, cells are shaded by value and the numbers stay readable. `mark` names (row, column) cells to point at.
    `digits` is the number of decimals shown for floats.
    """

    text: Words
    data: Any = None
    rows: Sequence[Label] | Mapping[Any, Any] = ()
    columns: Sequence[Label] | Mapping[Any, Any] = ()
    heat: bool = False
    digits: int = 3
    mark: Collection[tuple[int, int]] = ()

    def __post_init__(self) -> None:
        """Turn a table that is given by name into its cells and their labels."""
        if isinstance(self.rows, Mapping):
            object.__setattr__(self, "data", list(self.rows.values()))
            object.__setattr__(self, "rows", tuple(self.rows))
        elif isinstance(self.columns, Mapping):
            object.__setattr__(self, "data", [list(row) for row in zip(*self.columns.values(), strict=True)])
            object.__setattr__(self, "columns", tuple(self.columns))


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing: curves, points, bars, a histogram or the regions of a decision function.

    - `line`, `scatter`: `series` maps a label to y values, or to a pair (x values, y values); `extent` is a rectangle that is shown at least.
    - `bars`: `series` maps a label to one number, one bar each.
    - `histogram`: `series` maps a label to raw samples, binned on a common axis, at least as long as `extent`, into `bins`.
    - `regions`: `grid` is a matrix of scores over the rectangle `extent` = (x0, x1, y0, y1), row 0 at y1 (the top);
      it is drawn by its sign, and `series` maps a label to (x values, y values) of points laid over it.
    `log` makes the y axis (for bars: the length) logarithmic, base 10; with `equal_axes` one unit is as long across as it is up.
    """

    text: Words
    kind: Literal["line", "scatter", "bars", "histogram", "regions"] = field(default="line", kw_only=True)
    series: Mapping[Any, Any]
    grid: Any = None
    extent: tuple[float, float, float, float] | None = None
    bins: int = 20
    log: bool = False
    equal_axes: bool = False
    x: Label = ""
    y: Label = ""


@dataclass(frozen=True, slots=True)
class Film:
    """A picture that moves: its frames, each with its own text, one after another in the same place.

    Where nothing can move (a page, a pipe), a few of them are shown, the last one among them.
    """

    text: Words
    frames: Sequence[Show | Plot]


def side_by_side(*images: Any) -> list[list[Any]]:
    """Return images of equal height as one, with two empty columns between neighbours."""
    return [[cell for part in row for cell in (*part, None, None)][:-2] for row in zip(*images, strict=True)]


def sliding(text: Words, image: Any, output: Any, windows: Sequence[Collection[tuple[int, int]]], *, digits: int = 3) -> Film:
    """Return a film of a window that slides over an image and fills the output beside it, row by row.

    `windows` are the cells of the image that the window covers at each place, in the order of the output's cells.
    """
    columns = len(output[0])
    frames = []
    for n, window in enumerate(windows):
        filled = [[value if row * columns + column <= n else None for column, value in enumerate(each)] for row, each in enumerate(output)]
        beside = [[*left, None, *right] for left, right in zip_longest(image, filled, fillvalue=[None] * columns)]
        frames.append(Show(f"({n // columns}, {n % columns})", beside, heat=True, mark=window, digits=digits))
    return Film(text, frames)


@dataclass(frozen=True, slots=True)
class Ask:
    """A prediction that the learner makes before seeing what happens.

    Without `options` the answer is a number, right when within `within` of `answer`;
    with `options`, `answer` is the index of the right one.
    """

    text: Words
    answer: float
    within: float = 0.0
    options: Sequence[Label] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a check compares: `left` stands in `relation` to `right`, give or take `within`.

    Both sides are numbers, booleans, strings or arrays of one shape; arrays are compared element by element, and NaN never holds.
    """

    left: Any
    right: Any
    relation: Relation
    within: float = 0.0
    applies: bool = True
    because: Words | None = None

    def where(self, applies: bool, because: Words) -> Claim:
        """Restrict the claim to where it holds: elsewhere it counts as not applicable, never as passed, and `because` says why."""
        return replace(self, applies=bool(applies), because=because)


def equal(left: Any, right: Any, *, within: float = 0.0) -> Claim:
    """Claim that both sides are the same, element by element, to within an absolute difference."""
    return Claim(left, right, "==", within)


def differ(left: Any, right: Any, *, by: float = 0.0) -> Claim:
    """Claim that the sides are not the same: somewhere they are more than `by` apart."""
    return Claim(left, right, "!=", by)


def less(left: Any, right: Any, *, within: float = 0.0) -> Claim:
    """Claim that left is below right, or at the most `within` above it."""
    return Claim(left, right, "<", within)


def at_most(left: Any, right: Any, *, within: float = 0.0) -> Claim:
    """Claim that left is not above right, or at the most by `within`."""
    return Claim(left, right, "<=", within)


def more(left: Any, right: Any, *, within: float = 0.0) -> Claim:
    """Claim that left is above right, or at the most `within` below it."""
    return Claim(left, right, ">", within)


def at_least(left: Any, right: Any, *, within: float = 0.0) -> Claim:
    """Claim that left is not below right, or at the most by `within`."""
    return Claim(left, right, ">=", within)


@dataclass(frozen=True, slots=True)
class Check:
    """A claim with a name, in words and in figures."""

    name: str
    text: Words
    claim: Claim


Step = Say | Show | Plot | Film | Ask | Check


class Refusal(ValueError):
    """Raised by a scene whose arguments, each fine by itself, make no sense together; values of its own follow the sentence, as in `Say`."""

    def __init__(self, text: Words, **values: Any) -> None:
        self.text = T(str(text), **values) if values else text
        super().__init__(self.text.template if isinstance(self.text, T) else str(text))
