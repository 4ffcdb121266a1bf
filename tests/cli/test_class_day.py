"""A class from the first command to the last: variants handed out, sat, broken and cut, marked, and opened as a table."""

import csv
import json
import re

import pytest
import yaml

from tests.courses import SMALL
from tests.program import run_in_process
from tests.screen import Screen

THERE = ("--course", SMALL, "--trust")
NAMES = ["Ann Lee", "李明", "=1+1", "O'Neil", "Bo", "Cai", "Dee", "Eva"]


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """A folder with the variants of a test, and with what came back of them."""
    there = tmp_path_factory.mktemp("day")
    (there / "class.txt").write_text("\n".join(NAMES), encoding="utf-8")
    made = run("sheet", "adding", "-n", 4, "--seed", 3, "--minutes", 30, "--names", "class.txt", "-o", "test", *THERE, cwd=there)
    assert (made.code, made.err) == (0, "")
    (there / "in").mkdir()
    sheets = sorted(path.name for path in (there / "test").iterdir())
    for skill, name in enumerate(sheets[:4]):
        sit(there, name, right_answers(there, name)[: skill + 1])
    break_some(there, sheets)
    return there


def run(*arguments, **options):
    return run_in_process(*arguments, **options)


def right_answers(there, name):
    """Return the answers that the teacher's own command tells, as a learner types them."""
    done = run("grade", f"test/{name}", "--against", "test", "--reveal", "--format", "json", *THERE, cwd=there)
    answers = []
    for question in json.loads(done.out)["questions"]:
        labels = re.findall(r"^(\d)\) ", question["key"], re.MULTILINE)
        answers.append("".join(labels) if labels else question["key"])
    return answers


def sit(there, name, answers):
    """Answer the first questions of a sheet at the terminal, none of the others, and hand it in. It needs no course."""
    done = run("take", f"test/{name}", "-o", f"in/{name}", cwd=there, typed=[*answers, *[""] * (5 - len(answers))])
    assert done.code == 0 and f"{len(answers)} of 4 answered" in done.out


def break_some(there, sheets):
    (there / "in" / sheets[4]).write_text("answer: 1: 3\n", encoding="utf-8")
    (there / "in" / sheets[5]).write_bytes(b"\xff\xfe\x00")
    (there / "in" / sheets[6]).write_text((there / "test" / sheets[6]).read_text(encoding="utf-8")[:400], encoding="utf-8")
    cut = yaml.safe_load((there / "in" / sheets[3]).read_text(encoding="utf-8"))
    items = [item for item in cut["items"] if item["answer"]][:1]
    (there / "in" / "9-cheat.yaml").write_text(yaml.safe_dump(cut | {"items": items}, allow_unicode=True), encoding="utf-8")


def test_the_class_is_marked_and_what_is_broken_or_cut_is_listed(there):
    done = run("grade", "in", "--against", "test", "--pass", 0.5, *THERE, cwd=there)
    assert done.code == 2
    rows = [re.fullmatch(r" *(\d+%) +0:\d\d +(.*)", line).groups() for line in done.out.splitlines()[1:5]]
    assert rows == [("25%", "Ann Lee"), ("50%", "李明"), ("75%", "=1+1"), ("100%", "O'Neil")]
    assert "4 graded, 4 refused" in done.out and "passed at 50%: 3" in done.out
    assert "no graded sheet from: Bo, Cai, Dee, Eva" in done.out
    assert [line.partition(":")[0].removeprefix("in/")[0] for line in done.err.splitlines()] == ["5", "6", "7", "9"]
    assert "only answers may be changed" in done.err.splitlines()[-1]


def test_the_table_opens_as_csv_without_a_formula(there):
    run("grade", "in", "--against", "test", "--format", "csv", "-o", "results.csv", "--force", *THERE, cwd=there)
    with (there / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["score"] for row in rows if row["score"]] == ["0.25", "0.5", "0.75", "1.0"]
    assert [row["name"] for row in rows[:4]] == ["Ann Lee", "李明", "'=1+1", "O'Neil"]
    assert [bool(row["refused"]) for row in rows] == [False] * 4 + [True] * 4


def test_a_sheet_is_sat_at_a_real_terminal(there):
    screen = Screen("take", "test/8-eva.yaml", "-o", "eva.yaml", home=there / "home", cwd=there)
    for _ in range(4):
        screen.wait_for_a_prompt()
        screen.type("")
    screen.wait_for_a_prompt()
    screen.type("")
    assert screen.end() == 0
    assert "0 of 4 answered. This file is what you hand in: eva.yaml" in screen.text
    assert yaml.safe_load((there / "eva.yaml").read_text(encoding="utf-8"))["name"] == "Eva"
