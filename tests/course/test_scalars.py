"""A plain scalar is what a person reads; what YAML takes for something else gets a sentence that says how to write it."""

import pytest
import yaml

from dl_quiz.course.course import open_course
from dl_quiz.course.scalars import MOST_DIGITS, Misread, read_scalar, truth_of
from dl_quiz.errors import CourseError
from tests.courses import copy_of_small, edit
from tests.quick import seconds_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("+5", 5), ("9" * MOST_DIGITS, int("9" * MOST_DIGITS)),
        ("0.5", 0.5), (".5", 0.5), ("-.5", -0.5), ("+.5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("1e-4", 0.0001), ("9.6e6", 9.6e6), ("1E5", 1e5), ("-2.5e+3", -2500.0), ("01.5", 1.5), ("0e5", 0.0), ("0.0", 0.0),
        ("true", True), ("False", False), ("", None), ("~", None), ("null", None),
        ("word", "word"), ("3×3", "3×3"), ("5%", "5%"), ("1,000", "1,000"), ("1.2.3", "1.2.3"), ("1e", "1e"), (".", "."), ("-", "-"), ("...", "..."), ("1:75", "1:75"), ("１２", "１２"), ("٣", "٣"), ("_1", "_1"), ("1_a", "1_a"), ("0x", "0x"), ("=", "="), ("<<", "<<"), ("inf", "inf"), ("nan", "nan"), ("y", "y"), ("1 2", "1 2"), ("tRuE", "tRuE"),
    ],
)  # fmt: skip
def test_a_scalar_is_what_a_person_reads(text, value):
    assert read_scalar(text) == value
    assert type(read_scalar(text)) is type(value)


MISREAD = [
    ("010", "an octal number", "write 10, or put it in quotes"), ("-010", "an octal number", "write -10, or put it in quotes"), ("00", "an octal number", "write 0, or put it in quotes"), ("089", "an octal number", "write 89, or put it in quotes"),
    ("0o17", "an octal number", "write it in decimal, or put it in quotes"), ("0x1F", "a hexadecimal number", "write it in decimal, or put it in quotes"), ("0b101", "a binary number", "write it in decimal, or put it in quotes"),
    ("3:1", "a number of base 60", "write a plain number, or put it in quotes"), ("12:30:45", "a number of base 60", "write a plain number, or put it in quotes"), ("1:1:1.5", "a number of base 60", "write a plain number, or put it in quotes"),
    ("1_000", "a number with `_` in it", "write 1000, or put it in quotes"), ("1_000.5", "a number with `_` in it", "write 1000.5, or put it in quotes"),
    (".inf", "a number that is not finite", "write a finite one"), ("-.Inf", "a number that is not finite", "write a finite one"), (".NaN", "a number that is not finite", "write a finite one"),
    ("1e400", "a number that no computer holds", "write one of a sane size"), ("1e-400", "a number that no computer holds", "write one of a sane size"),
    ("2026-11-20", "a date", "put it in quotes"), ("2026-11-20T10:00:00Z", "a date", "put it in quotes"),
    ("yes", "a truth value", "write true, or put it in quotes"), ("Off", "a truth value", "write false, or put it in quotes"),
    ("9" * 3600, "a number of 3,600 digits", "write at most 100"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what", "remedy"), MISREAD, ids=[text[:20] for text, _, _ in MISREAD])
def test_what_yaml_takes_for_something_else_is_told_with_its_remedy(text, what, remedy):
    misread = read_scalar(text)
    assert isinstance(misread, Misread)
    assert (misread.what.en, misread.remedy.en) == (what, remedy)
    assert misread.what.zh and misread.remedy.zh


def test_yes_and_no_are_truth_values_where_those_are_wanted():
    assert [truth_of(word) for word in ("yes", "ON", "true", "No", "off", "FALSE", "y", "1")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "text",
    ["1:" * 500_000 + "1x", "9" * 1_000_000, "1_" * 500_000, "0x" + "f" * 1_000_000 + "g", "1" * 1_000_000 + "e", "0" * 1_000_000 + "1", "1" * 1_000_000 + "_x", "2001-12-14 " + "1" * 1_000_000 + "x", "1." * 500_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_the_longest_scalars_are_read_in_no_time(text):
    assert seconds_of(lambda: read_scalar(text)) < 1


IN_A_TOPIC = [
    ("key: add.add", "key: 010", "35: `questions.0.number.key` is `010`, which YAML takes for an octal number; write 10, or put it in quotes"),
    ("key: add.add", "key: 0x" + "f" * 3000, "35: `questions.0.number.key` is `0x" + "f" * 38 + "…`, which YAML takes for a hexadecimal number; write it in decimal, or put it in quotes"),
    ("key: add.add", "key: .nan", "35: `questions.0.number.key` is `.nan`, which YAML takes for a number that is not finite; write a finite one"),
    ("key: add.add", "key: true", "35: `questions.0.number.key` must be a number, not `true`"),
    ("key: add.add", "key: add.add\n      within: 1_0", "36: `questions.0.number.within` is `1_0`, which YAML takes for a number with `_` in it; write 10, or put it in quotes"),
    ("key: add.add", "key: add.add\n      within: big", "36: `questions.0.number.within` must be a number, not `big`"),
    ("draw: {left: [1, 2, 3], right: [4, 5]}", "draw: {left: [1, 2:30, 3], right: [4, 5]}", "31: `questions.0.draw.left.1` is `2:30`, which YAML takes for a number of base 60; write a plain number, or put it in quotes"),
    ("draw: {left: [1, 2, 3], right: [4, 5]}", "draw: {left: [1, on, 3], right: [4, 5]}", "31: `questions.0.draw.left.1` is `on`, which YAML takes for a truth value; write true, or put it in quotes"),
    ("with: {left: 4, right: 5}, check: sum}\n    explain", "with: {left: 04, right: 5}, check: sum}\n    explain", "86: `questions.5.predict.with.left` is `04`, which YAML takes for an octal number; write 4, or put it in quotes"),
    ('{value: "left * right",', "{value: 1:30,", "38: `questions.0.number.slips.1.value` is `1:30`, which YAML takes for a number of base 60; write a plain number, or put it in quotes"),
    ("title: {en: Adding,", "title: {en: 0.5,", "1: `title.en` must be text, but YAML takes `0.5` for a number; put it in quotes"),
    ("title: {en: Adding,", "title: {en: 010,", "1: `title.en` must be text, but YAML takes `010` for an octal number; put it in quotes"),
    ("title: {en: Adding,", "title: {en: =,", "1: `title.en` must be text, but YAML takes `=` for a mark of its own; put it in quotes"),
    ("title: {en: Adding,", "title: {en: 2026-11-20,", "1: `title.en` must be text, but YAML takes `2026-11-20` for a date; put it in quotes"),
    ("interview: 1", "interview: 1.0", "2: `interview` must be a whole number, not `1.0`"),
    ("year: 1889", "year: 01889", "25: `sources.0.year` is `01889`, which YAML takes for an octal number; write 1889, or put it in quotes"),
    ("  - id: commutes\n    level: 2", "  - id: commutes\n    level: 2.0", "42: `questions.1.level` must be one of 1, 2, 3"),
    ("  - id: commutes\n    level: 2", "  - id: commutes\n    level: 02", "42: `questions.1.level` must be one of 1, 2, 3"),
    ("right: true}\n      - {say: {en: Swapping negates", "right: maybe}\n      - {say: {en: Swapping negates", "47: `questions.1.choose.1.right` must be true or false, not `maybe`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), IN_A_TOPIC, ids=[new[:30] for _, new, _ in IN_A_TOPIC])
def test_a_misread_scalar_is_complained_of_at_its_line(tmp_path, old, new, sentence):
    course = edit(copy_of_small(tmp_path), old, new)
    with pytest.raises(CourseError) as failure:
        open_course(course).read("adding")
    assert f"{course}/questions/adding.yaml:{sentence}" in failure.value.text.en.splitlines()


@pytest.mark.parametrize(
    ("written", "value"), [("9.6e6", 9.6e6), ("1e-4", 1e-4), ("-.5", -0.5), (".25", 0.25), ("1e3", 1000.0), ("7", 7), ("'010'", "010")]
)
def test_a_number_is_read_as_it_is_written(tmp_path, written, value):
    course = edit(copy_of_small(tmp_path), "draw: {left: [1, 2, 3], right: [4, 5]}", f"draw: {{left: [1, {written}], right: [4, 5]}}")
    assert open_course(course).read("adding").topic.questions[0].draw["left"] == (1, value)


def test_a_whole_key_is_a_float_like_any_other(tmp_path):
    course = edit(
        copy_of_small(tmp_path),
        "key: add.add\n      slips:\n        - {with: {carry: false}, because: {en: You carried where nothing is carried., zh: 你多进了一位。}}",
        "key: 9\n      slips:",
    )
    key = open_course(course).read("adding").topic.questions[0].answer.key
    assert (key, type(key)) == (9.0, float)


@pytest.mark.parametrize("written", ["1e-4", "7e12", "0o17", "089", "-.5", "1:75"])
def test_what_yaml_itself_takes_for_text_is_text_where_text_is_wanted(tmp_path, written):
    assert yaml.safe_load(written) == written
    course = edit(copy_of_small(tmp_path), "title: {en: Adding,", f"title: {{en: {written},")
    assert open_course(course).read("adding").topic.title.en == written


def test_right_may_be_said_with_yes(tmp_path):
    course = edit(copy_of_small(tmp_path), 'zh: "1 + 4"}, right: true', 'zh: "1 + 4"}, right: yes')
    assert open_course(course).read("adding").topic == open_course(copy_of_small(tmp_path / "again")).read("adding").topic
