"""An answer in a YAML sheet is the text that stands there, so that its grade is that of the same answer typed or in JSON."""

import json

import msgspec
import pytest
import yaml

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.session import Selection
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError
from dl_quiz.nouns import Text
from dl_quiz.sheets.grade import Terms, grade_text
from dl_quiz.sheets.read import read_sheet
from dl_quiz.sheets.stream import Handed, grade_one
from dl_quiz.sheets.write import write_sheet
from tests.courses import SMALL, copy_of_small

COURSE = open_course(SMALL, trusted=True)
TERMS = Terms(roots=(SMALL,), trusted=True)
SHEET = msgspec.to_builtins(write_sheet(COURSE, choose_questions(COURSE, Selection(questions=("adding/what-prints",))), 0, "en"))


def in_yaml(answer):
    """Return the sheet with an answer as it stands in the file."""
    text = yaml.safe_dump({**SHEET, "items": [{**SHEET["items"][0], "answer": "HERE"}]}, allow_unicode=True)
    return text.replace("answer: HERE", f"answer: {answer}")


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("9", 9), ("0.5", 0.5), ("1e-4", 1e-4), (".5", 0.5), ("'9'", "9"), ("nine", "nine"),
        ("010", "010"), ("3:1", "3:1"), ("0x1F", "0x1F"), ("1_000", "1_000"), (".inf", ".inf"), (".nan", ".nan"), ("1e400", "1e400"), ("2026-11-20", "2026-11-20"),
        ("yes", "yes"), ("no", "no"), ("true", "true"), ("", None), ("~", None), ("null", None), ("''", ""),
        ("[1, 02, c]", (1, "02", "c")), ("[]", ()), ("'null'", "null"), ("0xfff" + "f" * 3600, "0xfff" + "f" * 3600), ("9" * 5000, "9" * 5000), ("1:1:1.5", "1:1:1.5"),
    ],
)  # fmt: skip
def test_an_answer_is_a_number_or_the_text_that_stands_there(written, answer):
    read = read_sheet(in_yaml(written), "sheet").items[0].answer
    assert (read, type(read)) == (answer, type(answer))


@pytest.mark.parametrize("answer", ["9", "09", "010", "3:1", "0x9", "9.0", "1_0", ".9e1", "yes", "1e400", "9,0", "٩", "2026-11-20"])
def test_an_answer_earns_the_same_typed_in_yaml_and_in_json(answer):
    as_json = json.dumps({**SHEET, "items": [{**SHEET["items"][0], "answer": answer}]})
    (one,), (other,) = (grade_text(text, "sheet", TERMS).questions for text in (in_yaml(answer), as_json))
    assert (one.status, one.score, one.rule) == (other.status, other.score, other.rule)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("seed: 0", "seed: 0xff"), "`seed` is `0xff`, which YAML takes for a hexadecimal number; write it in decimal, or put it in quotes"),
        (lambda text: text.replace("seed: 0", "seed: 0x" + "f" * 3600), "`seed` is `0x" + "f" * 38 + "…`, which YAML takes for a hexadecimal number; write it in decimal, or put it in quotes"),
        (lambda text: text.replace("seed: 0", "seed: " + "9" * 3600), "which YAML takes for a number of 3,600 digits; write at most 100"),
        (lambda text: text.replace("answer: 9", "answer: {a: 1}"), "`items.0.answer` must be a text, a number or a list of them"),
        (lambda text: text.replace("answer: 9", "answer: [[1]]"), "`items.0.answer` must be a text, a number or a list of them"),
        (lambda text: text.replace("answer: 9", "answer: 9\n  drawn: {left: 010}"), "`items.0.drawn.left` is `010`, which YAML takes for an octal number; write 10, or put it in quotes"),
    ],
)  # fmt: skip
def test_what_the_sheet_itself_says_is_read_strictly(change, sentence):
    with pytest.raises(UsageError) as failure:
        read_sheet(change(in_yaml("9")), "sheet.yaml")
    (line,) = failure.value.text.en.splitlines()
    assert line.startswith("sheet.yaml:") and line.endswith(sentence)


DEEP = {
    "flow": "[" * 100_000,
    "flow with words": "[a, " * 100_000,
    "mappings": "{a: " * 5_000,
    "lines": "[\n" * 100_000,
    "dashes": "- " * 5_000 + "a",
    "keys": "".join(f"{' ' * depth}a:\n" for depth in range(500)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_too_deep_gets_our_sentence(text):
    with pytest.raises(UsageError) as failure:
        read_sheet("a: 1\nb: " + text if text[0] in "[{" else text, "sheet")
    assert "is nested deeper than 40 levels; flatten it" in failure.value.text.en


@pytest.mark.parametrize(
    "text", ["[" * 39 + "]" * 39, '"' + "[" * 5_000 + '"', "'a: {{{" + "{" * 50 + "'", "|\n  " + "[ " * 50 + "\n  [[[["]
)
def test_brackets_that_nest_no_deeper_are_no_fault(text):
    with pytest.raises(UsageError) as failure:
        read_sheet("a: " + text, "sheet")
    assert "has an unknown key `a`" in failure.value.text.en


def test_a_line_that_is_no_utf_8_is_refused_by_its_number():
    refused = grade_one(Handed("many.jsonl: line 7", b"\xff\xfe"), TERMS)
    assert refused.error == Text(
        en="many.jsonl: line 7: is not UTF-8 text; save it as UTF-8", zh="many.jsonl: line 7：不是 UTF-8 文本；请另存为 UTF-8 编码"
    )
    assert not refused.report


def test_a_sheet_whose_course_is_broken_is_refused_alone(tmp_path):
    course = copy_of_small(tmp_path)
    handed = Handed("one.json", json.dumps(SHEET).encode())
    good, terms = grade_one(handed, TERMS), Terms(roots=(course,), trusted=True, other_edition=True)
    (course / "questions" / "adding.yaml").write_text("title: [", encoding="utf-8")
    refused = grade_one(handed, terms)
    assert good.report and not refused.report
    assert refused.code == 3 and "adding.yaml:2: is not YAML" in refused.error.en


@pytest.mark.parametrize(
    ("written", "name"),
    [("", ""), ("''", ""), ("2024001", "2024001"), ("0123", "0123"), ("3:1", "3:1"), ("yes", "yes"), ("'李 明'", "李 明")],
)
def test_a_name_is_the_text_that_stands_there(written, name):
    text = "schema: dl-quiz.sheet/1\nlanguage: en\nseed: 1\ncourse: {title: t, demos: d, topics: {}}\nitems: []\nname: "
    assert read_sheet(text + written, "sheet").name == name
    with pytest.raises(UsageError) as refusal:
        read_sheet(text + "[a]", "sheet")
    assert refusal.value.text.en == "sheet:6: `name` must be a text"
    assert refusal.value.text.zh == "sheet:6: `name` 必须是文字"
