"""The contract with scripts: documents by exact key sets, exit codes, bytes that repeat, and nothing but the report on standard output."""

import copy
import json
import xml.etree.ElementTree as ElementTree

import pytest
import yaml

from dl_quiz.asking.pose import pose
from dl_quiz.course.course import open_course
from tests.answers import key_as_response
from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
SHEET_KEYS = {"schema", "course", "seed", "language", "items", "name"}
ITEM_KEYS = {"question", "drawn", "kind", "level", "ask", "options", "how", "answer"}
REPORT_KEYS = {
    "schema",
    "name",
    "course",
    "fingerprint",
    "seed",
    "language",
    "pass_mark",
    "passed",
    "score",
    "points",
    "asked",
    "seconds",
    "late",
    "unanswered",
    "unparsable",
    "changed",
    "topics",
    "questions",
}
QUESTION_KEYS = {"question", "level", "kind", "drawn", "status", "response", "score", "rule", "remarks", "mistakes"}


@pytest.fixture(scope="module")
def sheet():
    done = run_in_process("sheet", "adding", *THERE, "--seed", 3, "--format", "json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def with_keys(sheet):
    sheet = copy.deepcopy(sheet)
    course = open_course(SMALL, trusted=True)
    for item in sheet["items"]:
        topic, _, slug = item["question"].partition("/")
        question = next(q for q in course.read(topic).topic.questions if q.id == slug)
        item["answer"] = key_as_response(course, pose(course.read(topic), question, sheet["seed"]))
    return sheet


def grade(tmp_path, sheet, *options, name="sheet.json"):
    path = tmp_path / name
    path.write_text(json.dumps(sheet), encoding="utf-8")
    return run_in_process("grade", path, *THERE, *options)


def test_a_sheet_has_exactly_its_keys_and_no_answer_keys(sheet):
    assert set(sheet) == SHEET_KEYS - {"name"}
    assert sheet["schema"] == "dl-quiz.sheet/1"
    assert set(sheet["course"]) == {"title", "demos", "topics"}
    for item in sheet["items"]:
        assert set(item) <= ITEM_KEYS
        assert item.get("answer") is None
    text = json.dumps(sheet)
    assert "because" not in text and "explain" not in text


def test_a_sheet_filled_with_its_keys_earns_everything(sheet, tmp_path):
    done = grade(tmp_path, with_keys(sheet), "--format", "json", "--pass", 1)
    report = json.loads(done.out)
    assert (done.code, done.err, report["score"], report["passed"]) == (0, "", 1.0, True)
    assert set(report) == REPORT_KEYS
    assert all(set(question) == QUESTION_KEYS for question in report["questions"])
    assert all(set(topic) == {"topic", "points", "questions"} for topic in report["topics"])


def test_keys_and_times_are_there_only_when_asked_for(sheet, tmp_path):
    filled = with_keys(sheet)
    filled["items"][0]["seconds"] = 4.5
    report = json.loads(grade(tmp_path, filled, "--format", "json", "--reveal", "--times").out)
    assert all("key" in question for question in report["questions"])
    assert report["questions"][0]["seconds"] == 4.5
    assert "seconds" not in json.loads(grade(tmp_path, filled, "--format", "json").out)["questions"][0]


def test_unanswered_and_unparsable_are_listed_apart_and_not_wrong(sheet, tmp_path):
    filled = with_keys(sheet)
    by_id = {item["question"]: item for item in filled["items"]}
    by_id["adding/sum-of-two"]["answer"] = "about a lot"
    by_id["adding/name"]["answer"] = " "
    done = grade(tmp_path, filled, "--format", "json", "--pass", 0.9)
    report = json.loads(done.out)
    assert (done.code, report["unparsable"], report["unanswered"]) == (1, ["adding/sum-of-two"], ["adding/name"])
    assert report["score"] == pytest.approx(5 / 7, abs=1e-6)


def test_a_yaml_sheet_can_be_filled_in_by_hand(tmp_path):
    path = tmp_path / "sheet.yaml"
    assert run_in_process("sheet", "adding/name", *THERE, "-o", path).code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("answer: ''", "answer: 和"), encoding="utf-8")
    assert run_in_process("grade", path, *THERE, "--pass", 1).code == 0


def test_the_pass_mark_decides_the_exit_code(tmp_path):
    answers = "9\n"
    assert run_in_process("quiz", "adding/what-prints", *THERE, "--answers", "-", "--pass", 1, stdin=answers).code == 0
    assert run_in_process("quiz", "adding/what-prints", *THERE, "--answers", "-", "--pass", 1, stdin="8\n").code == 1
    assert run_in_process("quiz", "adding/what-prints", *THERE, "--answers", "-", stdin="8\n").code == 0


def test_plain_answers_come_one_a_line(tmp_path):
    done = run_in_process("quiz", "adding", *THERE, "--seed", 0, "--answers", "-", "--format", "json", stdin="213\n1 4\n")
    report = json.loads(done.out)
    assert [question["status"] for question in report["questions"]] == ["graded"] * 2 + ["unanswered"] * 5
    assert [question["score"] for question in report["questions"][:2]] == [1.0, 1.0]


def test_the_same_seed_course_and_answers_give_the_same_bytes():
    for arguments in (
        ["quiz", *THERE, "--answers", "-", "--format", "json"],
        ["quiz", *THERE, "--answers", "-", "--format", "junit"],
        ["sheet", "-n", 30, "--seed", 5],
        ["demo", "conv", "--format", "json"],
    ):
        one, other = (run_in_process(*arguments, stdin="1\n2\n") for _ in range(2))
        assert one.out == other.out != ""


def test_junit_has_a_suite_a_topic_and_a_case_a_question(tmp_path, sheet):
    filled = with_keys(sheet)
    filled["items"][0]["answer"] = None
    filled["items"][1]["answer"] = "\x01 <&>"
    root = ElementTree.fromstring(grade(tmp_path, filled, "--format", "junit").out)
    assert root.tag == "testsuites" and root.attrib["tests"] == "7"
    (suite,) = root
    assert (suite.attrib["name"], suite.attrib["skipped"], suite.attrib["errors"], suite.attrib["failures"]) == ("adding", "1", "1", "0")
    assert {child.tag for case in suite for child in case} == {"skipped", "error"}
    assert all({"classname", "name", "time"} == set(case.attrib) for case in suite)


def test_junit_is_read_alike_by_another_program(tmp_path, sheet):
    junitparser = pytest.importorskip("junitparser", reason="junitparser is in the extra 'dev'")
    filled = with_keys(sheet)
    filled["items"][0]["answer"], filled["items"][1]["answer"], filled["items"][2]["answer"] = None, "nothing to read", "1 2 3"
    path = tmp_path / "report.xml"
    grade(tmp_path, filled, "--format", "junit", "--output", path)
    (suite,) = junitparser.JUnitXml.fromfile(str(path))
    counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
    suite.update_statistics()
    assert counted == (suite.tests, suite.failures, suite.errors, suite.skipped)
    assert suite.tests == 7 and suite.skipped == 1


def test_tap_counts_every_question(tmp_path, sheet):
    lines = grade(tmp_path, with_keys(sheet), "--format", "tap").out.splitlines()
    assert lines[:2] == ["TAP version 14", "1..7"]
    assert [line.split(" - ")[0] for line in lines[2:]] == [f"ok {turn}" for turn in range(1, 8)]


def test_many_sheets_stream_and_one_bad_line_is_reported_with_its_number(tmp_path, sheet):
    good = json.dumps(with_keys(sheet))
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join([good, "{broken", good, "[]", good]) + "\n", encoding="utf-8")
    for jobs in (1, 2):
        done = run_in_process("grade", path, *THERE, "--jobs", jobs, "--pass", 0.5, "--format", "jsonl")
        assert done.code == 2
        assert [json.loads(line)["score"] for line in done.out.splitlines()] == [1.0, 1.0, 1.0]
        assert [line.split(":")[1].strip() for line in done.err.splitlines()] == ["line 2", "line 4"]
        written = tmp_path / f"reports{jobs}.jsonl"
        assert run_in_process("grade", path, *THERE, "--jobs", jobs, "--format", "jsonl", "-o", written).code == 2
        assert len(written.read_text(encoding="utf-8").splitlines()) == 3


def a_sheet(sheet, **changes):
    return {**sheet, **changes}


def an_item(sheet, **changes):
    return {**sheet, "items": [{**sheet["items"][0], **changes}, *sheet["items"][1:]]}


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda s: a_sheet(s, schema="dl-quiz.sheet/9"), "has the schema “dl-quiz.sheet/9”, not dl-quiz.sheet/1; write it anew with dl-quiz sheet"),
        (lambda s: a_sheet(s, items="x"), "is no sheet: "),
        (lambda s: a_sheet(s, extra=1), "is no sheet: "),
        (lambda s: an_item(s, question="adding/counting-in"), "item 1: there is no question adding/counting-in; did you mean adding/counting-on or adding/commutes?"),
        (lambda s: an_item(s, answer={"a": 1}), "is no sheet: "),
        (lambda s: an_item(s, answer=True), "is no sheet: "),
        (lambda s: an_item(s, drawn={"left": 99}), "cannot have drawn left=99; leave `drawn` as the sheet had it"),
        (lambda s: {**s, "items": [s["items"][0], s["items"][0]]}, "stands in the sheet twice; keep one"),
        (lambda s: {**s, "course": {**s["course"], "topics": {"adding": "0" * 12}}}, "the sheet is of another edition of the course (changed: adding); add --other-edition to grade what still can be graded"),
    ],
)  # fmt: skip
def test_a_wrong_sheet_gets_its_sentence_and_exit_code_2(tmp_path, sheet, spoil, sentence):
    done = grade(tmp_path, spoil(sheet))
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


def test_a_sheet_of_another_edition_is_graded_as_far_as_it_goes_if_asked_to(tmp_path, sheet):
    filled = with_keys(sheet)
    filled["course"]["topics"]["adding"] = "0" * 12
    filled["items"][0]["question"] = "adding/gone"
    report = json.loads(grade(tmp_path, filled, "--other-edition", "--format", "json").out)
    assert (report["asked"], report["score"], report["changed"]) == (6, 1.0, ["adding", "adding/gone"])
    assert grade(tmp_path, filled, "--force").code == 2
    told = grade(tmp_path, filled, "--other-edition").out
    assert "not graded, for the course has changed: 1 (adding/gone)\n" in told
    told = grade(tmp_path, {**filled, "language": "zh"}, "--other-edition").out
    assert "课程有变化，未批改 1 题（adding/gone）\n" in told
    told = grade(tmp_path, filled, "--other-edition", "--format", "tap").out
    assert told.endswith("# not graded, for the course has changed: 1 (adding/gone)\n")
    root = ElementTree.fromstring(grade(tmp_path, filled, "--other-edition", "--format", "junit").out)
    assert [suite.attrib["tests"] for suite in root] == ["6", "1"] and root[1][0].attrib["name"] == "adding/gone"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"schema: [dl-quiz.sheet/1", "is not YAML: "),
        (b"\xff\xfe\xfa", "is not UTF-8 text; save it as UTF-8"),
        (b'{"schema": "dl-quiz.sheet/1", "cou', "is no sheet: "),
        (b"just words", "must be a mapping of `key: value` lines at its top level"),
        (b"x" * 5_000_001, "is larger than 5,000,000 bytes; it is no sheet"),
        (b"[" * 100_000, "is nested deeper than 40 levels; flatten it"),
        (b'{"schema": ' + b"[" * 100_000, "is no sheet"),
    ],
    ids=["bad-yaml", "binary", "half-written", "words", "too-large", "deep-yaml", "deep-json"],
)
def test_what_is_no_sheet_gets_its_sentence_and_exit_code_2(tmp_path, content, sentence):
    path = tmp_path / "sheet"
    path.write_bytes(content)
    for done in (run_in_process("grade", path, *THERE), run_in_process("grade", "-", *THERE, stdin=content)):
        assert (done.code, done.out) == (2, "")
        assert sentence in done.err


def test_a_folder_or_nothing_gets_its_sentence(tmp_path):
    nothing = "holds no sheet (.yaml, .yml, .json); check that it is the right folder"
    assert run_in_process("grade", tmp_path, *THERE).err == f"{tmp_path} {nothing}\n"
    missing = run_in_process("grade", tmp_path / "no.json", *THERE)
    assert (missing.code, missing.err) == (2, f"{tmp_path / 'no.json'} cannot be read (No such file or directory); check the name\n")


def test_a_typo_in_a_file_name_gets_the_nearest(tmp_path):
    (tmp_path / "answers.json").write_text("{}")
    assert run_in_process("grade", tmp_path / "anwsers.json", *THERE).err.endswith(f"did you mean {tmp_path / 'answers.json'}?\n")
    (tmp_path / "course").mkdir()
    assert run_in_process("topics", "--course", tmp_path / "coarse").err.endswith(f"did you mean {tmp_path / 'course'}?\n")


def test_nothing_is_written_over_without_force_and_never_half(tmp_path):
    path = tmp_path / "out.yaml"
    path.write_text("mine", encoding="utf-8")
    done = run_in_process("sheet", *THERE, "-o", path)
    assert (done.code, done.err, path.read_text()) == (2, f"{path} exists; choose another name, or add --force to write over it\n", "mine")
    assert run_in_process("sheet", *THERE, "-o", path, "--force").code == 0
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["schema"] == "dl-quiz.sheet/1"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["topic", "sheet", "report", "walk", "check"])
def test_documents_obey_their_schemas(name, tmp_path, sheet):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the extra 'dev'")
    schema = json.loads(run_in_process("check", "--schema", name).out)
    documents = {
        "topic": lambda: [
            yaml.safe_load(path.read_text(encoding="utf-8"))
            for path in (SMALL / "questions" / "adding.yaml", SMALL / "questions" / "charts.yaml")
        ],
        "sheet": lambda: [sheet],
        "report": lambda: [json.loads(grade(tmp_path, with_keys(sheet), "--format", "json", "--reveal").out)],
        "walk": lambda: [json.loads(run_in_process("demo", "conv", "--format", "json").out)],
        "check": lambda: [json.loads(run_in_process("check", SMALL, "--run", "--trust", "--format", "json").out)],
    }
    for document in documents[name]():
        jsonschema.validate(document, schema)


def test_check_as_json_has_exactly_its_keys():
    document = json.loads(run_in_process("check", SMALL, "--format", "json").out)
    assert set(document) == {
        "schema",
        "course",
        "topics",
        "demos",
        "questions",
        "templates",
        "exercises",
        "wrong_programs",
        "points",
        "probes",
        "proved",
        "cited",
        "kinds",
        "levels",
        "problems",
        "advice",
        "proofs",
        "sentences",
        "sentences_supported",
        "follow_ups",
        "follow_ups_supported",
    }


def test_a_walk_as_json_has_exactly_its_keys():
    document = json.loads(run_in_process("demo", "add", "count", "--left", 4, *THERE, "--format", "json").out)
    assert set(document) == {"schema", "demo", "title", "seed", "held", "scenes"}
    (scene,) = document["scenes"]
    assert set(scene) == {"scene", "title", "arguments", "steps"}
    assert scene["arguments"] == {"left": 4, "right": 3, "way": "fingers", "aloud": True}
    assert {step["word"] for step in scene["steps"]} == {"say", "show", "plot", "ask", "check"}
    checks = [step["fields"] for step in scene["steps"] if step["word"] == "check"]
    assert {"name", "text", "left", "right", "relation", "within", "standing", "difference"} <= set(checks[0])


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_of_many_sheets_a_bad_one_is_refused_and_the_others_are_graded(tmp_path, sheet, form):
    good = json.dumps(with_keys(sheet))
    bad = {"broken": b"{broken", "binary": b"\xff\xfe", "other": json.dumps({**sheet, "schema": "x"}).encode()}
    for name, content in {"one": good.encode(), **bad, "two": good.encode()}.items():
        (tmp_path / name).write_bytes(content)
    done = run_in_process("grade", "one", *bad, "missing", "two", *THERE, "--format", form, "--pass", 1, cwd=tmp_path)
    assert done.code == 2
    assert [line.split(":")[0].split(" ")[0] for line in done.err.splitlines()] == ["broken", "binary", "other", "missing"]
    if form == "text":
        assert done.out.splitlines()[1:7] == [
            " 100%       –          one",
            "    –       –          broken (not graded)",
            "    –       –          binary (not graded)",
            "    –       –          other (not graded)",
            "    –       –          missing (not graded)",
            " 100%       –          two",
        ]
    else:
        assert [json.loads(line)["score"] for line in done.out.splitlines()] == [1.0, 1.0]
    written = run_in_process("grade", "one", *bad, "two", *THERE, "--format", form, "-o", "reports", cwd=tmp_path)
    assert (written.code, written.out) == (2, "") and (tmp_path / "reports").read_text(encoding="utf-8")


@pytest.mark.parametrize("fault", [RecursionError("deep"), MemoryError(), ZeroDivisionError("x")])
def test_a_fault_of_our_own_with_one_sheet_leaves_the_others_graded(tmp_path, sheet, monkeypatch, fault):
    from dl_quiz.sheets import grade as module

    good, whole = json.dumps(with_keys(sheet)), module.read_sheet

    def read(text, where):
        if "line 2" in where:
            raise fault
        return whole(text, where)

    monkeypatch.setattr(module, "read_sheet", read)
    (tmp_path / "many.jsonl").write_text(f"{good}\n" * 3, encoding="utf-8")
    done = run_in_process("grade", "many.jsonl", *THERE, "--format", "jsonl", cwd=tmp_path)
    assert (done.code, len(done.out.splitlines())) == (70, 2)
    assert done.err.startswith(f"many.jsonl: line 2: a fault in dl-quiz itself: {type(fault).__name__}")
