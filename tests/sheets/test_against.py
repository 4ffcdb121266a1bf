"""Of what comes back only name, answers and times are the learner's: whatever else was changed is refused in a sentence."""

import msgspec
import pytest

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.session import Selection
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError
from dl_quiz.render.report import pretty
from dl_quiz.sheets.against import as_issued, issued
from dl_quiz.sheets.grade import Terms, grade_sheet, grade_text
from dl_quiz.sheets.write import write_sheet
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
SHEET = write_sheet(COURSE, choose_questions(COURSE, Selection(topics=("adding",), seed=5, count=4)), 5, "en")
FIRST, SECOND, THIRD, FOURTH = SHEET.items
DRAWN = next(item for item in SHEET.items if item.drawn)


def changed(**changes):
    return msgspec.structs.replace(SHEET, **changes)


def item(one, **changes):
    return msgspec.structs.replace(one, **changes)


def taken(sheet, own=SHEET):
    return as_issued(sheet, {own.seed: own}, "ann.yaml")


def test_name_answers_and_times_are_the_learner_s():
    items = tuple(item(one, answer=str(turn), seconds=2.0) for turn, one in enumerate(SHEET.items))
    sheet = changed(name="Ann", begun="2026-11-28T09:00:00+00:00", ended="2026-11-28T09:10:00+00:00", items=items)
    assert taken(sheet) == sheet


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Easy"},
        {"minutes": 600},
        {"language": "zh"},
        {"course": msgspec.structs.replace(SHEET.course, topics={}, demos="x")},
        {
            "items": tuple(
                item(one, ask="What is 1 + 1?", options=("1) the wrong one",), kind="phrase", level=1, how="") for one in SHEET.items
            )
        },
    ],
)
def test_all_else_is_as_it_was_handed_out_whatever_the_learner_wrote_there(change):
    assert taken(changed(**change)) == SHEET


@pytest.mark.parametrize(
    ("change", "en", "zh"),
    [
        (
            {"items": SHEET.items[:2]},
            f": lacks {THIRD.question}, {FOURTH.question}; only answers may be changed",
            f"与发出的题目单相比，缺少 {THIRD.question}、{FOURTH.question}；只能填写答案",
        ),
        (
            {"items": (*SHEET.items, item(FIRST, question="adding/easy"))},
            ": asks adding/easy, which was not handed out; only answers may be changed",
            "与发出的题目单相比，多出 adding/easy；只能填写答案",
        ),
        (
            {"items": (item(FIRST, question="adding/easy"), SECOND, THIRD, FOURTH)},
            f": lacks {FIRST.question} and asks adding/easy, which was not handed out; only answers may be changed",
            f"与发出的题目单相比，缺少 {FIRST.question}，多出 adding/easy；只能填写答案",
        ),
        (
            {"items": SHEET.items[::-1]},
            ": has its questions in another order than they were handed out; only answers may be changed",
            "题目顺序与发出时不同；只能填写答案",
        ),
        (
            {"items": tuple(item(one, drawn={"left": 1, "right": 1}) if one is DRAWN else one for one in SHEET.items)},
            f": {DRAWN.question} was handed out with left={DRAWN.drawn['left']}, right={DRAWN.drawn['right']}, and comes back with other values; "
            "only answers may be changed",
            f"{DRAWN.question} 发出时的数值是 left={DRAWN.drawn['left']}, right={DRAWN.drawn['right']}，交回时却不同；只能填写答案",
        ),
        (
            {"seed": 4},
            ": is none of the sheets that were handed out (seed 4); ask for the sheet that the learner was given",
            "不是发出的题目单（种子 4）；请向学生索要发给他的那一份",
        ),
    ],
)
def test_a_cut_swapped_reordered_or_redrawn_sheet_is_refused(change, en, zh):
    with pytest.raises(UsageError) as refusal:
        taken(changed(**change))
    assert (refusal.value.text.en, refusal.value.text.zh) == (f"ann.yaml{en}", f"ann.yaml：{zh}")


def test_a_sheet_of_somebody_else_is_refused_and_a_name_in_other_letters_is_not():
    own = changed(name="Ann Lee")
    assert taken(changed(name="ann  LEE"), own).name == "ann  LEE"
    assert taken(changed(name=""), own).name == "Ann Lee"
    with pytest.raises(UsageError) as refusal:
        taken(changed(name="Bo"), own)
    assert refusal.value.text.en == "ann.yaml: was handed out to “Ann Lee”, and comes back from “Bo”; ask whose answers these are"
    assert refusal.value.text.zh == "ann.yaml：发给“Ann Lee”的题目单，交回时署名“Bo”；请核实是谁的答卷"


def test_of_two_sheets_with_one_seed_none_is_handed_out(tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(pretty(SHEET), encoding="utf-8")
    with pytest.raises(UsageError) as refusal:
        issued(tmp_path)
    assert (
        refusal.value.text.en == f"{tmp_path / 'b.json'}: has the same seed as another sheet of {tmp_path}; keep one of them in the folder"
    )
    assert refusal.value.text.zh == f"{tmp_path / 'b.json'}：与 {tmp_path} 中另一份题目单的种子相同；文件夹里请只保留一份"


def test_an_edition_that_the_learner_blanked_is_the_teacher_s(tmp_path):
    (tmp_path / "test.json").write_text(pretty(SHEET), encoding="utf-8")
    blank = pretty(changed(course=msgspec.structs.replace(SHEET.course, topics={})))
    report = grade_text(blank, "ann", Terms((SMALL,), trusted=True, against=tmp_path / "test.json"))
    assert (report.changed, report.asked) == ((), 4)


def test_a_topic_that_the_sheet_does_not_name_is_one_of_another_edition():
    with pytest.raises(UsageError) as refusal:
        grade_sheet(COURSE, changed(course=msgspec.structs.replace(SHEET.course, topics={})), "ann", Terms())
    assert "(changed: adding)" in refusal.value.text.en


@pytest.mark.parametrize(("against", "reveal"), [(False, False), (True, True)])
def test_keys_of_what_nobody_answered_are_revealed_to_the_teacher_alone(tmp_path, against, reveal):
    path = tmp_path / "test.json"
    path.write_text(pretty(SHEET), encoding="utf-8")
    answered = pretty(changed(items=(item(FIRST, answer="1"), SECOND, THIRD, FOURTH)))
    report = grade_text(answered, "ann", Terms((SMALL,), trusted=True, reveal=True, against=path if against else None))
    assert [isinstance(question.key, str) for question in report.questions] == [True, reveal, reveal, reveal]


def test_of_an_empty_sheet_no_key_is_revealed():
    with pytest.raises(UsageError) as refusal:
        grade_sheet(COURSE, SHEET, "test.yaml", Terms(reveal=True))
    en = ": nothing is answered, so no key is revealed; answer it, or name the sheet that was handed out with --against"
    assert refusal.value.text.en == f"test.yaml{en}"
    assert refusal.value.text.zh == "test.yaml：没有作答，不显示标准答案；请先作答，或用 --against 指定发出的题目单"
