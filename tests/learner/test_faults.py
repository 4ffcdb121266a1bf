"""Why a journal cannot be used is said in both languages, with what to do."""

import sqlite3
from pathlib import Path

import pytest

from dl_quiz.errors import JournalError
from dl_quiz.learner.faults import Damaged, told


def fault(code):
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


HELD = ("another program holds it; end that one, or try again later", "另一个程序正占用它；请结束该程序，或稍后再试")
FULL = ("the disk is full or refuses to write; make room", "磁盘已满或拒绝写入；请腾出空间")
FORBIDDEN = ("it may not be written; check the permissions of the file and its folder", "没有写入权限；请检查文件及其文件夹的权限")
DAMAGED = ("it or its lock file is damaged and cannot be mended; move it away", "它或其锁文件已损坏且无法修复；请将其移走")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (fault(sqlite3.SQLITE_BUSY), HELD),
        (fault(sqlite3.SQLITE_BUSY | 2 << 8), HELD),
        (fault(sqlite3.SQLITE_FULL), FULL),
        (fault(sqlite3.SQLITE_IOERR | 3 << 8), FULL),
        (fault(sqlite3.SQLITE_READONLY), FORBIDDEN),
        (fault(sqlite3.SQLITE_CANTOPEN), FORBIDDEN),
        (fault(sqlite3.SQLITE_NOTADB), DAMAGED),
        (Damaged(), DAMAGED),
        (OSError(13, "Permission denied"), ("Permission denied; check the folder", "Permission denied；请检查文件夹")),
        (OSError("odd"), ("odd; check the folder", "odd；请检查文件夹")),
        (fault(sqlite3.SQLITE_MISMATCH), ("as SQLite says it", "as SQLite says it")),
    ],
)
def test_each_fault_has_its_sentence(error, reason):
    with pytest.raises(JournalError) as failure, told(Path("/home/j")):
        raise error
    assert failure.value.text.en == f"the journal /home/j cannot be used: {reason[0]}"
    assert failure.value.text.zh == f"学习记录 /home/j 无法使用：{reason[1]}"
