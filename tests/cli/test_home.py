"""The bare command and the topics: what the journal says of the learner."""

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
    assert topics[0].endswith("■□□□□") and topics[1].endswith("■■■■■")


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
