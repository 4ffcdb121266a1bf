"""A history as a file: the attempts of a journal a line each, in the order in which they were written; or a journal that was set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import msgspec

from dl_quiz.errors import HistoryError, Problem
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.pages import rows_in
from dl_quiz.learner.rows import attempt_of, sound
from dl_quiz.nouns import Attempt
from dl_quiz.text.names import SLUG
from dl_quiz.visible import escaped

SCHEMA = "dl-quiz.history/1"
LARGEST = 200_000_000
"""The most bytes that a history may have: about half a million answers."""
_LONGEST = 5_000_000
"""The most bytes of a line: some answers are programs."""
_MOST_PROBLEMS = 1_000
_JOURNAL = b"SQLite format 3\0"
_HEAD = msgspec.json.encode({"schema": SCHEMA})
_QUESTION = re.compile(rf"{SLUG.pattern}(?:/{SLUG.pattern}){{1,2}}")


def exported(journal: Journal) -> Iterator[str]:
    """Yield the lines of a journal's history: the name of the schema, then its attempts, those that were taken back and that they were too."""
    yield f"{_HEAD.decode()}\n"
    for attempt in journal.attempts():
        yield f"{escaped(msgspec.json.encode(attempt).decode())}\n"


@dataclass(frozen=True)
class History:
    """The attempts in a file's bytes, which may be gone through again and again; doing so raises HistoryError with all that is no attempt."""

    path: Path
    data: bytes = field(repr=False)

    def __iter__(self) -> Iterator[Attempt]:
        """Go through the attempts, in the order of the file."""
        return self._rows() if self.data.startswith(_JOURNAL) else self._lines()

    def _rows(self) -> Iterator[Attempt]:
        """Yield what can be read of a journal."""
        return (one for _, cells in sorted(rows_in(self.data), key=lambda row: row[0]) if (one := attempt_of(cells)) is not None)

    def _lines(self) -> Iterator[Attempt]:
        problems = []
        lines = enumerate(BytesIO(self.data), 1)
        if next(lines, (1, b""))[1].strip() != _HEAD:
            raise HistoryError([self._problem(1, *_NO_HISTORY)])
        for number, line in lines:
            read = None if line.strip() == _HEAD else _read(line)
            if isinstance(read, Attempt):
                yield read
            elif read is not None:
                problems.append(self._problem(number, *read))
                if len(problems) == _MOST_PROBLEMS:
                    break
        if problems:
            raise HistoryError(problems)

    def _problem(self, line: int, en: str, zh: str) -> Problem:
        return Problem(self.path, line, en, zh)


_NO_HISTORY = (
    "is no history; give a file that `progress export` wrote, or a journal.sqlite",
    "不是学习记录；请给出 `progress export` 导出的文件，或 journal.sqlite",
)


def _read(line: bytes) -> Attempt | tuple[str, str]:
    """Return the attempt on a line, or a sentence in both languages that says why there is none."""
    if len(line) > _LONGEST:
        return f"is longer than {_LONGEST:,} bytes; export it anew", f"超过 {_LONGEST:,} 字节；请重新导出"
    try:
        attempt = msgspec.json.decode(line, type=Attempt)
    except (msgspec.DecodeError, RecursionError) as error:
        return f"is no answer of a history ({error}); export it anew", f"不是学习记录中的作答（{error}）；请重新导出"
    read = sound(attempt)
    if read is None or (read.score, read.seconds) != (attempt.score, attempt.seconds):
        return (
            "has no id, time, score from 0 to 1 or seconds from 0 on; export it anew",
            "缺少 id、时间、0 到 1 的得分或不小于 0 的秒数；请重新导出",
        )
    if not _QUESTION.fullmatch(read.question):
        return (
            f"names no question: “{read.question}”; export it anew",
            f"“{read.question}”不是题目的名称；请重新导出",
        )
    return read
