"""The boundary: an expected failure is one sentence and an exit code, a fault of our own says that it is one."""

import json

import pytest

from dl_quiz.cli.documents import SCHEMAS
from tests.courses import SMALL, copy_of_small
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
MINE = ("--course", "mine", "--trust")


def failing(*arguments, language="en", **options):
    done = run_in_process(*arguments, language=language, **options)
    assert done.out == ""
    return done.code, done.err


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (["check", SMALL, "--format", "xml"], "--format takes text or json, not “xml”", "--format 只能是 text 或 json，而不是“xml”"),
        (["demo", "add", "--format", "xml", *THERE], "--format takes text, json, svg or html, not “xml”", "--format 只能是 text, json, svg 或 html，而不是“xml”"),
        (["demo", "--format", "svg", *THERE], "--format svg wants a demo's name", "--format svg 需要演示的名称"),
        (["demo", "add", "count", "more", *THERE], "demo takes a name and a scene; what is “more”?", "demo 只需要名称和场景；“more”是什么？"),
        (["sheet", "--format", "xml", *THERE], "--format takes yaml, json, markdown or html, not “xml”", "--format 只能是 yaml, json, markdown 或 html，而不是“xml”"),
        (["check", "--schema", "none"], f"there is no schema “none”; there are {', '.join(SCHEMAS)}", f"没有 schema “none”；有 {', '.join(SCHEMAS)}"),
        (["quiz", "--kind", "zzz", *THERE], "there is no kind “zzz”; the kinds are choose, select, number, phrase, order, predict, points", "没有题型“zzz”；题型有 choose, select, number, phrase, order, predict, points"),
    ],
    ids=lambda value: " ".join(map(str, value[:4])) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_wrong_command_gets_its_sentence_in_both_languages(tmp_path, arguments, en, zh):
    assert failing(*arguments, cwd=tmp_path) == (2, f"{en}\n")
    assert failing(*arguments, language="zh", cwd=tmp_path) == (2, f"{zh}\n")


def filled(folder, *names):
    sheet = json.loads(run_in_process("sheet", "adding/name", *THERE, "--format", "json").out)
    for name in names:
        (folder / name).write_text(json.dumps(sheet), encoding="utf-8")


def test_tap_takes_one_sheet_at_a_time(tmp_path):
    filled(tmp_path, "a.json", "b.json")
    arguments = ("grade", "a.json", "b.json", "--format", "tap", *THERE)
    assert failing(*arguments, cwd=tmp_path) == (2, "--format tap takes one sheet at a time\n")
    assert failing(*arguments, language="zh", cwd=tmp_path) == (2, "--format tap 每次只能批改一份\n")


def test_a_sheet_of_another_edition_names_what_changed(tmp_path):
    filled(tmp_path, "a.json")
    course = copy_of_small(tmp_path)
    topic = course / "questions" / "adding.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("It is called the sum.", "It is the sum."), encoding="utf-8")
    there = ("--course", course, "--trust")
    code, sentence = failing("grade", "a.json", *there, cwd=tmp_path)
    assert (code, sentence) == (
        2,
        "a.json: the sheet is of another edition of the course (changed: adding); add --other-edition to grade what still can be graded\n",
    )
    code, sentence = failing("grade", "a.json", *there, language="zh", cwd=tmp_path)
    assert (code, sentence) == (2, "a.json：题目单来自课程的另一个版本（有变化：adding）；如要批改仍能批改的题，请加 --other-edition\n")


def test_a_sheet_that_is_too_large_or_too_deep_gets_its_sentence():
    from dl_quiz.errors import UsageError
    from dl_quiz.sheets.read import read_sheet

    with pytest.raises(UsageError) as failure:
        read_sheet("x" * 5_000_001, "a.yaml")
    assert failure.value.text.en == "a.yaml: is larger than 5,000,000 characters; it is no sheet"
    assert failure.value.text.zh == "a.yaml：超过 5,000,000 个字符，不是题目单"
    with pytest.raises(UsageError) as failure:
        read_sheet('{"items": [{"question": "a/b", "drawn": {"x": ' + "[" * 100_000, "a.json")
    assert failure.value.text.en == "a.json: is nested too deeply to be a sheet"
    assert failure.value.text.zh == "a.json：嵌套过深，不是题目单"


def test_a_fault_of_our_own_says_so_and_where_to_turn(monkeypatch):
    from dl_quiz.course import joined

    def broken(*_, **__):
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(joined, "open_courses", broken)
    code, sentence = failing("topics", *THERE)
    assert code == 70
    assert sentence == "a fault in dl-quiz itself: RuntimeError: out of cheese; please report it (DL_QUIZ_DEBUG=1 shows more)\n"
    code, sentence = failing("topics", *THERE, language="zh")
    assert sentence == "dl-quiz 自身出错：RuntimeError: out of cheese；请反馈（DL_QUIZ_DEBUG=1 可看详情）\n"


def test_a_full_disk_is_one_sentence(monkeypatch):
    from dl_quiz.course import joined

    def full(*_, **__):
        raise OSError(28, "No space left on device", "/tmp/x")

    monkeypatch.setattr(joined, "open_courses", full)
    assert failing("topics", *THERE) == (2, "/tmp/x: No space left on device; check the name and the room on the disk\n")
    assert failing("topics", *THERE, language="zh") == (2, "/tmp/x：No space left on device；请检查名称和磁盘空间\n")


def test_the_parser_s_complaints_say_where_help_is():
    for words, wrong, end in (
        (["topcs"], "topcs", "Try: dl-quiz --help\n"),
        (["topics", "--nope"], "--nope", "Try: dl-quiz topics --help\n"),
    ):
        code, sentence = failing(*words)  # what is before its end is the parser's, in its words
        assert code == 2 and wrong in sentence and sentence.endswith(end) and sentence.count("\n") == 1
    assert failing("topcs", language="zh")[1].endswith("请看：dl-quiz --help\n")


def test_a_course_that_is_not_trusted_says_how_to_trust_it():
    done = run_in_process("demo", "add", "count", "--course", SMALL)
    assert done.code == 3
    assert done.err == f"{SMALL}/demos: this course brings code of its own, which is not trusted yet; read it, then add --trust\n"
    done = run_in_process("demo", "add", "count", "--course", SMALL, language="zh")
    assert done.err == f"{SMALL}/demos: 这门课自带代码，尚未受信任；请先阅读代码，再加上 --trust\n"


def test_a_person_is_asked_once_whether_a_course_s_code_may_run(tmp_path):
    arguments = ("demo", "add", "luck", "--no-step", "--course", SMALL)
    refused = run_in_process(*arguments, typed=["n"], home=tmp_path)
    assert refused.code == 3 and refused.err == "Nothing of it was run.\n" and "claims hold" not in refused.out
    allowed = run_in_process(*arguments, typed=["y"], home=tmp_path)
    assert allowed.code == 0 and "1 of 1 claims hold" in allowed.out
    again = run_in_process(*arguments, home=tmp_path)
    assert again.code == 0 and "1 of 1 claims hold" in again.out
