"""What the learner has set once for all: a small file in the learner's folder."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from dl_quiz.errors import UsageError
from dl_quiz.files.read import read_plain
from dl_quiz.nouns import Language, Text

_LARGEST = 10_000


class Settings(msgspec.Struct, frozen=True):
    """What is set: the language, if one is."""

    lang: Language | None = None


def settings(home: Path) -> Settings:
    """Return what is set; nothing where there is no file, or one that is something else."""
    data = read_plain(home / "settings.json", _LARGEST)
    with contextlib.suppress(msgspec.DecodeError, RecursionError):
        return Settings() if isinstance(data, Text) else msgspec.json.decode(data, type=Settings)
    return Settings()


def save_settings(home: Path, chosen: Settings) -> None:
    """Keep what is set. Raises UsageError where it cannot be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / "settings.json").write_bytes(msgspec.json.encode(chosen) + b"\n")
    except OSError as error:
        raise UsageError(
            f"{home} cannot be written ({error.strerror}); make room, or name another folder with DL_QUIZ_HOME",
            f"{home} 无法写入（{error.strerror}）；请腾出空间，或用 DL_QUIZ_HOME 指定其他文件夹",
        ) from None
