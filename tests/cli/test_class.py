"""A class at the command line: a folder of sheets gives a table, item analysis and an exit code; bad ones are listed."""

import csv
import io
import json

import jsonschema
import junitparser
import pytest

from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")


def run(*arguments, **options):
    return run_in_process(*arguments, *THERE, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Twelve sheets of one test, of which each gets one more question right than the one before; one is broken, one was cut."""
    there = tmp_path_factory.mktemp("class")
    test = json.loads(run("sheet", "adding/sum-of-two", "adding/name", "adding/what-prints", "--seed", 1, "--format", "json").out)
    (there.parent / "test.json").write_text(json.dumps(test | {"minutes": 10}), encoding="utf-8")
    (there / "class").mkdir()
    for number in range(12):
        write(there / "class" / f"{number:02}.json", test, number)
    (there / "class" / "12.json").write_text("{broken", encoding="utf-8")
    (there / "class" / "13.json").write_text(json.dumps(test | {"items": test["items"][:1], "name": "Cut"}), encoding="utf-8")
    (there / "class" / "notes.txt").write_text("not a sheet", encoding="utf-8")
    (there / "test.json").write_text(json.dumps(test | {"minutes": 10}), encoding="utf-8")
    return there


def write(path, test, number):
    right = {"adding/name": "sum", "adding/what-prints": "9", "adding/sum-of-two": None}
    items = []
    for item in test["items"]:
        drawn = item.get("drawn", {})
        key = right[item["question"]] or str(drawn["left"] + drawn["right"])
        items.append({**item, "answer": key if number > 3 * len(items) else "1000"})
    times = {"begun": "2026-11-28T09:00:00Z", "ended": f"2026-11-28T09:{number:02}:30Z"}
    name = "=cmd|' /C calc'!A0" if number == 11 else "李明" if number == 10 else f"Learner {number}"
    path.write_text(json.dumps({**test, "name": name, "items": items, **times}), encoding="utf-8")


def test_a_class_has_a_table_with_score_time_and_lateness_and_names_what_is_not_graded(folder):
    done = run("grade", "class", "--against", "test.json", "--pass", 0.6, cwd=folder)
    lines = done.out.splitlines()
    assert lines[:3] == [
        "score    time    late  name",
        "   0%    0:30          Learner 0",
        "  33%    1:30          Learner 1",
    ]
    assert lines[11:15] == [
        " 100%   10:30   +0:30  李明",
        " 100%   11:30   +1:30  =cmd|' /C calc'!A0",
        "    –       –          class/12.json (not graded)",
        "    –       –          class/13.json (not graded)",
    ]
    assert lines[16:19] == ["12 graded, 2 refused", "mean 67%, standard deviation 33%", "passed at 60%: 8"]
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["class/12.json", "class/13.json"]
    assert "lacks adding/" in done.err
    assert done.code == 2


def test_each_question_has_its_share_right_its_discrimination_and_its_mistake(folder):
    questions = json.loads(run("grade", "class", "--format", "json", cwd=folder).out)["questions"]
    assert [round(question["right"] * 13) for question in questions] == sorted(round(question["right"] * 13) for question in questions)
    assert all(0 < question["discrimination"] <= 1 for question in questions)
    told = run("grade", "class", language="zh", cwd=folder).out
    assert "  全对 " in told and "区分度" in told and "12.json（未批改）" in told and "已批改 13 份，拒收 1 份" in told


def test_the_results_as_json_obey_their_schema_and_have_a_line_for_each_sheet(folder):
    schema = json.loads(run_in_process("check", "--schema", "results").out)
    document = json.loads(run("grade", "class", "--format", "json", "--against", "test.json", cwd=folder).out)
    jsonschema.validate(document, schema)
    assert set(document) == {"schema", "pass_mark", "sheets", "missing", "questions"}
    assert [bool(sheet["refused"]) for sheet in document["sheets"]] == [False] * 12 + [True] * 2
    assert document["schema"] == "dl-quiz.results/1"


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_sheets_come_in_their_order_however_many_processes_grade_them(folder, jobs):
    rows = list(csv.DictReader(io.StringIO(run("grade", "class", "--format", "csv", "--jobs", jobs, cwd=folder).out)))
    assert [row["file"] for row in rows] == [f"class/{number:02}.json" for number in range(14)]
    assert [row["seconds"] for row in rows][:2] == ["30.0", "90.0"]
    assert rows[11]["name"] == "'=cmd|' /C calc'!A0"
    assert rows[12]["refused"].startswith("class/12.json: is no sheet")


def test_a_file_of_csv_begins_as_spreadsheets_want_it_and_a_pipe_does_not(folder, tmp_path):
    assert run("grade", "class", "--format", "csv", "-o", tmp_path / "results.csv", cwd=folder).code == 2
    written = (tmp_path / "results.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbffile,name,score,")
    assert run("grade", "class", "--format", "csv", cwd=folder).out.encode() == written[3:]


@pytest.mark.parametrize(("table", "count", "first"), [("questions", 3, "question"), ("answers", 37, "file")])
def test_csv_has_other_tables(folder, table, count, first):
    rows = list(csv.DictReader(io.StringIO(run("grade", "class", "--format", "csv", "--table", table, cwd=folder).out)))
    assert len(rows) == count and next(iter(rows[0])) == first


def test_junit_has_a_suite_a_sheet_and_an_error_for_what_was_refused(folder):
    suites = list(junitparser.JUnitXml.fromstring(run("grade", "class", "--format", "junit", cwd=folder).out.encode()))
    assert [suite.name for suite in suites][-3:] == ["=cmd|' /C calc'!A0", "class/12.json", "Cut"]
    assert [suite.tests for suite in suites] == [3] * 12 + [1, 1]
    assert suites[12].errors == 1


def test_all_passed_is_0_one_that_did_not_is_1(folder):
    good, bad = "class/11.json", "class/00.json"
    assert run("grade", good, good, "--pass", 0.9, cwd=folder).code == 0
    assert run("grade", good, bad, "--pass", 0.9, cwd=folder).code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("class", "--format", "tap"), "--format tap takes one sheet at a time"),
        (("class", "--table", "marks"), "--table takes sheets, questions or answers, not “marks”"),
        (("class", "--format", "xml"), "--format takes text, json, jsonl, csv or junit, not “xml”"),
        (("class", "--against", "class"), "class/01.json: has the same seed as another sheet of class; keep one of them in the folder"),
        (("class", "--against", "none.json"), "none.json cannot be read (No such file or directory)"),
    ],
)
def test_a_wrong_option_stops_before_anything_is_written(folder, arguments, sentence):
    done = run("grade", *arguments, cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(sentence)
