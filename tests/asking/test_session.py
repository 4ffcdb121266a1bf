"""A session: what is next, what was earned, what is kept of it, and how it goes on."""

import msgspec

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.session import Answered, Selection, Session, gone_on_with, pose_again
from dl_quiz.course.course import open_course
from dl_quiz.nouns import Text, Verdict
from tests.attempts import NOON, attempt
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)


def verdict(score):
    return Verdict(score=score, rule="", read_as="", remarks=())


def test_a_session_knows_what_is_next_and_what_was_earned():
    posed = choose_questions(COURSE, Selection(topics=("charts",)))
    session = Session(posed)
    assert session.next == posed[0]
    session = session.after(Answered(posed[0], "1", verdict(1.0), 1.0)).after(Answered(posed[1], "", None, 1.0))
    assert session.next == posed[2]
    assert (len(session.done), len(session.graded), session.points) == (2, 1, 1.0)
    session = session.after(Answered(posed[2], "x", verdict(0.25), 1.0))
    assert session.next is None
    assert (len(session.graded), session.points) == (2, 1.25)


def test_an_answer_is_kept_with_its_session_and_what_was_seen_before_it():
    (posed,) = choose_questions(COURSE, Selection(questions=("adding/name",)))
    kept = Answered(posed, "sum", verdict(1.0), 2.00049, ("hint",)).attempt("id", NOON, "session")
    assert kept == msgspec.structs.replace(
        attempt(1, "adding/name"), id="id", at=NOON, drawn={}, response="sum", rule="", seconds=2.0, session="session", seen=("hint",)
    )
    slip = Text(en="The number, not the name.", zh="要名称，不要数值。")
    wrong = msgspec.structs.replace(verdict(0.0), slips=(slip,))
    assert Answered(posed, "2", wrong, 1.0).attempt("id", NOON, "session").slips == (slip,)
    assert Answered(posed, "", None, 1.0).attempt("id", NOON, "session") is None


def test_questions_are_posed_again_as_they_were_and_what_is_gone_is_left_out():
    posed = choose_questions(COURSE, Selection(seed=3, count=4))
    ids = [one.id for one in posed]
    assert pose_again(COURSE, [ids[0], "adding/gone", "gone/gone", *ids[1:]], 3) == posed


def test_a_session_goes_on_with_what_was_not_answered():
    posed = choose_questions(COURSE, Selection(topics=("charts",)))
    session = gone_on_with(posed, [attempt(1, posed[1].id, 0.25), attempt(2, "adding/name")])
    assert [one.id for one in session.posed] == [posed[1].id, posed[0].id, posed[2].id]
    assert (session.next, session.points, len(session.graded)) == (posed[0], 0.25, 1)
