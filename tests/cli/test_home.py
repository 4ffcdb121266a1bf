"""The bare command and the topics: what the journal says of the learner."""

import os
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dl_quiz.learner.journal import Journal
from tests.attempts import attempt, remember
from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")


def answered(home, question, score, ago):
    """Write an attempt of a while ago."""
    journal = Journal(home / "journal.sqlite")
    number = len(list(journal.attempts()))
    journal.append(msgspec.structs.replace(attempt(number, question, score), at=datetime.now(UTC) - ago))


@pytest.mark.parametrize(("ago", "due"), [(timedelta(seconds=5), 0), (timedelta(days=400), 1)])
def test_what_is_due_is_what_was_to_be_seen_before_now(tmp_path, ago, due):
    answered(tmp_path, "adding/name", 1.0, ago)
    assert f"{due} of 1 questions that you have met are due for review." in run_in_process(*THERE, home=tmp_path).out


def test_home_and_topics_show_the_mastery_of_what_was_met(tmp_path):
    remember(tmp_path, ("charts/say-it", 1.0), ("charts/side-and-area", 1.0), ("charts/what-shows-where", 1.0), ("adding/name", 1.0))
    out = run_in_process(*THERE, home=tmp_path).out
    assert out.index("adding  Adding  14%") < out.index("charts  Charts  100%")
    topics = run_in_process("topics", *THERE, home=tmp_path).out.splitlines()
    assert topics[1].endswith("■□□□□") and topics[2].endswith("■■■■■")


def test_whoever_has_begun_is_led_to_progress(tmp_path):
    assert "dl-quiz progress" not in run_in_process(*THERE, home=tmp_path).out
    remember(tmp_path, ("adding/name", 1.0))
    assert f"dl-quiz progress --course {SMALL}" in run_in_process(*THERE, home=tmp_path, columns=200).out


def test_without_a_journal_nothing_is_made_and_nothing_is_claimed(tmp_path):
    out = run_in_process(*THERE, home=tmp_path / "home").out
    assert "due for review" not in out and "Begin" in out
    assert not (tmp_path / "home" / "journal.sqlite").exists()


def test_a_newer_journal_costs_a_warning(tmp_path):
    import sqlite3

    remember(tmp_path, ("adding/name", 1.0))
    with sqlite3.connect(tmp_path / "journal.sqlite") as connection:
        connection.execute("PRAGMA user_version=99")
    done = run_in_process(*THERE, home=tmp_path)
    assert done.code == 0 and "Begin" in done.out
    assert "is of a newer format (99); upgrade dl-quiz. This run goes on without your history." in " ".join(done.err.split())


def unusable(folder, how):
    """Return a home that cannot be used."""
    home = folder / ("x" * 300 if how == "too long" else "home")
    if how == "a file":
        home.touch()
    elif how == "a loop":
        home.symlink_to(home)
    elif how == "a pipe":
        home.mkdir()
        os.mkfifo(home / "journal.sqlite")
    return home


@pytest.mark.parametrize("command", [(), ("topics",)], ids=["home", "topics"])
@pytest.mark.parametrize("how", ["too long", "a file", "a loop", "a pipe"])
def test_a_home_that_cannot_be_used_costs_a_warning(tmp_path, how, command):
    done = run_in_process(*command, *THERE, home=unusable(tmp_path, how))
    assert (done.code, done.err.count("This run goes on without your history.")) == (0, 1)
    assert done.out


def test_a_home_without_permission_costs_a_warning(tmp_path, as_nobody):
    remember(tmp_path / "home", ("adding/name", 1.0))
    (tmp_path / "home").chmod(0o700)
    done = as_nobody(lambda: run_in_process(*THERE, home=tmp_path / "home", language="zh"))
    assert (done.code, done.err.count("。本次不使用学习记录。")) == (0, 1)


def test_questions_of_another_course_are_not_counted(tmp_path):
    remember(tmp_path, ("adding/name", 1.0), ("elsewhere/name", 1.0))
    assert "1 of 1 questions that you have met" in run_in_process(*THERE, home=tmp_path).out
