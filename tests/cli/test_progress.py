"""`dl-quiz progress`: shown, and the history written out, read in, taken back and set aside, as typed."""

import json
import shlex
import sys
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dl_quiz.learner.journal import Journal
from tests.attempts import attempt, remember
from tests.courses import SMALL
from tests.program import run_in_process
from tests.screen import Screen

THERE = ("--course", SMALL, "--trust")
NOTHING = {
    "en": f"There is no answer yet. Begin with: dl-quiz quiz --course {SMALL}\n",
    "zh": f"还没有作答。先试试：dl-quiz quiz --course {SMALL}\n",
}


def progress(home, *words, **options):
    return run_in_process("progress", *words, *THERE, home=home, columns=options.pop("columns", 200), **options)


def ids(home):
    return [int(one.id) for one in Journal(home / "journal.sqlite").attempts()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_an_answer_it_says_what_to_do_and_makes_nothing(tmp_path, language):
    home = tmp_path / "home"
    for words in ((), ("undo",)):
        done = progress(home, *words, language=language)
        assert (done.code, done.out, done.err) == (0, NOTHING[language], "")
    assert "dl-quiz quiz adding/name" in progress(home, "adding/name", language=language).out
    assert not (home / "journal.sqlite").exists()


def test_it_shows_a_course_a_topic_and_a_question(tmp_path):
    remember(tmp_path, ("adding/name", 1.0), ("adding/name", 0.0))
    assert "Answers: 2 (right: 1) · days: 2 · 3 s" in progress(tmp_path).out
    assert "Progress · Adding" in progress(tmp_path, "1").out
    assert progress(tmp_path, "adding/na").out.startswith("adding/name\n")
    for typed, found in (("adding/run", "adding/running-total"), ("1/points/s", "adding/points/sum"), ("add/name", "adding/name")):
        assert progress(tmp_path, typed).out.startswith(f"{found}\n")
    for typed, asked in (
        ("adding/name", "quiz adding/name"),
        ("adding/run", "implement adding/running-total"),
        ("1/points/s", "interview adding"),
        ("charts", "quiz charts"),
    ):
        assert f"Not answered yet: dl-quiz {asked} --course" in progress(tmp_path / "new", typed).out
    assert "there is no question “nme”; did you mean name?" in progress(tmp_path, "adding/nme").err
    assert progress(tmp_path, "adding/nme").code == progress(tmp_path, "subtracting").code == 2


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_of_it_is_coloured_or_too_wide_in_a_pipe(tmp_path, language, columns):
    from rich.cells import cell_len

    remember(tmp_path, ("adding/name", 1.0), ("adding/commutes", 0.0))
    for words in ((), ("adding",), ("adding/name",)):
        out = progress(tmp_path, *words, language=language, columns=columns).out
        assert "\x1b" not in out and max(map(cell_len, out.splitlines())) <= columns


def test_a_document_goes_to_standard_output_or_a_file(tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    for words, schema in (((), "progress"), (("adding",), "answers"), (("adding/name",), "answers")):
        printed = progress(tmp_path, *words, "--format", "json").out
        assert json.loads(printed)["schema"] == f"dl-quiz.{schema}/1"
        path = tmp_path / f"{len(words)}{''.join(words).replace('/', '-')}.json"
        assert progress(tmp_path, *words, "--format", "json", "-o", path).code == 0
        assert path.read_text(encoding="utf-8") == printed


def test_it_looks_forward_to_the_date_of_the_plan_and_else_two_weeks(tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    today = datetime.now(UTC).astimezone().date()
    without = json.loads(progress(tmp_path, "--format", "json").out)
    assert (without["later"], without["planned"]) == ((today + timedelta(days=14)).isoformat(), None)
    by = (today + timedelta(days=5)).isoformat()
    assert run_in_process("plan", "--by", by, "--minutes", "10", *THERE, home=tmp_path).code == 0
    for words in ((), ("adding",)):
        assert json.loads(progress(tmp_path, *words, "--format", "json").out)["later"] == by
    planned = json.loads(progress(tmp_path, "--format", "json").out)
    assert planned["planned"] > planned["known_later"]


def test_a_history_goes_from_one_home_to_another_and_back(tmp_path):
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "history.jsonl"
    remember(here, ("adding/name", 1.0), ("adding/commutes", 0.0))
    Journal(there / "journal.sqlite").append(attempt(7, "charts/say-it"))
    assert progress(here, "export", "-o", file).code == 0
    assert file.read_text(encoding="utf-8") == progress(here, "export").out
    done = progress(there, "import", file)
    assert (done.code, done.out) == (0, "2 of 2 entries are new; all of them are in your history now.\n")
    assert progress(there, "import", file, language="zh").out == "2 条记录中有 0 条是新的；现在都已并入学习记录。\n"
    assert progress(here, "import", "-", stdin=progress(there, "export").out).out.startswith("1 of 3 entries are new")
    assert (ids(here), ids(there)) == ([0, 1, 7], [7, 0, 1])
    shown = [progress(home, "--format", "json").out for home in (here, there)]
    assert shown[0] == shown[1]


def test_a_file_is_not_written_over_without_leave(tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    file = tmp_path / "history.jsonl"
    file.write_text("mine")
    done = progress(tmp_path, "export", "-o", file)
    assert (done.code, file.read_text()) == (2, "mine")
    assert progress(tmp_path, "export", "-o", file, "--force").code == 0 and "schema" in file.read_text()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "is no history; give a file that `progress export` wrote, or a journal.sqlite"),
        ("zh", "不是学习记录；请给出 `progress export` 导出的文件，或 journal.sqlite"),
    ],
)
def test_garbage_is_refused_by_file_and_line_and_no_journal_is_made(tmp_path, language, sentence):
    file = tmp_path / "garbage.txt"
    file.write_bytes(b"\xff\x00garbage\n" * 50)
    done = progress(tmp_path / "home", "import", file, language=language)
    assert (done.code, done.out, done.err) == (2, "", f"{file}:1: {sentence}\n")
    assert not (tmp_path / "home").exists()


def test_what_is_no_file_or_too_large_is_refused(tmp_path, monkeypatch):
    assert "is a folder" in progress(tmp_path, "import", tmp_path).err
    assert "cannot be read" in progress(tmp_path, "import", tmp_path / "nowhere").err
    monkeypatch.setattr("dl_quiz.learner.exported.LARGEST", 10)
    file = tmp_path / "large"
    file.write_bytes(b"x" * 11)
    assert progress(tmp_path, "import", file).err == f"{file}: is larger than 10 bytes; it is no history\n"
    assert progress(tmp_path, "import", file, language="zh").err == f"{file}：超过 10 字节，不是学习记录\n"


@pytest.mark.parametrize("words", [("export", "more"), ("import",), ("import", "a", "b"), ("undo", "more"), ("adding", "charts")])
def test_words_that_are_too_many_or_too_few_are_refused(tmp_path, words):
    done = progress(tmp_path, *words)
    assert (done.code, done.err) == (
        2,
        f"progress takes one word, and import a file besides, like: dl-quiz progress import history.jsonl --course {SMALL}\n",
    )
    assert progress(tmp_path, *words, language="zh").err == (
        f"progress 只接一个词，import 后再接一个文件，如：dl-quiz progress import history.jsonl --course {SMALL}\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--format", "json"),
        ("undo", "-o", "x"),
        ("reset", "--yes", "--force"),
        ("--yes",),
        ("undo", "--yes"),
        ("import", "x", "-o", "y"),
    ],
)
def test_options_that_do_not_belong_there_are_refused(tmp_path, words):
    done = progress(tmp_path, *words)
    assert (done.code, done.err) == (
        2,
        "--format goes with what is shown, --output and --force with that and with export, --yes with reset\n",
    )
    assert progress(tmp_path, *words, language="zh").err == (
        "--format 用于显示进度，--output 和 --force 用于显示进度或 export，--yes 用于 reset\n"
    )
    assert not (tmp_path / "journal.sqlite").exists()


def test_undo_says_what_was_taken_back(tmp_path):
    at = datetime.now(UTC) - timedelta(minutes=5)
    points = [msgspec.structs.replace(attempt(n, f"charts/points/{n}", days=-9), session="s") for n in (1, 2)]
    Journal(tmp_path / "journal.sqlite").append(*points, msgspec.structs.replace(attempt(3, "adding/name"), at=at))
    when = f"{at.astimezone():%Y-%m-%d %H:%M}"
    assert progress(tmp_path, "undo").out == f"Taken back, it no longer counts: adding/name, answered {when}.\n"
    assert progress(tmp_path, "undo", language="zh").out.startswith("已撤销，不再计入：charts，面试中作答（要点：2 个），作答于 2026-11-15")
    assert progress(tmp_path, "undo").out == NOTHING["en"]
    assert len(ids_of_all(tmp_path)) == 6


def ids_of_all(home):
    return [one.id for one in Journal(home / "journal.sqlite").attempts()]


def test_what_is_undone_is_undone_at_home_and_in_topics(tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    assert "1 questions" in run_in_process(*THERE, home=tmp_path).out
    progress(tmp_path, "undo")
    assert "Begin" in run_in_process(*THERE, home=tmp_path).out


def test_a_script_must_say_yes_to_set_the_history_aside(tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    done = progress(tmp_path, "reset")
    assert (done.code, done.err) == (2, "there is no terminal to ask at; add --yes to set the history aside\n")
    assert progress(tmp_path, "reset", language="zh").err == "没有可以询问的终端；要存档学习记录请加上 --yes\n"
    assert ids(tmp_path) == [0]


def test_what_was_set_aside_is_had_back_by_the_command_that_is_printed(tmp_path):
    home = tmp_path / "a home"
    remember(home, ("adding/name", 1.0), ("adding/commutes", 0.0))
    done = progress(home, "reset", "--yes")
    first, second = done.out.splitlines()
    (kept,) = home.glob("kept-*")
    assert first == f"Your history is kept in {kept}"
    assert progress(home).out == NOTHING["en"] and ids(home) == []
    command = shlex.split(second.partition(": ")[2])
    assert command[:3] == ["dl-quiz", "progress", "import"]
    assert run_in_process(*command[1:], home=home).out == "2 of 2 entries are new; all of them are in your history now.\n"
    assert ids(home) == [0, 1]


@pytest.mark.parametrize(("typed", "gone"), [("y", True), ("是", True), ("", False), ("n", False), ("undo", False)])
def test_at_a_terminal_it_asks_before_it_sets_the_history_aside(tmp_path, typed, gone):
    remember(tmp_path, ("adding/name", 1.0))
    done = progress(tmp_path, "reset", typed=[typed])
    assert ("Set your whole history aside, and begin anew? It is kept, not deleted. [y/N] " in done.out) and done.code == 0
    assert ("Nothing was changed." in done.out) is not gone and (ids(tmp_path) == []) is gone


def test_leaving_the_question_changes_nothing(tmp_path):
    remember(tmp_path, ("adding/name", 1.0))
    assert progress(tmp_path, "reset", typed=[]).code == 0 and ids(tmp_path) == [0]
    if sys.platform == "linux":
        screen = Screen("progress", "reset", home=tmp_path)
        screen.wait_for("[y/N]")
        screen.type("\x03")
        assert screen.end() == 130 and ids(tmp_path) == [0]


def test_a_journal_that_cannot_be_used_is_all_that_was_asked_for(tmp_path):
    (tmp_path / "journal.sqlite").mkdir()
    for words in ((), ("adding",), ("export",), ("undo",), ("reset", "--yes")):
        done = progress(tmp_path, *words)
        assert (done.code, done.err) == (2, f"the journal {tmp_path}/journal.sqlite is no plain file; move it away\n")


def test_a_hostile_history_steers_no_terminal(tmp_path):
    odd = msgspec.structs.replace(attempt(1, "adding/name", 0.0), response="\x1b[31mred\u202e", rule="\x1b[2J", session="\x07")
    Journal(tmp_path / "journal.sqlite").append(odd)
    for words in (("adding/name",), ("export",), ("adding/name", "--format", "json"), ("undo",)):
        out = progress(tmp_path, *words).out
        assert not {"\x1b", "\u202e", "\x07"} & set(out)
