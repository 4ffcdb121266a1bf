"""`dl-quiz interview` for scripts: answers from a file, the same bytes each time, and every wrong way with its sentence."""

import json
import sys

import jsonschema
import pytest

from tests.courses import SMALL
from tests.program import run_in_a_process, run_in_process

THERE = ("--course", SMALL, "--trust")
GOOD = "It puts two numbers together into their sum."
CURVE = "A curve shows how a value changes."
LISTED = "sum, together, two numbers, sum, total, plus, digits, carry, order, count, add, numbers, sum"


def heard(document, *arguments, language="en", **options):
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return run_in_process("interview", "--answers", "-", *THERE, *arguments, stdin=text, language=language, **options)


def bands(done):
    return {topic["id"]: [(one["id"], one["band"]) for one in topic["points"]] for topic in json.loads(done.out)["topics"]}


ANSWERS = {"answers": {"adding": GOOD, "charts": f"{CURVE} A table shows the shape."}}


def test_each_point_gets_its_band_and_the_words_that_carry_it():
    done = heard(ANSWERS, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert bands(done) == {"adding": [("sum", "heard")], "charts": [("curve", "heard"), ("table", "contradicted")]}
    report = json.loads(done.out)
    words = [point["words"] for topic in report["topics"] for point in topic["points"]]
    assert words[:2] == [GOOD, CURVE] and words[2].endswith("A table shows the shape.") and words[2] in ANSWERS["answers"]["charts"]
    assert (report["points"], report["asked"], report["score"], report["unsure"]) == (2.0, 3, 0.666667, 0)


def test_the_document_has_just_these_keys_and_fits_its_schema():
    done = heard(ANSWERS, "--format", "json")
    report = json.loads(done.out)
    assert list(report) == [
        "schema", "course", "language", "pass_mark", "passed", "score", "highest", "points", "asked", "unsure", "level", "seconds", "given", "topics",
    ]  # fmt: skip
    assert list(report["topics"][0]) == ["id", "title", "score", "highest", "points", "follow_up_level", "follow_up", "judge"]
    assert list(report["topics"][0]["points"][0]) == ["id", "band", "probed", "words", "score", "say", "command"]
    schema = json.loads(run_in_process("check", "--schema", "interview").out)
    jsonschema.validate(report, schema)


def test_an_answer_in_free_words_may_stand_in_a_sheet_and_its_bands_in_the_report():
    sheet = json.loads(run_in_process("sheet", "charts/say-it", "--format", "json", *THERE).out)
    sheet["items"][0]["answer"] = f"{CURVE} A table shows the shape."
    report = json.loads(run_in_process("grade", "-", "--format", "json", *THERE, stdin=json.dumps(sheet)).out)
    (question,) = report["questions"]
    assert [(point["id"], point["band"]) for point in question["points"]] == [("curve", "heard"), ("table", "contradicted")]
    assert all(set(point) == {"id", "band", "words"} and point["words"] in sheet["items"][0]["answer"] for point in question["points"])
    assert (question["score"], question["response"]) == (0.5, "1/2")
    jsonschema.validate(report, json.loads(run_in_process("check", "--schema", "report").out))


@pytest.mark.parametrize("name", ["judge", "judgement"])
def test_the_documents_of_a_judge_have_schemas(name):
    schema = json.loads(run_in_process("check", "--schema", name).out)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_what_is_unsure_earns_nothing_and_is_counted_apart():
    report = json.loads(heard({"answers": {"adding": LISTED}}, "--format", "json").out)
    assert (report["score"], report["highest"], report["unsure"]) == (0.0, 1.0, 1)
    assert "Score card · 0 of 1 points (0%), up to 1, as 1 are unsure" in heard({"answers": {"adding": LISTED}}).out


def test_yaml_says_the_same_as_json():
    yaml = f"answers:\n  adding: {GOOD}\n  charts: |\n    {CURVE}\n    A table shows the shape.\n"
    assert bands(heard(yaml, "--format", "json")) == bands(heard(ANSWERS, "--format", "json"))


def test_the_same_answers_give_the_same_bytes_in_another_process_and_from_a_file(tmp_path):
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(ANSWERS), encoding="utf-8")
    words = ("interview", "--answers", file, *THERE, "--format", "json")
    first = heard(ANSWERS, "--format", "json").out
    assert run_in_a_process(*words, PYTHONHASHSEED="1").out == run_in_a_process(*words, PYTHONHASHSEED="2").out == first


def test_a_topic_may_be_named_in_each_of_its_ways_and_the_order_is_the_file_s():
    done = heard({"answers": {"2": CURVE, "add": GOOD}}, "--format", "json")
    assert list(bands(done)) == ["charts", "adding"]


@pytest.mark.parametrize("nothing", ["", "  \n", None])
def test_no_answer_says_nothing(nothing):
    assert bands(heard({"answers": {"adding": nothing}}, "--format", "json")) == {"adding": [("sum", "missed")]}


def test_what_was_asked_and_not_answered_counts():
    done = heard({"answers": {"adding": GOOD}}, "adding", "charts", "--format", "json")
    assert json.loads(done.out)["asked"] == 3
    assert list(bands(heard(ANSWERS, "charts", "--format", "json"))) == ["charts"]


def test_an_answer_in_the_other_language_is_heard_too():
    assert bands(heard({"answers": {"adding": "它把两个数合成和。"}}, "--format", "json")) == {"adding": [("sum", "heard")]}
    done = heard(ANSWERS, language="zh")
    assert "成绩单 · 2/3 分（67%）" in done.out


def test_the_pass_mark_decides():
    assert (heard(ANSWERS, "--pass", "0.6").code, heard(ANSWERS, "--pass", "0.7").code) == (0, 1)
    assert json.loads(heard(ANSWERS, "--pass", "0.7", "--format", "json").out)["passed"] is False


def test_no_history_is_kept_of_what_a_script_answers(tmp_path):
    heard(ANSWERS, home=tmp_path / "home")
    assert not (tmp_path / "home" / "journal.sqlite").exists() and not (tmp_path / "home" / "interviews").exists()


def test_hearing_loads_neither_numpy_nor_the_scheduler_nor_sqlite(tmp_path):
    from tests.test_floors import loaded_by

    file = tmp_path / "answers.json"
    file.write_text('{"answers": {"dropout": "Units are dropped at random."}}', encoding="utf-8")
    ((_, loaded),) = loaded_by(tmp_path, ["interview", "--answers", str(file)])
    assert not loaded & {"numpy", "sqlite3", "dl_quiz.terminal.interview"}


WRONG = {
    "no terminal": (
        ("adding",), "",
        "there is no terminal to ask at; give --answers FILE (or - for standard input)",
        "没有可以提问的终端；请用 --answers 文件（或 - 表示标准输入）",
    ),
    "two ways": (
        ("--last", "--resume"), "",
        "--resume, --last and --answers exclude each other; give one",
        "--resume、--last 和 --answers 只能用一个",
    ),
    "a format of its own": (
        ("--answers", "-", "--format", "junit"), "",
        "--format takes text, json, svg or html, not “junit”",
        "--format 只能是 text, json, svg 或 html，而不是“junit”",
    ),
    "JSON of nothing": (
        ("--format", "json"), "",
        "--format json goes with --answers or --last",
        "--format json 需与 --answers 或 --last 同用",
    ),
    "options of a sitting": (
        ("--answers", "-", "--aloud"), "{}",
        "-n, --minutes, --level, --seed, --aloud and --code are for an interview at the terminal; leave them out",
        "-n、--minutes、--level、--seed、--aloud 和 --code 只用于终端面试；请去掉",
    ),
    "no card": (
        ("--last",), "",
        f"there is no score card yet; begin with dl-quiz interview --course {SMALL}",
        f"还没有成绩单；请先用 dl-quiz interview --course {SMALL} 面试一场",
    ),
    "an unknown topic": (
        ("--answers", "-"), '{"answers": {"adidng": "…"}}',
        "standard input: there is no topic “adidng”; did you mean adding or add?",
        "standard input：没有名为“adidng”的主题；是否想写 adding 或 add？",
    ),
    "a topic twice": (
        ("--answers", "-"), '{"answers": {"adding": "a", "1": "b"}}',
        "standard input: “1” is adding, which is answered above; keep one",
        "standard input：“1”就是 adding，前面已有回答；请只保留一个",
    ),
    "a list": (
        ("--answers", "-"), '{"answers": {"adding": ["a", "b"]}}',
        "standard input: the answer to adding is a list; write it as one text",
        "standard input：adding 的回答是列表；请写成一段文字",
    ),
    "too long": (
        ("--answers", "-"), json.dumps({"answers": {"adding": "x" * 20_001}}),
        "standard input: the answer to adding is longer than 20,000 characters; shorten it",
        "standard input：adding 的回答超过 20,000 个字符；请缩短",
    ),
    "no answers": (
        ("--answers", "-"), "{}",
        "standard input: is no document of answers: Object missing required field `answers`",
        "standard input：不是回答文件：Object missing required field `answers`",
    ),
    "another key": (
        ("--answers", "-"), "answer: {}\nanswers: {}\n",
        "standard input:1: has an unknown key `answer`; did you mean `answers`?",
        "standard input:1: 有未知的键 `answer`；是否想写 `answers`？",
    ),
    "no file": (
        ("--answers", "/nowhere.json"), "",
        "/nowhere.json cannot be read (No such file or directory); check the name",
        "/nowhere.json 无法读取（No such file or directory）；请检查名称",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WRONG)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_wrong_way_has_its_sentence(way, language, tmp_path):
    arguments, stdin, en, zh = WRONG[way]
    done = run_in_process("interview", *arguments, *THERE, stdin=stdin, language=language, home=tmp_path / "home")
    assert (done.code, done.out, done.err) == (2, "", (en if language == "en" else zh) + "\n")


def test_there_is_nothing_to_go_on_with(tmp_path):
    done = run_in_process("interview", "--resume", *THERE, typed=[], home=tmp_path / "home")
    assert (done.code, done.err) == (2, f"there is no interview to go on with; begin one with dl-quiz interview --course {SMALL}\n")


def test_home_and_the_topic_tell_what_was_not_said_and_what_waits(tmp_path):
    home = tmp_path / "home"
    run_in_process("interview", "charts", *THERE, typed=["Nothing.", "", "s", "s", "q"], home=home)
    first = run_in_process(*THERE, home=home, columns=200).out
    assert f"An interview waits: dl-quiz interview --resume --course {SMALL}" in first
    assert "charts  curve, table" in first and "questions that you have met" not in first
    assert "Not said yet: curve, table" in run_in_process("topics", "charts", *THERE, home=home).out
    run_in_process("interview", "--resume", *THERE, typed=["s"], home=home)
    run_in_process("interview", "charts", *THERE, typed=[f"{CURVE}", "", "s", "s"], home=home)
    last = run_in_process(*THERE, home=home, columns=200).out
    assert "An interview waits" not in last and "charts  table" in last


def test_what_is_gone_on_with_is_as_it_was(tmp_path):
    done = run_in_process("interview", "--resume", "--seed", 3, *THERE, typed=[], home=tmp_path / "home")
    assert (done.code, done.err) == (2, "--resume goes on with the interview as it was; give it alone\n")


def test_a_judge_hears_what_a_file_answers(tmp_path):
    judge = tmp_path / "judge.py"
    judge.write_text(
        "import json, sys\nfor point in (asked := json.load(sys.stdin))['points']: point |= {'band': 'missed'}\nprint(json.dumps(asked))\n"
    )
    done = heard(ANSWERS, "--judge", f"{sys.executable} {judge}", "--format", "json")
    assert {band for each in bands(done).values() for _, band in each} == {"missed"}
    assert {topic["judge"] for topic in json.loads(done.out)["topics"]} == {f"{sys.executable} {judge}"}
    assert "heard by `" in heard(ANSWERS, "--judge", f"{sys.executable} {judge}").out
    failed = heard(ANSWERS, "--judge", "/nowhere/judge", "--format", "json")
    assert failed.out == heard(ANSWERS, "--format", "json").out
    assert failed.err.count("the judge `/nowhere/judge` cannot be run") == 2
