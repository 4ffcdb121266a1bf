"""A sheet sat at a terminal: nothing is told of what is right, every answer is on the disk, and the way back is open."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from dl_quiz.sheets.read import read_sheet
from tests.courses import SMALL
from tests.program import run_in_process
from tests.screen import Screen

THERE = ("--course", SMALL, "--trust")
QUESTIONS = ("adding/sum-of-two", "adding/commutes", "adding/name")


@pytest.fixture
def there(tmp_path):
    """A folder with a sheet of three questions, and no course."""
    for language in ("en", "zh"):
        path = tmp_path / f"test-{language}.json"
        done = run_in_process("sheet", *QUESTIONS, *THERE, "--seed", 1, "--minutes", 30, "--format", "json", "-o", path, language=language)
        assert done.code == 0
    return tmp_path


def take(there, *arguments, typed, language="en", **options):
    return run_in_process("take", *arguments, typed=typed, cwd=there, language=language, **options)


def kept(path):
    sheet = read_sheet(path.read_text(encoding="utf-8"), str(path))
    return sheet, {item.question: item.answer or None for item in sheet.items}


def order(there):
    return [item["question"] for item in json.loads((there / "test-en.json").read_text(encoding="utf-8"))["items"]]


def test_answers_are_written_under_the_learner_s_name_with_the_times(there):
    done = take(there, "test-en.json", typed=["", "Ann  Lee", "1", "1", "1", ""])
    assert done.code == 0
    assert "Your name is wanted, of at most 100 characters." in done.out
    assert "3 of 3 answered. This file is what you hand in: test-en-ann-lee-answers.yaml" in " ".join(done.out.split())
    sheet, answers = kept(there / "test-en-ann-lee-answers.yaml")
    assert sheet.name == "Ann Lee" and sheet.begun and sheet.ended and sheet.minutes == 30
    assert set(answers.values()) == {"1"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_told_of_what_is_right_and_no_demo_or_hint_is_there(there, language):
    done = take(there, f"test-{language}.json", typed=["Ann", "?", "d", "1", "1", "1", ""], language=language)
    for word in ("✓", "✗", "Right", "正确", "不对", "Key", "标准答案", "Hint", "提示", "dl-quiz demo", "score", "得分"):
        assert word not in done.out
    keys = {
        "en": "Enter on · b back · l list · u take the answer back · q stop",
        "zh": "回车 下一题 · b 上一题 · l 列表 · u 收回答案 · q 退出",
    }
    assert done.out.count(keys[language]) >= 4


def test_the_way_back_is_open_and_an_answer_can_be_changed_or_taken_back(there):
    take(there, "test-en.json", "-o", "a.yaml", typed=["Ann", "1", "b", "2", "1", "b", "2", "1", "b", "u", "b", "", "q"])
    assert list(kept(there / "a.yaml")[1].values()) == ["2", "2", None]


def test_what_cannot_be_read_is_told_once_and_then_taken_as_it_is(there):
    number = order(there).index("adding/sum-of-two")
    done = take(there, "test-en.json", "-o", "a.yaml", typed=["Ann", *[""] * number, "many", "more", "more", "q"])
    assert "“many” is not a number" in done.out and " ".join(done.out.split()).count("To leave it so, type it once more.") == 2
    assert kept(there / "a.yaml")[1]["adding/sum-of-two"] == "more"


def test_a_letter_alone_names_no_option(there):
    options = order(there).index("adding/commutes")
    done = take(there, "test-en.json", "-o", "a.yaml", typed=["Ann", *[""] * options, "c", "c", "q"])
    assert "“c” is a letter, and letters alone are keys; for this option type 3" in " ".join(done.out.split())
    assert kept(there / "a.yaml")[1]["adding/commutes"] is None


def test_all_can_be_looked_over_and_gone_to_by_number(there):
    done = take(there, "test-en.json", "-o", "a.yaml", typed=["Ann", "", "", "", "9", "2", "1", "l", ""])
    assert "Answered: 0 of 3" in done.out and "Answered: 1 of 3" in done.out
    assert "“9” is no number from 1 to 3" in done.out
    assert [answer for answer in kept(there / "a.yaml")[1].values() if answer] == ["1"]


@pytest.mark.parametrize("end", [["q"], []])
def test_who_leaves_is_told_how_to_go_on_and_goes_on_there(there, end):
    done = take(there, "test-en.json", typed=["Ann", "1", *end])
    assert done.code == 0
    assert "Saved in test-en-ann-answers.yaml. Go on with it: dl-quiz take test-en.json" in " ".join(done.out.split())
    begun = kept(there / "test-en-ann-answers.yaml")[0].begun
    again = take(there, "test-en.json", typed=["Ann", "2", "3", ""])
    assert "You have answered 1 of 3; it goes on where you left it." in again.out
    sheet, answers = kept(there / "test-en-ann-answers.yaml")
    assert list(answers.values()) == ["1", "2", "3"] and sheet.begun == begun


def test_a_file_that_was_begun_is_gone_on_with_itself(there):
    take(there, "test-en.json", "-o", "a.yaml", typed=["Ann", "1", "q"])
    take(there, "a.yaml", typed=["2", "q"])
    assert list(kept(there / "a.yaml")[1].values()) == ["1", "2", None]
    assert sorted(path.name for path in there.iterdir()) == ["a.yaml", "test-en.json", "test-zh.json"]


def test_a_variant_does_not_ask_the_name(there):
    (there / "class.txt").write_text("李明\n", encoding="utf-8")
    run_in_process("sheet", *QUESTIONS, *THERE, "--names", "class.txt", "-o", "out", cwd=there)
    done = take(there, "out/1-李明.yaml", typed=["1", "q"])
    assert "Your name" not in done.out
    assert kept(there / "1-李明-answers.yaml")[0].name == "李明"


def test_a_file_of_something_else_is_not_written_over(there):
    (there / "a.yaml").write_text("mine", encoding="utf-8")
    done = take(there, "test-en.json", "-o", "a.yaml", typed=["Ann"])
    assert (done.code, (there / "a.yaml").read_text(encoding="utf-8")) == (2, "mine")
    take(there, "test-zh.json", "-o", "zh.json", typed=["Ann", "q"])
    sheet = json.loads((there / "test-en.json").read_text(encoding="utf-8")) | {"seed": 99}
    (there / "other.json").write_text(json.dumps(sheet), encoding="utf-8")
    assert take(there, "other.json", "-o", "zh.json", typed=["Ann"]).err == "zh.json holds another sheet; name another file with -o\n"


def test_without_a_terminal_nobody_is_asked(there):
    done = run_in_process("take", "test-en.json", cwd=there)
    assert (done.code, done.out) == (2, "")
    assert done.err == "there is no terminal to ask at; fill in the sheet's file, and grade it with dl-quiz grade\n"
    zh = run_in_process("take", "test-en.json", cwd=there, language="zh").err
    assert zh == "没有可以提问的终端；请直接填写题目单文件，再用 dl-quiz grade 批改\n"


def test_the_time_that_is_left_and_over_is_shown_and_nobody_is_cut_off(there):
    done = take(there, "test-en.json", "-o", "a.json", typed=["Ann", "q"])
    assert "30:00 left" in done.out or "29:5" in done.out
    sheet = json.loads((there / "a.json").read_text(encoding="utf-8"))
    begun = (datetime.now(UTC) - timedelta(minutes=32)).isoformat()
    (there / "a.json").write_text(json.dumps({**sheet, "begun": begun}), encoding="utf-8")
    done = take(there, "test-en.json", "-o", "a.json", typed=["1", "2", "q"])
    assert "2:0" in done.out and "over the time" in done.out
    assert done.out.count("The time is up. You may go on; how much later you end is recorded.") == 1
    report = json.loads(run_in_process("grade", "a.json", *THERE, "--format", "json", cwd=there).out)
    assert 110 < report["late"] < 150


def test_where_it_cannot_be_saved_it_is_told_and_tried_again(there, monkeypatch):
    from dl_quiz.cli import take as module
    from dl_quiz.errors import UsageError

    whole, fails = module.write_whole, iter([False, True, True, False])

    def write(path, text, *, force=False):
        if next(fails):
            raise UsageError("the disk is full", "磁盘已满")
        whole(path, text, force=force)

    monkeypatch.setattr(module, "write_whole", write)
    done = take(there, "test-en.json", "-o", "a.yaml", typed=["Ann", "1", "2", "q"])
    assert done.out.count("Not saved: the disk is full. It is tried again with the next answer.") == 2
    assert list(kept(there / "a.yaml")[1].values()) == ["1", "2", None]


def test_where_nothing_can_be_written_it_is_told_before_the_first_question(there):
    done = take(there, "test-en.json", "-o", "no/where.yaml", typed=["Ann", "1"])
    assert (done.code, "1/3" in done.out) == (2, False)
    assert done.err == "no/where.yaml cannot be written (No such file or directory); check the folder and its permissions\n"


def test_a_kill_loses_only_the_answer_that_was_being_typed(there, tmp_path):
    screen = Screen("take", "test-en.json", "-o", "a.yaml", home=tmp_path / "home", cwd=there)
    screen.wait_for("Your name:")
    screen.type("Ann")
    screen.wait_for_a_prompt()
    screen.type("1")
    screen.wait_for("2/3")
    screen.kill()
    assert list(kept(there / "a.yaml")[1].values()) == ["1", None, None]
    again = Screen("take", "test-en.json", "-o", "a.yaml", home=tmp_path / "home", cwd=there)
    assert "You have answered 1 of 3" in again.wait_for("2/3")
    os.write(again.fd, b"\x03")
    assert again.end() == 130
