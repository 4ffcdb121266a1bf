"""Variants of a test: the same questions, each with draws, shuffles and an order of its own, all by one seed."""

import msgspec
import pytest

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.session import Selection
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError
from dl_quiz.grading.grade import grade
from dl_quiz.sheets.grade import Terms, grade_sheet
from dl_quiz.sheets.variants import Blueprint, Heading, file_name, read_names, slug_of, variants_of, whole_test
from tests.answers import key_as_response
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
TEST = Blueprint(COURSE, Selection(topics=("adding",), seed=7, count=6), Heading("A test", 30, "zh"))
CLASS = list(variants_of(TEST, 20, ("Ann Lee", "李明")))


def test_all_have_the_same_questions_in_orders_of_their_own():
    orders = [tuple(item.question for item in one.sheet.items) for one in CLASS]
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(one.id for one in TEST.questions))}
    assert len(set(orders)) > 15


@pytest.mark.parametrize("part", ["options", "drawn"])
def test_each_has_draws_and_shuffles_of_its_own(part):
    ways = {}
    for one in CLASS:
        for item in one.sheet.items:
            ways.setdefault(item.question, set()).add(str(getattr(item, part)))
    assert max(map(len, ways.values())) > 3


def test_each_has_a_seed_of_its_own_and_the_head_of_the_test():
    assert len({one.sheet.seed for one in CLASS}) == 20
    assert {(one.sheet.title, one.sheet.minutes, one.sheet.language) for one in CLASS} == {("A test", 30, "zh")}
    assert [one.sheet.name for one in CLASS] == ["Ann Lee", "李明"] + [""] * 18


def test_the_same_seed_writes_the_same_and_another_other_ones():
    assert [one.sheet for one in variants_of(TEST, 20, ("Ann Lee", "李明"))] == [one.sheet for one in CLASS]
    other = Blueprint(COURSE, Selection(topics=("adding",), seed=8, count=6), TEST.heading)
    assert not {one.sheet.seed for one in variants_of(other, 20)} & {one.sheet.seed for one in CLASS}


def test_each_is_graded_by_its_own_key():
    for one in CLASS[:6]:
        items = tuple(
            msgspec.structs.replace(item, answer=key_as_response(COURSE, posed))
            for item, posed in zip(one.sheet.items, one.posed, strict=True)
        )
        assert grade_sheet(COURSE, msgspec.structs.replace(one.sheet, items=items), "s", Terms()).score == 1.0


def test_the_answer_key_earns_everything():
    for one in CLASS[:6]:
        for key, posed in zip(one.keys(COURSE), one.posed, strict=True):
            if posed.question.kind in ("choose", "number", "phrase", "predict"):
                assert grade(key_of(COURSE, posed), key).score == 1.0


def test_one_sheet_is_that_of_the_seed_itself():
    assert (whole_test(TEST).sheet.seed, whole_test(TEST).number) == (7, 0)


@pytest.mark.parametrize(
    ("name", "slug"), [("Ann Lee", "ann-lee"), ("李 明", "李-明"), ("../../etc/x", "etc-x"), ("a\x00b\nc", "a-b-c"), ("***", ""), ("é" * 90, "é" * 40)]
)  # fmt: skip
def test_a_name_becomes_a_part_of_a_file_name_that_leads_nowhere_else(name, slug):
    assert slug_of(name) == slug
    one = CLASS[2]
    variant = type(one)(3, msgspec.structs.replace(one.sheet, name=name), one.posed)
    assert file_name(variant, 40, "yaml") == (f"03-{slug}.yaml" if slug else "03.yaml")


def test_names_stand_one_a_line():
    assert read_names("Ann\r\n\n  李明 \nBo\n\n", "class.txt") == ("Ann", "李明", "Bo")


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        (
            "Ann\nBo\nAnn",
            "class.txt: line 3: “Ann” stands there twice; add what tells them apart",
            "class.txt：第 3 行：“Ann”出现了两次；请加上能区分的内容",
        ),
        (
            "x" * 101,
            "class.txt: line 1 is longer than 100 characters; put one name on a line",
            "class.txt：第 1 行超过 100 个字符；请每行写一个姓名",
        ),
    ],
)
def test_names_that_cannot_be_told_apart_or_are_none_are_refused(text, en, zh):
    with pytest.raises(UsageError) as refusal:
        read_names(text, "class.txt")
    assert (refusal.value.text.en, refusal.value.text.zh) == (en, zh)
