"""Many sheets, in files, folders or one a line (JSON Lines), graded in their order and in constant memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from dl_quiz.errors import UsageError
from dl_quiz.nouns import Text
from dl_quiz.processes import processes
from dl_quiz.sheets.documents import LARGEST_SHEET, Report
from dl_quiz.sheets.grade import Refused, Terms, grade_or_refuse
from dl_quiz.sheets.read import as_text, holds_many, read_input, sheets_in

_BATCH = 20
"""How many sheets travel to another process at once."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A sheet as it was handed in: under which name, and as a line of a file, or to be read from the file of that name."""

    where: str
    line: bytes | None = None

    def text(self) -> str:
        """Return what it says. Raises UsageError where it cannot be read."""
        return read_input(self.where) if self.line is None else as_text(self.line, self.where)


@dataclass(frozen=True, slots=True)
class Graded:
    """One sheet, graded: its report or what is wrong with it, and the exit code that it deserves."""

    where: str
    code: int
    report: Report | None = None
    error: Text | None = None


def handed_in(names: Sequence[str]) -> Iterator[Handed]:
    """Yield the sheets under some names: files, folders of them, files of one a line, and `-` for standard input.

    Raises UsageError where a folder cannot be listed or holds no sheet; a file that cannot be read is told when it is graded.
    """
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from map(Handed, sheets_in(path))
        elif holds_many(name):
            yield from (Handed(f"{name}: line {number}", line) for number, line in numbered_lines(path))
        else:
            yield Handed(name) if name != "-" else Handed("standard input", read_input(name).encode())


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield a file's lines that are not blank, with their numbers; one that is too long comes cut, and is graded as the garbage that it is."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LARGEST_SHEET + 1):
            number += 1
            whole = line.endswith(b"\n") or len(line) <= LARGEST_SHEET
            while not whole and not (rest := file.readline(LARGEST_SHEET)).endswith(b"\n") and rest:
                pass
            if line.strip():
                yield number, line


def grade_one(handed: Handed, terms: Terms) -> Graded:
    """Grade one sheet; never raises for a bad one, so that the rest is graded. Raises TrustError where the course's code may not run."""
    try:
        graded = grade_or_refuse(handed.text(), handed.where, terms)
    except UsageError as error:
        graded = Refused(error.text, error.exit_code)
    if isinstance(graded, Refused):
        return Graded(handed.where, graded.code, error=graded.why)
    return Graded(handed.where, 0 if graded.passed else 1, graded)


def grade_all(handed: Iterable[Handed], terms: Terms, jobs: int) -> Iterator[Graded]:
    """Grade sheets in their order, in this process or in a pool that never holds more than a few batches at a time."""
    if jobs <= 1:
        yield from (grade_one(one, terms) for one in handed)
        return
    with processes(jobs) as pool:
        waiting: deque[Future[list[Graded]]] = deque()
        for batch in _batches(handed):
            waiting.append(pool.submit(_grade_batch, batch, terms))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _batches(handed: Iterable[Handed]) -> Iterator[list[Handed]]:
    rest = iter(handed)
    while batch := [one for one, _ in zip(rest, range(_BATCH), strict=False)]:
        yield batch


def _grade_batch(batch: list[Handed], terms: Terms) -> list[Graded]:
    return [grade_one(one, terms) for one in batch]
