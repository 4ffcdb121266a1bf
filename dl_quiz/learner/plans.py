"""The plan that a learner keeps for a course: until which day, and how many minutes a day."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import msgspec

from dl_quiz.errors import UsageError
from dl_quiz.files.read import read_plain
from dl_quiz.files.write import write_whole
from dl_quiz.nouns import Text

_LARGEST = 1_000_000


class Plan(msgspec.Struct, frozen=True):
    """The day of the interview, and the minutes that there are on each day before it."""

    by: date
    minutes: int


def kept_plan(folder: Path, course: str) -> Plan | None:
    """Return the plan for a course (the folder of another one, empty for ours), None without any. Raises UsageError for a damaged file."""
    return _plans(_file(folder)).get(course)


def keep_plan(folder: Path, course: str, plan: Plan | None) -> None:
    """Keep a plan for a course, or drop it, whole or not at all. Raises UsageError where the file is damaged or cannot be written."""
    plans = {name: each for name, each in _plans(_file(folder)).items() if name != course}
    if plan is not None:
        plans[course] = plan
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(_file(folder), msgspec.json.format(msgspec.json.encode(plans), indent=1).decode() + "\n", force=True)


def _file(folder: Path) -> Path:
    return folder / "plan.json"


def _plans(path: Path) -> dict[str, Plan]:
    data = read_plain(path, _LARGEST)
    if isinstance(data, Text):
        return {}
    with contextlib.suppress(msgspec.DecodeError, RecursionError):
        return msgspec.json.decode(data, type=dict[str, Plan])
    raise UsageError(
        f"{path} is damaged and holds no plan; delete it, and plan again", f"{path} 已损坏，读不出计划；请删除它，再重新制定计划"
    )
