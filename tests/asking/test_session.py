"""What is asked: those never answered and answered wrong first, topics in turn, and with a seed always the same."""

import msgspec
import pytest

from dl_quiz.asking.session import Answered, Selection, Session, choose_questions, gone_on_with, pose_again
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError
from dl_quiz.memory.recall import Recall
from dl_quiz.nouns import Text, Verdict
from tests.attempts import NOON, attempt
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
ADDING = [f"adding/{question.id}" for question in COURSE.read("adding").topic.questions]
CHARTS = [f"charts/{question.id}" for question in COURSE.read("charts").topic.questions]


def chosen(memory=None, **selection):
    return [posed.id for posed in choose_questions(COURSE, Selection(**selection), memory)]


def remembered(scores):
    return {question: Recall(score, NOON, NOON, 1.0, 5.0) for question, score in scores.items()}


@pytest.mark.parametrize("seed", range(5))
def test_what_was_never_answered_comes_first_then_what_was_wrong_then_what_is_known(seed):
    scores = {question: place / 10 for place, question in enumerate(ADDING) if place}
    order = chosen(remembered(scores), topics=("adding",), seed=seed)
    assert order == ADDING


def test_memory_decides_even_when_only_a_few_are_asked():
    scores = dict.fromkeys(ADDING, 1.0) | {ADDING[3]: 0.0, ADDING[5]: 0.5}
    assert chosen(remembered(scores), topics=("adding",), count=2) == [ADDING[3], ADDING[5]]


def test_without_memory_the_seed_alone_decides():
    assert chosen(seed=4) == chosen(seed=4)
    assert len({tuple(chosen(seed=seed)) for seed in range(8)}) > 4


def test_topics_take_turns_as_long_as_they_have_questions():
    topics = [name.partition("/")[0] for name in chosen(seed=1)]
    assert sorted(topics[:2]) == sorted(topics[2:4]) == sorted(topics[4:6]) == ["adding", "charts"]
    assert topics[6:] == ["adding"] * 4


def test_a_selection_is_all_of_its_topics_levels_kinds_and_questions():
    assert set(chosen()) == {*ADDING, *CHARTS}
    assert set(chosen(topics=("charts",))) == set(CHARTS)
    assert set(chosen(levels=(3,))) == {"adding/what-prints", "adding/what-falls", "charts/what-shows-where"}
    assert set(chosen(kinds=("number", "points"))) == {"adding/sum-of-two", "charts/side-and-area", "charts/say-it"}
    assert chosen(questions=("adding/name",)) == ["adding/name"]
    assert set(chosen(topics=("adding",), levels=(1,), kinds=("phrase",))) == {"adding/name"}
    assert len(chosen(count=3)) == 3


def test_nothing_that_fits_is_an_error():
    with pytest.raises(UsageError) as failure:
        chosen(topics=("charts",), kinds=("order",))
    assert failure.value.text.en == "no question fits; loosen --level, --kind or the topics"
    assert failure.value.text.zh == "没有符合条件的题目；请放宽 --level、--kind 或主题"


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
