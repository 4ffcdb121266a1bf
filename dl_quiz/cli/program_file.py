"""The file in which a learner writes an exercise: where it is, whether anything stands in it, and its text."""

from __future__ import annotations

from pathlib import Path

from dl_quiz.errors import UsageError
from dl_quiz.exercises.assignment import Assignment
from dl_quiz.files.read import read_plain
from dl_quiz.learner.home import home
from dl_quiz.learner.practice import practice_of
from dl_quiz.nouns import Text

LARGEST = 200_000
"""The most bytes that it may have."""


def is_blank(path: Path) -> bool:
    """Return whether a file holds nothing yet: it is not there, or without a byte."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def file_of(found: Assignment) -> Path:
    """Return the file here, else the one that was begun elsewhere, else the one to be. Raises UsageError where the one here is something else."""
    here, begun = Path(f"{found.exercise.function}.py"), practice_of(home(), found.id).file
    if not is_blank(here):
        data = read_plain(here, LARGEST)
        if isinstance(data, bytes) and f"def {found.exercise.function}(".encode() not in data and str(here.resolve()) != begun:
            raise UsageError(
                f"{here} is here already, and has no function {found.exercise.function}; go elsewhere, or name another file with -o",
                f"这里已有 {here}，其中没有函数 {found.exercise.function}；请换个文件夹，或用 -o 另指文件",
            )
        return here
    return Path(begun) if begun and Path(begun).exists() else here


def text_of(path: Path, begin: str) -> str:
    """Return what stands in a file; `begin` is the command that begins one. Raises UsageError where it is missing, or no text."""
    if not path.exists():
        raise UsageError(f"there is no {path} yet; begin with: {begin}", f"还没有 {path}；请先运行：{begin}")
    data = read_plain(path, LARGEST)
    if isinstance(data, Text):
        raise UsageError(f"{path} {data.en}", f"{path} {data.zh}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text; save it as UTF-8", f"{path} 不是 UTF-8 文本；请另存为 UTF-8 编码") from None
