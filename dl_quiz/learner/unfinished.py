"""The quiz that was begun and not ended, so that it can be gone on with."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from dl_quiz.learner.cache import keep, recalled


class Unfinished(msgspec.Struct, frozen=True):
    """What a quiz asks, and where its answers are to be found: in the journal, after a number, with the session's id.

    `course` is the folder of another course, empty for ours; `after` is known once the journal was opened.
    """

    session: str
    course: str
    questions: tuple[str, ...]
    seed: int
    after: int | None = None


def unfinished(folder: Path) -> Unfinished | None:
    """Return the quiz that was begun last, unless it was ended; None too where it was begun by another version."""
    return recalled(_file(folder), Unfinished)


def begin(folder: Path, quiz: Unfinished) -> None:
    """Write down, if that can be, that a quiz is begun; whatever was unfinished before is forgotten."""
    keep(_file(folder), quiz)


def end(folder: Path, session: str) -> None:
    """Forget a quiz, unless another terminal has begun one since."""
    found = unfinished(folder)
    if found is not None and found.session == session:
        with contextlib.suppress(OSError):
            _file(folder).unlink()


def _file(folder: Path) -> Path:
    return folder / "unfinished.json"
