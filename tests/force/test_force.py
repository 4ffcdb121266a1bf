"""Small versions of the proofs by force; `python -m tests.force` makes them large."""

import sqlite3
import threading
import time

import pytest

from dl_quiz.learner.journal import Journal
from tests.attempts import remember
from tests.courses import SMALL
from tests.force import imports, kills, limits, writers
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")


def test_each_verdict_that_was_shown_before_a_kill_is_in_the_journal(tmp_path):
    tally = kills.run(tmp_path, 8)
    assert not tally.lost and tally.verdicts > 8


def test_many_processes_at_once_on_a_damaged_journal_lose_nothing(tmp_path):
    tally = writers.run(tmp_path, 2, writers=4)
    assert not tally.lost and tally.confirmed == 2 * 4 * writers.EACH


def test_a_history_that_is_killed_while_it_is_read_in_or_set_aside_is_there_whole_or_not_at_all(tmp_path):
    tally = imports.run(tmp_path, 8)
    assert not tally.lost and tally.kills == 8


@pytest.mark.parametrize("size", [30_000, 100_000, 200_000, 10_000_000])
def test_a_history_without_room_is_read_in_whole_or_not_at_all(tmp_path, size):
    assert limits.apart(imports.without_room, tmp_path / "home", size) == []


@pytest.mark.parametrize("size", [0, 2_000, 16_384, 20_480, 30_000])
def test_what_is_said_of_a_disk_without_room_is_true(tmp_path, size):
    assert limits.with_room_for(tmp_path / "home", size) == []


@pytest.mark.parametrize("rows", [66, 70, 98])
def test_what_is_said_of_a_disk_that_becomes_full_is_true(tmp_path, rows):
    assert limits.without_growth(tmp_path / "home", rows) == []


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_what_is_said_of_a_journal_that_is_held_is_true(tmp_path, monkeypatch, how):
    monkeypatch.setattr(Journal.__init__, "__defaults__", (*Journal.__init__.__defaults__[:-1], 1.2))
    remember(tmp_path, ("adding/name", 1.0))
    with limits.held(tmp_path / "journal.sqlite", how):
        shown = limits.quiz(tmp_path)
    assert shown.count("another dl-quiz holds the history; waiting…") in (1, 2)
    assert shown.count("Answers are kept in memory") == 1
    assert f"Not saved: {len(limits.QUESTIONS)} of {len(limits.QUESTIONS)} answers; the journal" in shown


def test_a_lock_that_ends_during_a_quiz_costs_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(Journal.__init__, "__defaults__", (*Journal.__init__.__defaults__[:-1], 0.3))
    remember(tmp_path, ("adding/name", 1.0))
    holding = threading.Event()

    def hold():
        with limits.held(tmp_path / "journal.sqlite"):
            holding.set()
            time.sleep(0.8)

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    shown = limits.quiz(tmp_path)
    thread.join()
    if "Not saved" in shown:  # a quick machine is through before the lock ends
        pytest.skip("the quiz was over before the lock")
    assert "Every answer is saved." in shown
    assert len(list(Journal(tmp_path / "journal.sqlite").attempts())) == 1 + len(limits.QUESTIONS)


ODD = {
    "a day that is none": "UPDATE attempts SET at = '2026-02-31T10:00:00+00:00'",
    "no zone": "UPDATE attempts SET at = '2026-11-20T10:00:00'",
    "another zone": "UPDATE attempts SET at = '2026-11-20T18:00:00+08:00'",
    "the last day": "UPDATE attempts SET at = '9999-12-31T23:59:59+00:00'",
    "now": "UPDATE attempts SET at = 'now'",
    "a value without end": "UPDATE attempts SET drawn = '{\"a\":1e999}'",
    "a score without end": "UPDATE attempts SET score = 1e999",
    "a score below 0": "UPDATE attempts SET score = -5",
    "a score above 1": "UPDATE attempts SET score = 1000",
    "one more column": "ALTER TABLE attempts ADD COLUMN mood TEXT",
    "text that is none": "UPDATE attempts SET response = CAST(x'61ff62' AS TEXT), question = CAST(x'ff' AS TEXT)",
    "no table": "DROP TABLE attempts",
    "an earlier format": "PRAGMA user_version=1",
}


@pytest.mark.parametrize("command", [(), ("topics",), ("quiz", "adding/name", "--seed", "1")], ids=["home", "topics", "quiz"])
@pytest.mark.parametrize("statement", ODD.values(), ids=ODD)
def test_an_odd_journal_stops_no_command(tmp_path, statement, command):
    remember(tmp_path, ("adding/name", 1.0), ("adding/commutes", 0.0))
    with sqlite3.connect(tmp_path / "journal.sqlite") as connection:
        connection.execute(statement)
    done = run_in_process(*command, *THERE, home=tmp_path, typed=["sum", ""])
    assert done.code == 0
    assert done.err.count("could not be used as it was") == ("column" in statement.lower() or "PRAGMA" in statement or "DROP" in statement)
    assert (
        "%" not in done.out
        or max(int(word.strip("()%")) for word in done.out.split() if word.strip("()%").isdigit() and "%" in word) <= 100
    )
    if command[:1] == ("quiz",):
        assert "Every answer is saved." in done.out


def test_rows_of_another_zone_count_like_any_other(tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    with sqlite3.connect(tmp_path / "journal.sqlite") as connection:
        connection.execute("UPDATE attempts SET at = '2026-01-20T18:00:00+08:00'")
    assert "1 of 1 questions that you have met are due" in run_in_process(*THERE, home=tmp_path).out
