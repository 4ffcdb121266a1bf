"""Whatever a course, a sheet, an answer or a name holds: nothing that steers a terminal is sent, and no line is forged."""

import json
import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml

from dl_quiz.visible import has_unseen
from tests.courses import SMALL, copy_of_small
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
HOSTILE = "\x1b]52;c;ZXZpbA==\x1b\\\x07\x9b2J\x7f\u202e\u2066\u200f\u061c\u2028\u2029\x85\r"
FORGED = "x\nok 99 - forged\n✓ forged/line  1.00  6\n1 of 1 points (100%): passed"
FORMS = ["text", "json", "junit", "tap"]
LANGUAGES = ["en", "zh"]


def quiet(done):
    """Return a run of which nothing steers the terminal."""
    for stream in (done.out, done.err):
        assert not has_unseen(stream), next(line for line in stream.split("\n") if has_unseen(line))
    return done


def spoilt(value, key=""):
    """Return YAML in which every text for people holds what steers a terminal."""
    if isinstance(value, dict):
        return {name: spoilt(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [spoilt(item, key) for item in value]
    return HOSTILE + value if key in ("en", "zh", "title", "authors", "where") and isinstance(value, str) else value


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The small course, hostile in all its texts."""
    folder = copy_of_small(tmp_path_factory.mktemp("hostile"))
    for path in (folder / "questions").glob("*.yaml"):
        path.write_text(yaml.safe_dump(spoilt(yaml.safe_load(path.read_text(encoding="utf-8"))), sort_keys=False), encoding="utf-8")
    page = folder / "demos" / "add.py"
    page.write_text(
        page.read_text(encoding="utf-8").replace('"""Count on', '"""\x1b[2J\u202eCount on').replace('Say("', 'Say("\\x1b[2J\\u202e'),
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command",
    [
        ["topics"], ["topics", "adding"], ["explain", "adding"], ["explain", "adding/commutes"], ["explain", "adding", "--run"],
        ["demo"], ["demo", "add"], ["demo", "add", "--help"], ["demo", "add", "--source"], ["demo", "add", "--format", "json"],
        ["sheet"], ["sheet", "--format", "json"], ["check"], ["check", "--format", "json"], [],
        *[["quiz", "--answers", "-", "--format", form, "--reveal"] for form in FORMS],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_hostile_course_steers_no_terminal(course, command, language):
    answers = f"7{HOSTILE}\n{HOSTILE}\n1\n2\n3\n"
    for there in (("--course", course, "--trust"), ("--course", course)):
        quiet(run_in_process(*command, *there, language=language, stdin=answers))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 80])
def test_a_hostile_course_steers_no_terminal_of_a_learner(course, tmp_path, language, columns):
    typed = ["?", HOSTILE, "7", "", "1", "", "1 2", "", "d", "", "q"]
    done = run_in_process(
        "quiz", "--seed", 1, "--course", course, "--trust", typed=typed, home=tmp_path, language=language, columns=columns
    )
    assert not has_unseen(done.out.replace("\x1b", "")) and "␛]52" in done.out


def test_a_sheet_holds_the_same_texts_and_escapes_what_is_not_seen(course):
    there = ("--course", course, "--trust", "adding/commutes")
    of_yaml = yaml.safe_load(quiet(run_in_process("sheet", *there)).out)
    of_json = json.loads(quiet(run_in_process("sheet", *there, "--format", "json")).out)
    assert of_yaml["items"][0]["ask"] == of_json["items"][0]["ask"] == HOSTILE + "Which holds for addition?"


@pytest.fixture(scope="module")
def sheet():
    return json.loads(run_in_process("sheet", *THERE, "--format", "json").out)


def graded(sheet, folder, form, answer, name, *options, language="en"):
    filled = {**sheet, "name": name, "language": language, "items": [{**item, "answer": answer} for item in sheet["items"]]}
    (folder / "sheet.json").write_text(json.dumps(filled), encoding="utf-8")
    return quiet(run_in_process("grade", folder / "sheet.json", *THERE, "--format", form, *options, language=language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("answer", [HOSTILE, FORGED, "5" + HOSTILE, "sum" + FORGED, "1" + FORGED])
def test_an_answer_neither_steers_nor_forges(sheet, tmp_path, form, answer, language):
    honest = graded(sheet, tmp_path, form, "x", "Ann", language=language)
    done = graded(sheet, tmp_path, form, answer, HOSTILE + FORGED, "--reveal", language=language)
    assert honest.code == done.code == 0
    if form == "json":
        assert json.loads(done.out)["name"] == HOSTILE + FORGED
    elif form == "junit":
        root = ElementTree.fromstring(done.out)
        assert len(root.findall(".//testcase")) == len(sheet["items"])
    else:
        starts = ("ok 99", "✓ forged", "1 of 1")
        assert not any(line.strip("# ").startswith(starts) for line in done.out.splitlines())
    written = graded(sheet, tmp_path, form, answer, HOSTILE, "-o", tmp_path / "report", language=language)
    assert written.out == "" and not has_unseen((tmp_path / "report").read_text(encoding="utf-8"))


def test_what_a_report_for_people_tells_of_an_answer_is_bounded(sheet, tmp_path):
    for form in ("text", "tap", "junit"):
        done = graded(sheet, tmp_path, form, "x" * 200_000, "N" * 200_000)
        assert max(map(len, done.out.splitlines())) < 1000, form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "spoil",
    [
        {"schema": HOSTILE}, {HOSTILE: 1}, {"seed": HOSTILE}, {"course": {"title": "", "demos": HOSTILE, "topics": {HOSTILE + FORGED: "1"}}},
        {"items": [{"question": HOSTILE + FORGED}]}, {"items": [{"question": "adding/commutes", "drawn": {HOSTILE: FORGED}}]},
        {"items": [{"question": "x" * 3_000_000}]}, {"course": {"title": "", "demos": "", "topics": {f"t{n}": "" for n in range(200_000)}}},
    ],
    ids=range(8),
)  # fmt: skip
def test_an_error_that_quotes_a_sheet_is_one_short_sentence(sheet, tmp_path, spoil, language):
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps({**sheet, **spoil}), encoding="utf-8")
    for name, text in ((path, None), (path.with_suffix(".yaml"), yaml.safe_dump({**sheet, **spoil}) if len(str(spoil)) < 10_000 else None)):
        if text is not None:
            name.write_text(text, encoding="utf-8")
        done = quiet(run_in_process("grade", name, *THERE, language=language))
        assert (done.code, done.out) == (2, "") and len(done.err.splitlines()) == 1 and len(done.err) < 1000
        if name == path and len(str(spoil)) >= 10_000:
            break


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command",
    [["grade", "{}"], ["topics", "{}"], ["demo", "{}"], ["demo", "add", "{}"], ["demo", "add", "count", "--way", "{}"], ["demo", "add", "--{}"],
     ["quiz", "--kind", "{}"], ["quiz", "--answers", "{}"], ["sheet", "-o", "/nonexistent/{}"], ["check", "{}"], ["check", "--schema", "{}"],
     ["new", "topic", "{}"], ["{}"], ["quiz", "--format", "{}", "--answers", "-"], ["quiz", "-n", "{}"], ["explain", "adding/{}"], ["topics", "--lang", "{}"]],
    ids=" ".join,
)  # fmt: skip
def test_a_word_of_the_command_line_is_quoted_harmlessly(tmp_path, command, language):
    undecodable = os.fsdecode(b"\xfe\xff")
    for word in (HOSTILE, FORGED, undecodable, "y" * 5000):
        arguments = [each.replace("{}", word) for each in command]
        done = quiet(run_in_process(*arguments, *THERE, language=language, cwd=tmp_path))
        assert done.code in (2, 3) and done.out == "" and len(done.err.splitlines()) == 1 and len(done.err) < 1000


def test_sheets_of_any_name_are_graded(sheet, tmp_path):
    for name in (HOSTILE + ".json", "a\nok 1 - b.json", os.fsdecode(b"\xfe.json")):
        (tmp_path / name).write_text(json.dumps(sheet), encoding="utf-8")
        (tmp_path / "other.json").write_text(json.dumps(sheet), encoding="utf-8")
        for form in FORMS:
            done = quiet(run_in_process("grade", name, *THERE, "--format", form, cwd=tmp_path))
            assert done.code == 0
        for form in ("text", "json"):
            done = quiet(run_in_process("grade", name, "other.json", *THERE, "--format", form, cwd=tmp_path))
            assert done.code == 0 and not any(line.startswith("ok 1") for line in done.out.splitlines())


@pytest.mark.parametrize("name", ["a\nok 2 - x\x1b[31m", "\u202e", os.fsdecode(b"\xff")])
def test_topics_and_demos_with_such_names_are_problems_of_the_course(tmp_path, name):
    for path in (Path("questions") / f"{name}.yaml", Path("demos") / f"{name}.py", Path("demos/kernels") / f"{name}.py"):
        course = copy_of_small(tmp_path / str(abs(hash(path))))
        (course / path).write_text("title: x", encoding="utf-8")
        for command in (["check"], ["check", "--format", "json"], ["sheet"], ["quiz", "--answers", "-"], ["topics"], ["grade", "-"]):
            done = quiet(run_in_process(*command, "--course", course, "--trust"))
            assert done.code in (0, 1, 2, 3)
            assert not any(line.startswith("ok 2") for line in (done.out + done.err).splitlines())
        assert run_in_process("check", "--course", course).code in (1, 3)
