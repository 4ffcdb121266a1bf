"""The journal loses nothing: not to two terminals, a newer format or a folder that cannot be written."""

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import msgspec
import pytest

from dl_quiz.errors import JournalError
from dl_quiz.learner.journal import Journal, Place
from dl_quiz.learner.mending import mend
from dl_quiz.nouns import Text
from tests.attempts import attempt


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "new" / "journal.sqlite")


@pytest.fixture
def shanghai(monkeypatch):
    """Be in another zone than UTC."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


def ids(journal):
    return [int(one.id) for one in journal.attempts()]


def query(path, statement):
    """Do something to a journal as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


def test_an_attempt_keeps_all_that_it_was(journal):
    wrote = msgspec.structs.replace(
        attempt(1, "topic/question", 0.25), session="s", seen=("hint", "demo"), retracts="earlier", slips=(Text(en="a sign", zh="符号"),)
    )
    journal.append(wrote)
    assert list(journal.attempts()) == [wrote]


def test_the_same_attempt_counts_once(journal):
    for _ in range(3):
        journal.append(attempt(1), attempt(2))
    assert ids(journal) == [1, 2]


def test_attempts_are_written_all_or_none(journal):
    with pytest.raises(JournalError):
        journal.append(attempt(1), msgspec.structs.replace(attempt(2), score=float("nan")))
    assert ids(journal) == []


def test_what_the_table_does_not_take_is_not_passed_over(journal):
    with pytest.raises(JournalError, match="NOT NULL"):
        journal.append(msgspec.structs.replace(attempt(1), score=float("nan")))


def test_an_attempt_is_committed_when_append_returns(journal):
    for turn in range(3):
        journal.append(attempt(turn))
        assert query(journal.path, "SELECT count(*) FROM attempts") == [(turn + 1,)]


def test_a_copy_of_the_file_alone_holds_everything(journal, tmp_path):
    journal.append(attempt(1), attempt(2))
    copy = tmp_path / "copy"
    copy.write_bytes(journal.path.read_bytes())
    assert ids(Journal(copy)) == [1, 2]
    assert sorted(path.name for path in journal.path.parent.iterdir()) == ["journal.sqlite", "journal.sqlite.lock"]


def test_each_commit_waits_for_the_disk(journal, monkeypatch):
    asked = []

    def connect(*arguments, **options):
        connection = real(*arguments, **options)
        connection.set_trace_callback(asked.append)
        return connection

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)
    journal.append(attempt(1))
    begin = max(place for place, statement in enumerate(asked) if statement == "BEGIN IMMEDIATE")
    assert asked.index("PRAGMA synchronous=EXTRA") < begin < asked.index("COMMIT", begin)


def test_the_order_is_that_in_which_attempts_were_written_whatever_the_clock_said(journal):
    for day in (3, 1, 2):
        journal.append(attempt(day, days=day * 1000))
    assert ids(journal) == [3, 1, 2]


def test_attempts_are_read_in_parts_without_loss(journal, monkeypatch):
    monkeypatch.setattr("dl_quiz.learner.journal._MANY", 3)
    journal.append(*map(attempt, range(10)))
    assert ids(journal) == list(range(10))
    assert [number for number, _ in journal.numbered(after=7)] == [8, 9, 10]


def test_the_last_attempt_and_those_at_one_question_are_found(journal):
    assert journal.last() == Place()
    journal.append(attempt(1, "a/b"), attempt(2, "a/c"), attempt(3, "a/b"))
    last = journal.last()
    assert last[1:] == (3, attempt(3).id)
    assert [int(one.id) for one in journal.of_question("a/b")] == [1, 3]
    for number, identity, there in ((2, 2, True), (2, 1, False), (4, 2, False)):
        assert journal.has(Place(last.edition, number, attempt(identity).id)) is there
    assert not journal.has(last._replace(edition=last.edition + 1)) and not journal.has(Place())


def test_a_mended_journal_is_another_than_it_was(journal):
    journal.append(attempt(1), attempt(2))
    before = journal.last()
    mend(journal.path)
    assert journal.last()[1:] == before[1:] and not journal.has(before)


def test_reading_makes_nothing(tmp_path):
    journal = Journal(tmp_path / "home" / "journal.sqlite")
    assert (ids(journal), journal.last(), journal.of_question("a/b")) == ([], Place(), [])
    assert not (tmp_path / "home").exists()


def test_an_empty_file_is_a_journal_without_attempts(tmp_path):
    (tmp_path / "j").touch()
    told = []
    journal = Journal(tmp_path / "j", told.append)
    assert ids(journal) == []
    journal.append(attempt(1))
    assert (ids(journal), told) == ([1], [])


def test_two_terminals_at_once_lose_nothing(journal):
    def write(terminal):
        for turn in range(10):
            Journal(journal.path).append(attempt(terminal * 100 + turn))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(ids(journal)) == 40


def test_a_newer_format_is_left_alone_and_says_so_in_both_languages(journal):
    journal.append(attempt(1))
    query(journal.path, "PRAGMA user_version=99")
    before = journal.path.read_bytes()
    for use in (journal.last, lambda: journal.append(attempt(2)), journal.prepare):
        with pytest.raises(JournalError) as failure:
            use()
        assert failure.value.text.en == f"the journal {journal.path} is of a newer format (99); upgrade dl-quiz"
        assert failure.value.text.zh == f"学习记录 {journal.path} 的格式较新（99）；请升级 dl-quiz"
    assert journal.path.read_bytes() == before


def test_what_is_no_file_is_left_alone_and_says_so_in_both_languages(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "pipe", tmp_path / "folder"):
        for use in (Journal(path).last, lambda: Journal(path).append(attempt(1))):
            with pytest.raises(JournalError) as failure:
                use()
            assert failure.value.text.en == f"the journal {path} is no plain file; move it away"
            assert failure.value.text.zh == f"学习记录 {path} 不是普通文件；请将其移走"


def test_a_folder_that_cannot_be_there_says_so_in_both_languages(tmp_path):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "journal.sqlite"
    for use in (Journal(path).last, lambda: Journal(path).append(attempt(1))):
        with pytest.raises(JournalError) as failure:
            use()
        assert failure.value.text.en.startswith(f"the journal {path} cannot be used: ")
        assert failure.value.text.zh.startswith(f"学习记录 {path} 无法使用：")


@pytest.mark.parametrize("name", ["x" * 300, "y/" * 3000], ids=["a long name", "a long path"])
def test_a_path_that_is_too_long_is_a_journal_error(tmp_path, name):
    for use in (Journal(tmp_path / name / "j").last, lambda: Journal(tmp_path / name / "j").append(attempt(1))):
        with pytest.raises(JournalError, match="File name too long; check the folder"):
            use()


def test_a_journal_that_may_only_be_read_is_read(journal, as_nobody):
    journal.append(attempt(1))
    path = journal.path
    for place, mode in ((path, 0o444), (path.parent, 0o555)):
        place.chmod(mode)

    def use():
        assert ids(Journal(path)) == [1]
        with pytest.raises(JournalError) as failure:
            Journal(path).append(attempt(2))
        return failure.value.text

    text = as_nobody(use)
    assert text.en == f"the journal {path} cannot be used: it may not be written; check the permissions of the file and its folder"
    assert text.zh == f"学习记录 {path} 无法使用：没有写入权限；请检查文件及其文件夹的权限"
    path.chmod(0o644)
    assert ids(journal) == [1]


def test_a_folder_without_permission_is_a_journal_error(journal, as_nobody):
    journal.append(attempt(1))
    journal.path.parent.chmod(0o700)

    def use():
        for use in (journal.last, lambda: journal.append(attempt(1))):
            with pytest.raises(JournalError, match=r"cannot be used: (Permission denied; check the folder|it may not be written)"):
                use()

    as_nobody(use)


@pytest.mark.parametrize("at", ["2026-11-20T10:00:00", "2026-11-20T18:00:00+08:00", "2026-11-20 10:00:00Z"])
def test_times_of_any_zone_are_read(journal, at, shanghai):
    journal.append(attempt(1))
    query(journal.path, f"UPDATE attempts SET at = '{at}'")
    (read,) = journal.attempts()
    assert read.at == datetime(2026, 11, 20, 10, tzinfo=UTC) and read.at.tzinfo is UTC
