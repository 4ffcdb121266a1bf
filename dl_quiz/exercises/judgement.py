"""What judging a learner's program came to, as a value."""

from __future__ import annotations

from typing import Literal

from dl_quiz.nouns import Noun, Proof, Text

Sort = Literal[
    "solved", "untouched", "value", "nan", "shape", "type", "dtype", "changes", "forgets", "raised", "signature", "missing", "syntax",
    "endless", "leaves", "memory",
]  # fmt: skip
"""How a judgement came about; in the journal it is the rule of the attempt."""
NEVER_RUN: tuple[Sort, ...] = ("untouched", "signature", "missing", "syntax")
"""Of these programs no case says anything."""


class Row(Noun, frozen=True):
    """One place of a result: what stands there, and what should."""

    where: str
    yours: str
    right: str
    same: bool


class Recognised(Noun, frozen=True):
    """The wrong program that gives what the learner's gives: its id, what is wrong with it, and what shows that."""

    id: str
    because: Text
    proof: Proof | None


class Judged(Noun, frozen=True):
    """What became of one case: its name, the call as a person would write it, and whether the result was right."""

    name: Text
    call: str
    right: bool


class Judgement(Noun, frozen=True, kw_only=True):
    """What judging a program came to.

    `remark` says it in one sentence; `cases` are those that were run, in order, of `all`; `rows` show the first difference, `lines` the
    learner's own lines that raised an error; `ratio` is the time it took, as a multiple of the solution's; `printed` is what it printed.
    """

    sort: Sort
    remark: Text
    seed: int
    cases: tuple[Judged, ...] = ()
    all: int = 0
    rows: tuple[Row, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()
    recognised: Recognised | None = None
    ratio: float | None = None
    printed: str = ""

    @property
    def solved(self) -> bool:
        """Return whether the program is right in all that was looked at."""
        return self.sort == "solved"

    @property
    def passed(self) -> int:
        """Return the number of cases whose result was right."""
        return sum(case.right for case in self.cases)
