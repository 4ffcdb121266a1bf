"""Which reader a file of questions wants, by the ending of its name."""

from __future__ import annotations

from pathlib import Path

from dl_quiz.errors import UsageError
from dl_quiz.exchange.drafts import Drafts
from dl_quiz.exchange.from_csv import read_csv
from dl_quiz.exchange.from_gift import read_gift

_READERS = {".gift": read_gift, ".txt": read_gift, ".csv": read_csv, ".tsv": read_csv}


def require_readable(name: str) -> None:
    """Raise UsageError where a file's name does not tell a format that is read."""
    if Path(name).suffix.lower() not in _READERS:
        listed = ", ".join(_READERS)
        raise UsageError(
            f"{name}: is in no format that is read; its name must end in {listed}", f"{name}：不是能读取的格式；文件名须以 {listed} 结尾"
        )


def read_questions(name: str, text: str) -> Drafts:
    """Return the questions of a file of that name."""
    return _READERS[Path(name).suffix.lower()](text)
