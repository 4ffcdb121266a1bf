"""One report, four formats: what was right, partly right, wrong, unreadable and unanswered is so in each."""

import json
import xml.etree.ElementTree as ElementTree

import msgspec
import pytest

from dl_quiz.render.report import FORMATS
from dl_quiz.sheets.documents import QuestionReport, Report, TopicReport


def question(name, status="graded", score=0.0, **fields):
    whole = {"level": 1, "kind": "number", "drawn": {}, "response": "7", "rule": "a rule", "remarks": (), "mistakes": (), **fields}
    return QuestionReport(question=name, status=status, score=score, **whole)


QUESTIONS = (
    question("a/right", score=1.0, key="7", seconds=2.5),
    question("a/partly", score=0.5, remarks=("one thing", "another")),
    question("b/wrong", remarks=("why <&>",), key="8\n9"),
    question("b/strange", "unparsable", response="x\x01y"),
    question("b/empty", "unanswered", response=""),
)
REPORT = Report(
    schema="dl-quiz.report/1",
    name="Ann",
    course="A course",
    fingerprint="f",
    seed=1,
    language="en",
    pass_mark=0.5,
    passed=False,
    score=0.3,
    points=1.5,
    asked=5,
    seconds=None,
    late=None,
    unanswered=("b/empty",),
    unparsable=("b/strange",),
    changed=(),
    topics=(TopicReport(topic="a", points=1.5, questions=2), TopicReport(topic="b", points=0.0, questions=3)),
    questions=QUESTIONS,
)


def formatted(form, **changes):
    return FORMATS[form](msgspec.structs.replace(REPORT, **changes))


def test_text_marks_every_question_and_sums_up():
    assert formatted("text").splitlines() == [
        "Ann",
        "✓ a/right  1.00  7",
        "    = 7",
        "◐ a/partly  0.50  7",
        "    one thing",
        "    another",
        "✗ b/wrong  0.00  7",
        "    why <&>",
        "    = 8",
        "    = 9",
        "· b/strange  0.00  (unparsable)  x␁y",
        "· b/empty  0.00  (unanswered)",
        "",
        "  a: 1.5/2",
        "  b: 0/3",
        "1.5 of 5 points (30%); pass mark 50%: not passed",
    ]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"seconds": 150.0, "late": 0.0}, "time: 2:30"),
        ({"seconds": 4000.0, "late": 30.0}, "time: 66:40, 0:30 over the time allowed"),
        ({"seconds": 150.0, "late": 30.0, "language": "zh"}, "用时：2:30，超时 0:30"),
    ],
)
def test_text_says_how_long_it_took_and_how_much_of_it_was_late(changes, line):
    assert formatted("text", **changes).splitlines()[-2] == line


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({"passed": True}, "1.5 of 5 points (30%); pass mark 50%: passed"),
        ({"pass_mark": 0.0}, "1.5 of 5 points (30%)"),
        ({"language": "zh"}, "得 1.5/5 分（30%）；及格线 50%：未通过"),
        ({"language": "zh", "passed": True}, "得 1.5/5 分（30%）；及格线 50%：通过"),
    ],
)
def test_text_says_whether_the_mark_was_reached(changes, last):
    assert formatted("text", **changes).splitlines()[-1] == last


def test_text_speaks_chinese():
    lines = formatted("text", language="zh").splitlines()
    assert "· b/strange  0.00  (无法识别)  x␁y" in lines and "· b/empty  0.00  (未作答)" in lines


def test_json_is_the_report_itself():
    assert msgspec.json.decode(formatted("json"), type=Report) == REPORT
    assert "key" not in json.loads(formatted("json"))["questions"][1]


def test_junit_counts_by_topic_and_by_outcome():
    root = ElementTree.fromstring(formatted("junit"))
    assert root.attrib == {"name": "Ann", "tests": "5", "failures": "2", "errors": "1"}
    assert [suite.attrib for suite in root] == [
        {"name": "a", "tests": "2", "failures": "1", "errors": "0", "skipped": "0"},
        {"name": "b", "tests": "3", "failures": "1", "errors": "1", "skipped": "1"},
    ]
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert cases["right"].attrib == {"classname": "a", "name": "right", "time": "2.5"}
    assert {name: [child.tag for child in case] for name, case in cases.items()} == {
        "right": [],
        "partly": ["failure"],
        "wrong": ["failure"],
        "strange": ["error"],
        "empty": ["skipped"],
    }
    assert cases["wrong"][0].attrib == {"message": "a rule: 7", "type": "number"}
    assert cases["wrong"][0].text == "why <&>"
    assert cases["partly"][0].text == "one thing\nanother"


def test_junit_holds_no_character_that_xml_forbids():
    assert "x␁y" in formatted("junit") and "\x01" not in formatted("junit")
    assert ElementTree.fromstring(formatted("junit", name="\ufffe")).attrib["name"] == "\ufffd"


def test_tap_says_ok_of_what_is_right_and_skips_what_is_unanswered():
    assert formatted("tap").splitlines() == [
        "TAP version 14",
        "1..5",
        "ok 1 - a/right",
        "not ok 2 - a/partly",
        "# one thing",
        "# another",
        "not ok 3 - b/wrong",
        "# why <&>",
        "not ok 4 - b/strange",
        "ok 5 - b/empty # SKIP unanswered",
    ]
