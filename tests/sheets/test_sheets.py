"""Sheets over the whole bank: filled with their keys they earn everything, and nothing that is typed breaks them."""

import pickle
from functools import cache
from unittest import mock

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.session import Selection
from dl_quiz.course.course import open_course
from dl_quiz.grading.grade import grade
from dl_quiz.nouns import Unparsable
from dl_quiz.render.report import pretty
from dl_quiz.sheets.documents import Sheet
from dl_quiz.sheets.grade import Terms, grade_sheet, grade_text
from dl_quiz.sheets.read import read_sheet
from dl_quiz.sheets.write import write_sheet
from tests.answers import key_as_response
from tests.courses import SMALL
from tests.plays import shared_plays

with shared_plays():
    COURSE = open_course()
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@cache
def everything(seed):
    return choose_questions(COURSE, Selection(seed=seed))


def filled(posed, seed, language="en"):
    sheet = write_sheet(COURSE, posed, seed, language)
    items = tuple(msgspec.structs.replace(item, answer=key_as_response(COURSE, one)) for item, one in zip(sheet.items, posed, strict=True))
    return msgspec.structs.replace(sheet, items=items)


@pytest.mark.parametrize(("seed", "language"), [(0, "en"), (1, "zh")])
def test_a_sheet_of_the_whole_bank_filled_with_its_keys_earns_everything(seed, language):
    with shared_plays():
        report = grade_text(pretty(filled(everything(seed), seed, language)), "sheet", Terms(pass_mark=1.0))
    assert [q.question for q in report.questions if q.score < 1] == []
    assert report.passed and report.asked == len(everything(seed)) >= 300


def test_a_sheet_survives_yaml_as_well_as_json():
    import yaml

    sheet = filled(everything(0)[:40], 0)
    text = yaml.safe_dump(msgspec.to_builtins(sheet), allow_unicode=True)
    assert msgspec.to_builtins(read_sheet(text, "sheet")) == msgspec.to_builtins(sheet)


def test_grading_is_pure_and_can_be_sent_elsewhere():
    text, terms = pretty(filled(everything(0)[:5], 0)), Terms(pass_mark=0.5)
    function, sent = pickle.loads(pickle.dumps(grade_text)), pickle.loads(pickle.dumps(terms))
    report = function(text, "sheet", sent)
    assert report == grade_text(text, "sheet", terms)
    assert pickle.loads(pickle.dumps(report)) == report


def test_a_class_has_its_keys_computed_once():
    course = open_course(SMALL, trusted=True)
    posed = choose_questions(course, Selection(seed=2))
    sheet = msgspec.structs.replace(write_sheet(course, posed, 2, "en"), name="Ann")
    items = tuple(msgspec.structs.replace(item, answer="1") for item in sheet.items)
    with mock.patch("dl_quiz.sheets.grade.key_of", wraps=key_of) as computed:
        for name in ("Ann", "Bo", "Cai"):
            grade_sheet(course, msgspec.structs.replace(sheet, name=name, items=items), name, Terms())
    assert computed.call_count == len(posed)


def test_a_sheet_graded_before_leaves_no_mark_on_the_next():
    fresh, used = (open_course(SMALL, trusted=True) for _ in range(2))
    template = [one for one in choose_questions(fresh, Selection(seed=2)) if one.id == "adding/sum-of-two"]
    sheet = write_sheet(fresh, template, 2, "en")
    floats = {name: float(value) for name, value in sheet.items[0].drawn.items()}
    grade_sheet(used, msgspec.structs.replace(sheet, items=(msgspec.structs.replace(sheet.items[0], drawn=floats),)), "sheet", Terms())
    reports = [msgspec.json.encode(grade_sheet(course, sheet, "sheet", Terms())) for course in (fresh, used)]
    assert reports[0] == reports[1]


def test_the_same_seed_poses_the_same_questions_and_another_seed_others():
    assert everything(0) == choose_questions(COURSE, Selection(seed=0))
    assert [one.id for one in everything(0)[:10]] != [one.id for one in everything(1)[:10]]
    assert any(one.drawn != other.drawn for one in everything(0) for other in everything(1) if one.id == other.id)


def test_topics_take_turns():
    first = [one.topic for one in everything(3)[: len(COURSE.topics)]]
    assert len(set(first)) == len(COURSE.topics)


def test_a_selection_keeps_to_its_topics_levels_and_kinds():
    chosen = choose_questions(COURSE, Selection(topics=("dropout", "gan"), levels=(2, 3), kinds=("number", "choose"), seed=1))
    assert chosen
    assert {one.topic for one in chosen} <= {"dropout", "gan"}
    assert {one.question.level for one in chosen} <= {2, 3}
    assert {one.question.kind for one in chosen} <= {"number", "choose"}


RESPONSES = st.one_of(
    st.text(max_size=40), st.floats(), st.integers(), st.lists(st.one_of(st.text(max_size=5), st.integers()), max_size=6).map(tuple)
)


@PATIENT
@given(number=st.integers(0, 10**6), response=RESPONSES)
def test_any_response_gets_a_verdict_or_is_unparsable(number, response):
    posed = everything(0)[number % len(everything(0))]
    verdict = grade(key_of(COURSE, posed), response)
    assert isinstance(verdict, Unparsable) or 0.0 <= verdict.score <= 1.0


@PATIENT
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_as_a_sheet_in_one_sentence(data):
    from dl_quiz.errors import UsageError

    try:
        sheet = read_sheet(data.decode("utf-8", "replace"), "x")
    except UsageError as error:
        assert error.text.en and error.text.zh
    else:
        assert isinstance(sheet, Sheet)


def test_a_small_sheet_of_another_course_is_graded_by_that_course():
    course = open_course(SMALL, trusted=True)
    posed = choose_questions(course, Selection(seed=2))
    text = pretty(write_sheet(course, posed, 2, "en"))
    assert grade_text(text, "sheet", Terms(roots=(SMALL,), trusted=True)).unanswered == tuple(one.id for one in posed)
