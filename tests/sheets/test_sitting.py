"""A sheet while it is sat, as a value."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dl_quiz.asking.choose import Selection, choose_questions
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError
from dl_quiz.render.report import pretty
from dl_quiz.sheets.read import read_sheet
from dl_quiz.sheets.sitting import begun, gone_on_with, is_answered, presented, require_questions, unreadable
from dl_quiz.sheets.times import seconds_late
from dl_quiz.sheets.write import write_sheet
from tests.answers import key_as_response
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
POSED = choose_questions(COURSE, Selection(topics=("adding",), seed=5))
SHEET = msgspec.structs.replace(write_sheet(COURSE, POSED, 5, "en"), minutes=10)
NINE = datetime(2026, 11, 28, 9, tzinfo=UTC)


def after(minutes):
    return NINE + timedelta(minutes=minutes)


def start():
    return begun(SHEET, "Ann", NINE)


def test_an_answer_goes_to_the_question_before_the_learner_with_its_moment():
    sitting = start().moved(2).spent(3.25).answered("7", after(4)).spent(1)
    assert [item.answer for item in sitting.sheet.items][:4] == [None, None, "7", None]
    assert (sitting.sheet.items[2].seconds, sitting.sheet.ended, sitting.sheet.name) == (4.2, "2026-11-28T09:04:00+00:00", "Ann")
    assert sitting.at == 2 and 2 not in sitting.open and len(sitting.open) == len(SHEET.items) - 1


def test_an_answer_can_be_changed_and_taken_back():
    sitting = start().answered("7", after(1)).answered("8", after(2))
    assert sitting.sheet.items[0].answer == "8"
    assert not is_answered(sitting.answered("", after(3)).sheet.items[0])


def test_nobody_gets_before_the_first_question_or_past_the_list():
    count = len(SHEET.items)
    assert [start().moved(to).at for to in (-1, 0, count, count + 5)] == [0, 0, count, count]
    assert start().moved(count).item is None and start().moved(0).item == start().sheet.items[0]


def test_the_time_runs_from_the_first_question_and_what_is_over_is_what_is_graded_as_late():
    sitting = start()
    assert [sitting.over(after(minutes)) for minutes in (0, 4, 10, 12.5)] == [-600, -360, 0, 150]
    assert seconds_late(sitting.answered("7", after(12.5)).sheet) == 150
    assert begun(write_sheet(COURSE, POSED, 5, "en"), "Ann", NINE).over(after(500)) is None


def test_what_was_kept_goes_on_at_the_first_question_without_an_answer():
    left = start().answered("1", after(1)).moved(2).answered("7", after(2)).sheet
    again = gone_on_with(SHEET, read_sheet(pretty(left), "a"), "a")
    assert (again.at, again.sheet) == (1, left)
    assert again.over(after(11)) == 60
    whole = start()
    for place in range(len(SHEET.items)):
        whole = whole.moved(place).answered("1", after(1))
    assert gone_on_with(SHEET, whole.sheet, "a").item is None


def test_another_sheet_is_not_gone_on_with():
    other = msgspec.structs.replace(SHEET, seed=6)
    with pytest.raises(UsageError) as refusal:
        gone_on_with(SHEET, other, "a.yaml")
    assert refusal.value.text.en == "a.yaml holds another sheet; name another file with -o"
    assert refusal.value.text.zh == "a.yaml 里是另一份题目单；请用 -o 指定其他文件"


@pytest.mark.parametrize(
    "items", [(), (msgspec.structs.replace(SHEET.items[0], ask=""),), (msgspec.structs.replace(SHEET.items[0], kind=None),)]
)
def test_a_sheet_without_its_texts_cannot_be_sat(items):
    require_questions(SHEET, "a")
    with pytest.raises(UsageError) as refusal:
        require_questions(msgspec.structs.replace(SHEET, items=items), "a")
    assert refusal.value.text.en == "a: does not hold the texts of its questions; write it anew with dl-quiz sheet"
    assert refusal.value.text.zh == "a：缺少题目的文字；请用 dl-quiz sheet 重新生成"


def test_a_question_is_presented_from_the_sheet_alone():
    for item, posed in zip(SHEET.items, POSED, strict=True):
        one = presented(item)
        assert (one.kind, one.level, one.ask.zh) == (posed.question.kind, posed.question.level, item.ask)
        assert [f"{turn}) {choice.en}" for turn, choice in enumerate(one.choices, 1)] == list(item.options)


def test_every_right_answer_can_be_read_without_the_key():
    for item, posed in zip(SHEET.items, POSED, strict=True):
        assert unreadable(item, str(key_as_response(COURSE, posed))) is None, item.question


@pytest.mark.parametrize(
    ("slug", "typed"),
    [("commutes", "9"), ("commutes", "1 2"), ("which-sums", "7"), ("sum-of-two", "many"), ("counting-on", "12"), ("what-prints", "soon")],
)
def test_what_cannot_be_an_answer_of_its_kind_is_told(slug, typed):
    (item,) = (item for item in SHEET.items if item.question == f"adding/{slug}")
    assert unreadable(item, typed) is not None
