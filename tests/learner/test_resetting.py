"""A new beginning keeps what was, whole, under a name of its own."""

import sqlite3
from concurrent.futures import ProcessPoolExecutor

import pytest

from dl_quiz.errors import JournalError
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.resetting import set_aside
from tests.attempts import NOON, attempt


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "home" / "journal.sqlite")


def ids(journal):
    return [int(one.id) for one in journal.attempts()]


def furnish(journal):
    journal.append(attempt(1), attempt(2))
    home = journal.path.parent
    (home / "interviews").mkdir()
    (home / "interviews" / "one.jsonl").write_text("{}")
    for name in ("unfinished.json", "exercises.json", "trusted.txt", "plan.json"):
        (home / name).write_text("x")


def test_history_interviews_and_the_unfinished_quiz_are_moved_and_nothing_else(journal):
    furnish(journal)
    data = journal.path.read_bytes()
    kept = set_aside(journal, NOON)
    assert kept.parent == journal.path.parent and kept.name.startswith("kept-20261124T120000Z-")
    assert sorted(path.name for path in kept.iterdir()) == ["exercises.json", "interviews", "journal.sqlite", "unfinished.json"]
    assert (kept / "journal.sqlite").read_bytes() == data and (kept / "interviews" / "one.jsonl").read_text() == "{}"
    assert sorted(path.name for path in journal.path.parent.iterdir()) == sorted(
        [kept.name, "journal.sqlite.lock", "plan.json", "trusted.txt"]
    )
    assert ids(journal) == []


def test_two_at_the_same_moment_have_two_names(journal):
    kept = set()
    for number in (1, 2, 3):
        journal.append(attempt(number))
        kept.add(set_aside(journal, NOON))
    assert sorted(ids(Journal(one / "journal.sqlite")) for one in kept) == [[1], [2], [3]]


def test_where_there_is_nothing_nothing_is_made(journal):
    assert set_aside(journal, NOON) is None and not journal.path.parent.exists()
    journal.path.parent.mkdir()
    assert set_aside(journal, NOON) is None
    assert list(journal.path.parent.iterdir()) == []


def test_whoever_writes_on_begins_another_journal(journal):
    furnish(journal)
    other = Journal(journal.path)
    kept = set_aside(journal, NOON)
    other.append(attempt(3))
    assert (ids(journal), ids(Journal(kept / "journal.sqlite"))) == ([3], [1, 2])


def test_a_damaged_journal_is_mended_before_it_is_kept(journal):
    furnish(journal)
    journal.path.write_bytes(b"\xff" * 100 + journal.path.read_bytes()[100:])
    told = []
    kept = set_aside(Journal(journal.path, told.append), NOON)
    assert len(told) == 1 and ids(Journal(kept / "journal.sqlite")) == [1, 2]


def test_what_a_crash_left_half_written_is_undone_first(journal, tmp_path):
    furnish(journal)
    whole = journal.path.read_bytes()
    connection = sqlite3.connect(journal.path, isolation_level=None)
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN")
    connection.execute("UPDATE attempts SET response = hex(zeroblob(50000))")
    torn, undo = journal.path.read_bytes(), journal.path.with_name("journal.sqlite-journal").read_bytes()
    connection.close()
    assert torn != whole
    journal.path.write_bytes(torn)
    journal.path.with_name("journal.sqlite-journal").write_bytes(undo)
    kept = set_aside(journal, NOON)
    assert [one.response for one in Journal(kept / "journal.sqlite").attempts()] == ["1", "1"]
    assert not journal.path.with_name("journal.sqlite-journal").exists()


def _append(path):
    confirmed = []
    for number in range(30):
        Journal(path, limit=60).append(attempt(number))
        confirmed.append(number)
    return confirmed


def test_nothing_that_was_confirmed_meanwhile_is_lost(journal):
    with ProcessPoolExecutor(1) as pool:
        writing = pool.submit(_append, journal.path)
        kept = []
        while not writing.done():
            kept.append(set_aside(journal, NOON))
        there = [number for place in filter(None, kept) for number in ids(Journal(place / "journal.sqlite"))]
        assert sorted([*there, *ids(journal)]) == writing.result()


def test_a_home_that_may_not_be_written_says_so_and_keeps_what_it_has(journal, as_nobody):
    furnish(journal)
    journal.path.parent.chmod(0o555)

    def use():
        with pytest.raises(JournalError) as failure:
            set_aside(Journal(journal.path), NOON)
        return failure.value.text

    text = as_nobody(use)
    assert text.en == f"the journal {journal.path} cannot be used: Permission denied; check the folder"
    assert text.zh == f"学习记录 {journal.path} 无法使用：Permission denied；请检查文件夹"
    assert ids(journal) == [1, 2]
