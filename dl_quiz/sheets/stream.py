"""Many sheets, one a line (JSON Lines), graded in their order and in constant memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dl_quiz.nouns import Text
from dl_quiz.processes import processes
from dl_quiz.sheets.documents import LARGEST_SHEET
from dl_quiz.sheets.grade import Refused, Terms, grade_or_refuse

_BATCH = 50
"""How many lines travel to another process at once."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One line, graded: its report as JSON or what is wrong with it, and the exit code that it deserves."""

    line: int
    code: int
    report: bytes = b""
    error: Text | None = None


def grade_line(numbered: tuple[int, bytes], terms: Terms) -> Graded:
    """Grade one line; never raises for a bad one, so that the rest is graded. Raises TrustError where the course's code may not run."""
    number, line = numbered
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return Graded(number, 2, error=Text(en=f"line {number}: is not UTF-8 text", zh=f"第 {number} 行：不是 UTF-8 文本"))
    graded = grade_or_refuse(text, f"line {number}", terms)
    if isinstance(graded, Refused):
        return Graded(number, graded.code, error=graded.why)
    return Graded(number, 0 if graded.passed else 1, msgspec.json.encode(graded))


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


def grade_lines(lines: Iterable[tuple[int, bytes]], terms: Terms, jobs: int) -> Iterator[Graded]:
    """Grade lines in their order, in this process or in a pool that never holds more than a few batches at a time."""
    if jobs <= 1:
        yield from (grade_line(line, terms) for line in lines)
        return
    with processes(jobs) as pool:
        waiting: deque[Future[list[Graded]]] = deque()
        for batch in _batches(lines):
            waiting.append(pool.submit(_grade_batch, batch, terms))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _batches(lines: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    rest = iter(lines)
    while batch := [line for line, _ in zip(rest, range(_BATCH), strict=False)]:
        yield batch


def _grade_batch(batch: list[tuple[int, bytes]], terms: Terms) -> list[Graded]:
    return [grade_line(line, terms) for line in batch]
