"""Why a journal cannot be used, as a sentence."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from dl_quiz.errors import JournalError
from dl_quiz.nouns import Text

_HELD = Text(en="another program holds it; end that one, or try again later", zh="另一个程序正占用它；请结束该程序，或稍后再试")
_FULL = Text(en="the disk is full or refuses to write; make room", zh="磁盘已满或拒绝写入；请腾出空间")
_FORBIDDEN = Text(
    en="it may not be written; check the permissions of the file and its folder", zh="没有写入权限；请检查文件及其文件夹的权限"
)
_DAMAGED = Text(en="it or its lock file is damaged and cannot be mended; move it away", zh="它或其锁文件已损坏且无法修复；请将其移走")
_REASONS = {
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
    sqlite3.SQLITE_READONLY: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: _FORBIDDEN,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


class Damaged(Exception):
    """A file is none that SQLite can use as a journal."""


def code_of(error: sqlite3.Error) -> int:
    """Return which of SQLite's errors it is, without the finer distinctions."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether another program was in the way."""
    return code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file is to blame; what is asked of it is always the same, so that it is too where SQLite cannot do it."""
    return code_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR)


def is_refusal(error: sqlite3.Error) -> bool:
    """Return whether SQLite would not write; a damaged file may say of itself that it is not to be written."""
    return code_of(error) == sqlite3.SQLITE_READONLY


def newer(path: Path, format: int) -> JournalError:
    """Return what to say of a journal of a format to come."""
    return JournalError(
        f"the journal {path} is of a newer format ({format}); upgrade dl-quiz", f"学习记录 {path} 的格式较新（{format}）；请升级 dl-quiz"
    )


def no_file(path: Path) -> JournalError:
    """Return what to say of a folder, a pipe or a device in the place of a journal."""
    return JournalError(f"the journal {path} is no plain file; move it away", f"学习记录 {path} 不是普通文件；请将其移走")


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system and SQLite complain of into a JournalError."""
    try:
        yield
    except Damaged:
        raise _unusable(path, _DAMAGED) from None
    except sqlite3.Error as error:
        raise _unusable(path, _REASONS.get(code_of(error), Text(en=str(error), zh=str(error)))) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise _unusable(path, Text(en=f"{reason}; check the folder", zh=f"{reason}；请检查文件夹")) from None


def _unusable(path: Path, reason: Text) -> JournalError:
    return JournalError(f"the journal {path} cannot be used: {reason.en}", f"学习记录 {path} 无法使用：{reason.zh}")
