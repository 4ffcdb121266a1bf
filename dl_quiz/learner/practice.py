"""What a learner has of each exercise: the file that was written for it, and what was looked at before it was solved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from dl_quiz.learner.cache import keep, recalled


class Practice(msgspec.Struct, frozen=True):
    """An exercise that was begun: its file, when that was, how many hints were shown since, and whether the solution was."""

    file: str = ""
    begun: datetime | None = None
    hints: int = 0
    solution: bool = False


def practice_of(folder: Path, exercise: str) -> Practice:
    """Return what a learner has of an exercise; nothing where it was not begun, or that is not known."""
    return _all(folder).get(exercise, Practice())


def keep_practice(folder: Path, exercise: str, practice: Practice) -> None:
    """Write down, if that can be, what a learner has of an exercise."""
    keep(_file(folder), _all(folder) | {exercise: practice})


def _all(folder: Path) -> dict[str, Practice]:
    return recalled(_file(folder), dict[str, Practice]) or {}


def _file(folder: Path) -> Path:
    return folder / "exercises.json"
