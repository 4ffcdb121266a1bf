"""Every answer is saved is said of what was confirmed alone; what cannot be saved is kept, tried again, and told once."""

import sqlite3
import threading
import time
from contextlib import closing, contextmanager

import pytest

from dl_quiz.learner.journal import Journal
from dl_quiz.learner.writer import Writer
from dl_quiz.memory.recall import standing
from dl_quiz.text import words
from tests.attempts import attempt


@pytest.fixture
def told():
    return []


@pytest.fixture
def journal(tmp_path, told):
    journal = Journal(tmp_path / "journal.sqlite", lambda text: told.append(text.en), limit=0.2)
    journal.append(attempt(0))
    return journal


@contextmanager
def held(journal, how="IMMEDIATE", name=""):
    """Hold a journal as another program does."""
    with closing(sqlite3.connect(f"{journal.path}{name}", isolation_level=None, check_same_thread=False)) as connection:
        connection.execute(f"BEGIN {how}")
        yield


def ids(journal):
    return [int(one.id) for one in journal.attempts()]


def test_every_answer_is_saved_is_said_when_each_was(journal, told):
    writer = Writer(journal)
    assert writer.begin() == 1
    writer.save(attempt(1))
    assert (writer.end(), ids(journal), told) == (words.SAVED, [0, 1], [])


def test_nothing_is_said_where_nothing_was_answered(journal, told):
    writer = Writer(journal)
    writer.begin()
    assert (writer.end(), told) == (None, [])


def test_what_could_not_be_saved_is_saved_with_the_next(journal, told):
    writer = Writer(journal)
    with held(journal):
        writer.save(attempt(1))
        writer.save(attempt(2))
        assert ids(journal) == [0]
    writer.save(attempt(3))
    assert ids(journal) == [0, 1, 2, 3]
    assert writer.end() == words.SAVED
    assert told == [
        f"the journal {journal.path} cannot be used: another program holds it; end that one, or try again later. "
        "Answers are kept in memory, and saved with the next one that can be."
    ]


def test_what_could_not_be_saved_is_saved_at_the_end(journal):
    writer = Writer(journal)
    with held(journal):
        writer.save(attempt(1))
    assert (writer.end(), ids(journal)) == (words.SAVED, [0, 1])


def test_what_is_not_saved_at_the_end_is_counted_with_the_reason(journal, told):
    writer = Writer(journal)
    writer.save(attempt(1))
    with held(journal):
        writer.save(attempt(2))
        writer.save(attempt(3))
        text = writer.end()
    fault = f"the journal {journal.path} cannot be used: another program holds it; end that one, or try again later"
    assert text.en == f"Not saved: 2 of 3 answers; {fault}."
    assert text.zh == f"未保存：3 个作答中的 2 个；学习记录 {journal.path} 无法使用：另一个程序正占用它；请结束该程序，或稍后再试。"
    assert (len(told), ids(journal)) == (1, [0, 1])


def test_who_was_waited_for_in_vain_is_not_waited_for_at_every_answer(journal, told):
    writer = Writer(Journal(journal.path, journal.tell, limit=3.0))
    with held(journal):
        writer.save(attempt(1))
        start = time.monotonic()
        for turn in range(3):
            writer.save(attempt(2 + turn))
        assert time.monotonic() - start < 2.5
        assert writer.end(patient=False) is not None
        assert time.monotonic() - start < 2.8
    assert [text for text in told if "waiting" in text] == ["another dl-quiz holds the history; waiting…"]


def test_whoever_knows_is_not_told_again(journal, told):
    writer = Writer(journal, told=True)
    with held(journal):
        writer.begin()
        writer.save(attempt(1))
    assert told == []


@pytest.mark.parametrize(("how", "name"), [("IMMEDIATE", ""), ("EXCLUSIVE", ""), ("EXCLUSIVE", ".lock")])
def test_a_lock_that_ends_in_time_costs_a_word_and_nothing_else(journal, told, how, name):
    writer = Writer(Journal(journal.path, journal.tell, limit=20))

    def hold():
        with held(journal, how, name):
            holding.set()
            time.sleep(1.6)

    holding = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    writer.save(attempt(1))
    thread.join()
    assert (ids(journal), writer.end(), told) == ([0, 1], words.SAVED, ["another dl-quiz holds the history; waiting…"])
    assert words.WAITING.zh == "另一个 dl-quiz 正占用学习记录；等待中……"


def test_a_short_wait_is_passed_over_in_silence(journal, told):
    def hold():
        with held(journal):
            holding.set()
            time.sleep(0.3)

    holding = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    Journal(journal.path, journal.tell).append(attempt(1))
    thread.join()
    assert told == []


def test_readers_do_not_wait_for_who_writes(journal, told):
    with held(journal, "IMMEDIATE"), held(journal, "EXCLUSIVE", ".lock"):
        assert ids(journal) == [0]
    assert told == []


def test_what_is_taken_back_stays_in_the_journal_and_counts_no_more(journal, told):
    writer = Writer(journal)
    writer.save(attempt(1), attempt(2))
    writer.take_back(attempt(1))
    *_, row = journal.attempts()
    assert (row.question, row.retracts, row.rule, row.score) == (attempt(1).question, attempt(1).id, "taken back", 0.0)
    assert [int(one.id) for one in standing(list(journal.attempts()))] == [0, 2]
    assert told == []
    with held(journal):
        writer.save(attempt(3))
        writer.take_back(attempt(3))
        assert writer.end().en.startswith("Not saved: 1 of 3 answers")
