"""The last answer is taken back, and no other; nothing is deleted."""

from datetime import timedelta

import msgspec

from dl_quiz.learner.journal import Journal
from dl_quiz.learner.undoing import take_back_last
from tests.attempts import NOON, attempt

LATER = NOON + timedelta(hours=1)


def undone(journal):
    return [one.id for one in take_back_last(journal, LATER)]


def said(number, question, session):
    return msgspec.structs.replace(attempt(number, question), session=session)


def test_each_time_the_last_answer_that_counts_is_taken_back(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.append(attempt(1), attempt(2, "a/c"), attempt(3))
    assert [undone(journal) for _ in range(4)] == [[attempt(3).id], [attempt(2).id], [attempt(1).id], []]
    assert len(list(journal.attempts())) == 6 and list(journal.standing()) == []
    journal.append(attempt(4))
    assert undone(journal) == [attempt(4).id]


def test_what_takes_it_back_names_it_and_its_time(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.append(attempt(1))
    undone(journal)
    back = list(journal.attempts())[-1]
    assert (back.retracts, back.question, back.at) == (attempt(1).id, "a/b", LATER)


def test_the_points_of_one_open_question_go_together(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.append(
        said(1, "a/points/x", "earlier"),
        said(2, "b/points/x", "now"),
        said(3, "a/points/x", "now"),
        said(4, "a/x", "now"),
        said(5, "a/points/y", "now"),
    )
    assert [undone(journal) for _ in range(4)] == [[said(n, "", "").id for n in each] for each in ((5, 3), (4,), (2,), (1,))]


def test_where_nothing_was_answered_nothing_is_made(tmp_path):
    journal = Journal(tmp_path / "home" / "j")
    assert undone(journal) == []
    assert not (tmp_path / "home").exists()
