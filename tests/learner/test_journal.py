"""The journal loses nothing: not to two terminals, a corrupt file, a newer format or a folder that cannot be written."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dl_quiz.errors import JournalError
from dl_quiz.learner.journal import Journal
from tests.attempts import attempt


def test_what_is_appended_is_read_back(tmp_path):
    journal = Journal(tmp_path / "new" / "journal.sqlite")
    journal.append(attempt(1))
    (read,) = Journal(tmp_path / "new" / "journal.sqlite").attempts()
    assert (read.question, read.score, read.at, read.drawn["x"]) == ("a/b", 1.0, attempt(1).at, 1)


def test_the_same_attempt_counts_once(tmp_path):
    journal = Journal(tmp_path / "j")
    for _ in range(3):
        journal.append(attempt(1))
    assert len(list(journal.attempts())) == 1


def test_two_terminals_at_once_lose_nothing(tmp_path):
    def write(terminal):
        journal = Journal(tmp_path / "j")
        for turn in range(20):
            journal.append(attempt(terminal * 100 + turn))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(list(Journal(tmp_path / "j").attempts())) == 80


def test_a_corrupt_file_is_set_aside_and_not_overwritten(tmp_path):
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database, but it is mine" * 100)
    journal = Journal(path)
    journal.append(attempt(1))
    (aside,) = tmp_path.glob("journal.sqlite.corrupt-*")
    assert aside.read_bytes().startswith(b"this is no database")


def test_a_newer_format_is_left_alone(tmp_path):
    import sqlite3

    path = tmp_path / "j"
    Journal(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(JournalError, match="newer format"):
        Journal(path)


def test_a_folder_that_cannot_be_written_is_a_journal_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="cannot be used"):
        Journal(tmp_path / "file" / "journal.sqlite")


def test_every_attempt_is_on_the_disk_before_the_verdict(tmp_path):
    journal = Journal(tmp_path / "j")
    (level,) = journal._connection.execute("PRAGMA synchronous").fetchone()
    (mode,) = journal._connection.execute("PRAGMA journal_mode").fetchone()
    assert (level, mode) == (2, "wal")  # 2 is FULL: each commit waits for the disk


def test_an_attempt_is_committed_when_append_returns(tmp_path):
    journal = Journal(tmp_path / "j")
    for turn in range(3):
        journal.append(attempt(turn))
        assert len(list(Journal(tmp_path / "j").attempts())) == turn + 1


def test_attempts_come_oldest_first_whatever_the_order_in_which_they_were_written(tmp_path):
    journal = Journal(tmp_path / "j")
    for day in (3, 1, 2):
        journal.append(attempt(day, days=day))
    assert [int(one.id) for one in journal.attempts()] == [1, 2, 3]


def test_an_attempt_keeps_all_that_it_was(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.append(attempt(1, "topic/question", 0.25))
    (read,) = journal.attempts()
    wrote = attempt(1, "topic/question", 0.25)
    assert (read.id, read.at, read.question, read.response, read.score, read.rule, read.seconds) == (
        (wrote.id, wrote.at, wrote.question, wrote.response, wrote.score, wrote.rule, wrote.seconds)
    )
    assert read.drawn == {"x": 1, "y": [1, 2]}


def test_what_cannot_be_used_says_so_in_both_languages(tmp_path):
    import sqlite3

    path = tmp_path / "j"
    Journal(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(JournalError) as failure:
        Journal(path)
    assert failure.value.text.en == f"the journal {path} is of a newer format (99); upgrade dl-quiz. This run keeps no history"
    assert failure.value.text.zh == f"学习记录 {path} 的格式较新（99）；请升级 dl-quiz。本次不保存记录"
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "journal.sqlite"
    with pytest.raises(JournalError) as failure:
        Journal(path)
    assert failure.value.text.en.startswith(f"the journal {path} cannot be used (")
    assert failure.value.text.en.endswith("); this run keeps no history")
    assert failure.value.text.zh.startswith(f"学习记录 {path} 无法使用（") and failure.value.text.zh.endswith("）；本次不保存记录")
