"""Many sheets, one a line (JSON Lines), graded in their order and in constant memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dl_quiz.errors import QuizError
from dl_quiz.nouns import Text
from dl_quiz.sheets.documents import LARGEST_SHEET
from dl_quiz.sheets.grade import Terms, grade_text

_BATCH = 50
"""How many lines travel to another process at once."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One line, graded: its report as JSON, or what is wrong with it."""

    line: int
    report: bytes = b""
    passed: bool = False
    error: Text | None = None


def grade_line(numbered: tuple[int, bytes], terms: Terms) -> Graded:
    """Grade one line; never raises for a bad one, so that the rest is graded."""
    number, line = numbered
    try:
        report = grade_text(line.decode("utf-8"), f"line {number}", terms)
    except UnicodeDecodeError:
        return Graded(number, error=Text(en=f"line {number}: is not UTF-8 text", zh=f"第 {number} 行：不是 UTF-8 文本"))
    except QuizError as error:
        return Graded(number, error=error.text)
    return Graded(number, msgspec.json.encode(report), report.passed)


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
    with ProcessPoolExecutor(jobs) as pool:
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
