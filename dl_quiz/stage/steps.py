"""The stage: the words in which a demo's scene speaks.

A scene is a generator that yields these values and nothing else; it never prints, sleeps or reads a key.
Arrays are taken as they come (lists or NumPy arrays), so that this module needs no NumPy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dl_quiz.nouns import Text

Label = str | Text
"""A bare string is for names and symbols that both languages share (`ReLU`, `∂L/∂w`); words come as a Text."""

Relation = Literal["==", "!=", "<", "<=", ">", ">="]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence or two of narration."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A table or a picture of an array, with its numbers.

    `data` is a scalar, a vector (one row) or a matrix (rows of cells). With `heat`, cells are shaded by value
    and the numbers stay readable. `mark` names (row, column) cells to point at.
    `digits` is the number of decimals shown for floats.
    """

    en: str
    zh: str
    data: Any
    rows: Sequence[Label] = ()
    columns: Sequence[Label] = ()
    heat: bool = False
    digits: int = 3
    mark: Collection[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A drawing: curves, points, bars, a histogram or the regions of a decision function.

    - `line`, `scatter`: `series` maps a label to y values, or to a pair (x values, y values).
    - `bars`: `series` maps a label to one number, one bar each.
    - `histogram`: `series` maps a label to raw samples, binned on a common axis into `bins`.
    - `regions`: `grid` is a matrix of scores over the rectangle `extent` = (x0, x1, y0, y1), row 0 at y1 (the top);
      it is drawn by its sign, and `series` maps a label to (x values, y values) of points laid over it.
    `log` makes the y axis (for bars: the length) logarithmic, base 10.
    """

    en: str
    zh: str
    kind: Literal["line", "scatter", "bars", "histogram", "regions"] = "line"
    series: Mapping[Label, Any]
    grid: Any = None
    extent: tuple[float, float, float, float] | None = None
    bins: int = 20
    log: bool = False
    x: Label = ""
    y: Label = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A prediction that the learner makes before seeing what happens.

    Without `options` the answer is a number, right when within `within` of `answer`;
    with `options`, `answer` is the index of the right one.
    """

    en: str
    zh: str
    answer: float
    within: float = 0.0
    options: Sequence[Label] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A claim with a name: `left` stands in `relation` to `right`, give or take `within`.

    Both sides are numbers, booleans, strings or arrays of one shape; arrays are compared element by element, and NaN never holds.
    A claim that holds only in a range of the parameters sets `applies` to False outside it, and says why in `because`;
    it then counts as not applicable, never as passed.
    """

    name: str
    en: str
    zh: str
    left: Any
    right: Any
    relation: Relation = "=="
    within: float = 0.0
    applies: bool = True
    because: Text | None = None


Step = Say | Show | Plot | Ask | Check


class Refusal(ValueError):
    """Raised by a scene whose arguments, each fine by itself, make no sense together."""

    def __init__(self, *, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Text(en=en, zh=zh)
