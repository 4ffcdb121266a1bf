"""The one family of expected failures.

QuizError
├── UsageError      the command, an option or an answers file was wrong   exit 2
│   ├── SheetError  a sheet could not be read                            exit 2
│   └── HistoryError  an exported history could not be read              exit 2
├── CourseError     the course could not be read                         exit 3
│   └── TrustError  the course's code may not be run yet                  exit 3
├── JournalError    the journal could not be opened or written            a warning; exit 2 where it is all that was asked for
└── JudgeError      a judge gave no judgement                             a warning, never an exit
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from dl_quiz.nouns import Text
from dl_quiz.visible import visible_line

_LONGEST, _MOST_LINES = 600, 100
"""How long a sentence may be that quotes what somebody wrote, and how many of them are told at once."""


def clipped(sentence: str, longest: int = _LONGEST) -> str:
    """Return a sentence of one line and a bearable length: what is too much of it goes from its middle, for its end says what to do."""
    sentence = visible_line(sentence)
    if len(sentence) <= longest:
        return sentence
    return f"{sentence[: longest * 2 // 3]} … {sentence[-longest // 3 :]}"


class QuizError(Exception):
    """An expected failure: what is wrong, where, and what to do, in both languages."""

    exit_code = 2

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en, zh)
        self.text = Text(en=clipped(en), zh=clipped(zh))

    def __str__(self) -> str:
        return self.text.en


def own_fault(where: str, error: Exception) -> Text:
    """Return the sentence for a fault of this program; `where` ends in a colon and a space, or is empty."""
    told = f"{type(error).__name__}: {error}"
    return Text(
        en=clipped(f"{where}a fault in dl-quiz itself: {told}; please report it (DL_QUIZ_DEBUG=1 shows more)"),
        zh=clipped(f"{where}dl-quiz 自身出错：{told}；请反馈（DL_QUIZ_DEBUG=1 可看详情）"),
    )


class UsageError(QuizError):
    """The command, an option or an answers file was wrong."""


class JournalError(QuizError):
    """The journal could not be opened or written; the quiz goes on without history."""


class JudgeError(QuizError):
    """A judge gave no judgement; the patterns stand."""


class Problem(msgspec.Struct, frozen=True, order=True):
    """One mistake in a course's content, with the place to mend."""

    path: Path
    line: int
    en: str
    zh: str

    def __post_init__(self) -> None:
        """Keep the sentences to one line of a bearable length."""
        for name in ("en", "zh"):
            msgspec.structs.force_setattr(self, name, clipped(getattr(self, name)))

    def location(self, root: Path | None = None) -> str:
        """Return `path:line`, the path relative to `root` where it lies below it."""
        path = self.path
        if root is not None and path.is_relative_to(root):
            path = path.relative_to(root)
        return visible_line(f"{path}:{self.line}" if self.line else str(path))


def _listed(problems: Sequence[Problem]) -> Text:
    """Return the first problems, one a line, and how many more there are."""
    first, rest = problems[:_MOST_LINES], len(problems) - _MOST_LINES
    en = [clipped(f"{p.location()}: {p.en}") for p in first]
    zh = [clipped(f"{p.location()}: {p.zh}") for p in first]
    if rest > 0:
        en, zh = [*en, f"… and {rest:,} more"], [*zh, f"……还有 {rest:,} 处"]
    return Text(en="\n".join(en), zh="\n".join(zh))


class FileError(QuizError):
    """A file could not be read; `problems` lists every reason that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        Exception.__init__(self, problems)
        self.problems = tuple(sorted(set(problems)))
        self.text = _listed(self.problems)


class SheetError(FileError, UsageError):
    """A sheet could not be read."""


class HistoryError(FileError, UsageError):
    """An exported history could not be read."""


class CourseError(FileError):
    """The course could not be read."""

    exit_code = 3


class TrustError(CourseError):
    """The course's code, which has this digest, may not be run until the user says so."""

    def __init__(self, problems: Sequence[Problem], digest: str) -> None:
        super().__init__(problems)
        self.args = (problems, digest)
        self.digest = digest
