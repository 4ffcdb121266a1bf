"""The one family of expected failures.

QuizError
├── UsageError      the command, an option or an answers file was wrong   exit 2
├── CourseError     the course could not be read                         exit 3
│   └── TrustError  the course's code may not be run yet                  exit 3
└── JournalError    the journal could not be opened or written            a warning, never an exit
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from dl_quiz.nouns import Text

_LONGEST, _MOST_LINES = 600, 100
"""How long a sentence may be that quotes what somebody wrote, and how many of them are told at once."""


def clipped(sentence: str, longest: int = _LONGEST) -> str:
    """Return a sentence of a bearable length: what is too much of it goes from its middle, for its end says what to do."""
    if len(sentence) <= longest:
        return sentence
    return f"{sentence[: longest * 2 // 3]} … {sentence[-longest // 3 :]}"


class QuizError(Exception):
    """An expected failure: what is wrong, where, and what to do, in both languages."""

    exit_code = 2

    def __init__(self, en: str, zh: str) -> None:
        en, zh = (_told(text, more) for text, more in ((en, "… and {count:,} more"), (zh, "……还有 {count:,} 处")))
        super().__init__(en)
        self.text = Text(en=en, zh=zh)


def _told(text: str, more: str) -> str:
    lines = text.split("\n")
    told = [clipped(line) for line in lines[:_MOST_LINES]]
    return "\n".join([*told, more.format(count=len(lines) - _MOST_LINES)] if len(lines) > _MOST_LINES else told)


class UsageError(QuizError):
    """The command, an option or an answers file was wrong."""


class JournalError(QuizError):
    """The journal could not be opened or written; the quiz goes on without history."""


class Problem(msgspec.Struct, frozen=True, order=True):
    """One mistake in a course's content, with the place to mend."""

    path: Path
    line: int
    en: str
    zh: str

    def __post_init__(self) -> None:
        """Keep the sentences to a bearable length."""
        for name in ("en", "zh"):
            msgspec.structs.force_setattr(self, name, clipped(getattr(self, name)))

    def location(self, root: Path | None = None) -> str:
        """Return `path:line`, the path relative to `root` where it lies below it."""
        path = self.path
        if root is not None and path.is_relative_to(root):
            path = path.relative_to(root)
        return f"{path}:{self.line}" if self.line else str(path)


class CourseError(QuizError):
    """The course could not be read; `problems` lists every reason that was found."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(
            en="\n".join(f"{p.location()}: {p.en}" for p in self.problems),
            zh="\n".join(f"{p.location()}: {p.zh}" for p in self.problems),
        )


class TrustError(CourseError):
    """The course's code, which has this digest, may not be run until the user says so."""

    def __init__(self, problems: Sequence[Problem], digest: str) -> None:
        super().__init__(problems)
        self.digest = digest
