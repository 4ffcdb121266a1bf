"""Every wrong way in gets one sentence with the nearest right name, and its exit code; every environment works."""

import subprocess
import sys

import pytest

from tests.courses import SMALL
from tests.program import ROOT, run_in_a_process, run_in_process

THERE = ("--course", SMALL, "--trust")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["topic"], "Try: dl-quiz --help"),
        (["explain", "addin g", *THERE], "there is no topic “addin g”; did you mean adding or add?"),
        (["explain", "adding/comutes", *THERE], "there is no question “comutes”; did you mean commutes?"),
        (["explain"], "Try: dl-quiz explain --help"),
        (["topics", "31"], "there is no topic “31”; see: dl-quiz topics"),
        (["demo", "conw"], "there is no demo “conw”; did you mean conv"),
        (["demo", "conv", "slyde"], "there is no scene of conv “slyde”; did you mean slide?"),
        (["demo", "conv", "slide", "--sise", "5"], "demo conv slide has no option --sise; did you mean --size?"),
        (["demo", "conv", "slide", "--size"], "--size wants a value:"),
        (["demo", "conv", "slide", "--size", "99"], "--size must lie in"),
        (["demo", "conv", "slide", "--size", "abc"], "--size takes a whole number, not “abc”"),
        (["demo", "conv", "slide", "--kernel", "blurr"], "--kernel has no “blurr”; did you mean blur?"),
        (["demo", "conv", "slide", "extra"], "demo takes a name and a scene; what is “extra”?"),
        (["demo", "add", "count", "--left", "0", "--right", "0", *THERE], "nothing is there to count"),
        (["quiz"], "there is no terminal to ask at; give --answers FILE (or - for standard input), or write a sheet with dl-quiz sheet"),
        (["quiz", "--kind", "chose", "--answers", "-"], "there is no kind “chose”; did you mean choose?"),
        (["quiz", "--level", "4"], "Try: dl-quiz quiz --help"),
        (["quiz", "adding", "--kind", "points", "--answers", "-", *THERE], "no question fits; loosen --level, --kind or the topics"),
        (["quiz", "adding", "-n", "1", "--answers", "-", *THERE], "standard input: holds 3 answers for 1 questions; give one a line, an empty line for none"),
        (["quiz", "--format", "xml", "--answers", "-"], "--format takes text, json, junit or tap, not “xml”"),
        (["sheet", "--format", "xml"], "--format takes yaml, json, markdown or html, not “xml”"),
        (["grade", "a.jsonl"], "a.jsonl cannot be read (No such file or directory); check the name"),
        (["check", "--schema", "tests"], "there is no schema “tests”; there are topic, course, sheet, report"),
        (["new", "topic", "Bad Name", *THERE], "“Bad Name” is no name for a topic; use lower-case words joined by hyphens, like weight-decay"),
        (["new", "demo", "bad-name", *THERE], "“bad-name” is no name for a demo; use one lower-case word, like softmax"),
        (["new", "topic", "weighing"], "is no course; begin one: dl-quiz new course NAME, then name it with --course"),
        (["--lang", "fr"], "--lang takes en, zh or auto, not “fr”"),
        (["quiz", "--pass", "0.5"], "--format, --output, --pass, --reveal, --other-edition and --force go with --answers"),
        (["demo", "--format", "html"], "--format html wants a demo's name"),
        (["new", "topic", "3d-conv", *THERE], "“3d_conv” is no name for a demo; give --demo with one lower-case word, like softmax"),
        (["grade", "x" * 300], "File name too long"),
        (["demo", "conv", "slide", "--size", "9" * 400], "--size takes a whole number"),
        (["topics", "--nope"], "Try: dl-quiz topics --help"),
    ],
    ids=lambda value: " ".join(map(str, value[:4])) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_wrong_command_line_gets_its_sentence_and_exit_code_2(arguments, sentence, tmp_path):
    done = run_in_process(*arguments, stdin="a\nb\nc\n", cwd=tmp_path)
    assert done.code == 2
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1
    assert "--left" in arguments or done.out == ""  # a scene refuses only after its title


def test_errors_speak_chinese_too():
    assert run_in_process("demo", "conw", "--lang", "zh").err.startswith("没有名为“conw”的演示；是否想写 conv")
    assert run_in_process("demo", "conv", "slide", "--size", "99", DL_QUIZ_LANG="zh").err.startswith("--size 必须在")


def test_a_course_may_be_named_like_a_command(tmp_path):
    from tests.courses import copy_of_small

    copy_of_small(tmp_path).rename(tmp_path / "demo")
    assert "Adding" in run_in_process("topics", "--course", "demo", cwd=tmp_path).out


def test_a_fault_in_a_scene_is_laid_at_its_author_s_door(tmp_path):
    from tests.courses import copy_of_small, edit

    course = edit(copy_of_small(tmp_path), "    if left == right == 0:", "    left / 0\n    if left == right == 0:", "demos/add.py")
    done = run_in_process("demo", "add", "count", "--course", course, "--trust")
    assert done.code == 3
    assert done.err == f"{course}/demos/add.py:15: the scene `count` breaks off: ZeroDivisionError: division by zero; mend its code\n"


def test_explain_runs_the_proof_that_it_shows():
    done = run_in_process("explain", "adding/sum-of-two", "--run", *THERE)
    left, right = (int(done.out.partition(f"--{side} ")[2].split()[0]) for side in ("left", "right"))
    assert f"{left + right} = {left + right}" in done.out


def test_topics_are_named_by_id_number_demo_or_beginning():
    titles = {run_in_process("topics", name, *THERE).out for name in ("adding", "1", "add", "ad", "ADDING")}
    assert len(titles) == 1 and "Adding" in titles.pop()


def test_an_ambiguous_beginning_lists_what_it_could_be():
    done = run_in_process("explain", "conv-")
    ids = ("conv-operation", "conv-vs-pool", "conv-layer", "conv-pipeline", "conv-filters")
    assert done.code == 2 and [id for id in ids if f"{id} (" in done.err] == list(ids) and done.err.endswith("; type more of it\n")


COMMANDS = [["topics"], ["explain", "adding", *THERE], ["demo", "add", *THERE], [], ["quiz", "--answers", "/dev/null", *THERE]]


def named(environment):
    return " ".join(f"{name}={value}" for name, value in environment.items())


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda a: " ".join(map(str, a[:2])) or "home")
@pytest.mark.parametrize(
    "environment", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"COLUMNS": "40"}, {"COLUMNS": "1"}, {"HOME": "/proc/nonexistent"}], ids=named
)
def test_every_environment_works_and_a_pipe_gets_no_escape_codes(arguments, environment):
    done = run_in_process(*arguments, "--lang", "zh", **environment)
    assert done.code == 0, done.err
    assert done.out and "\x1b" not in done.out


@pytest.mark.parametrize("arguments", [["topics"], ["demo", "add", *THERE]], ids=lambda a: a[0])
@pytest.mark.parametrize("environment", [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}], ids=named)
def test_every_encoding_of_the_streams_works(arguments, environment):
    done = run_in_a_process(*arguments, "--lang", "zh", **environment)
    assert done.code == 0, done.err
    assert done.out == run_in_process(*arguments, "--lang", "zh").out


def test_an_empty_environment_and_closed_streams_work():
    command = f"env -i {sys.executable} -m dl_quiz topics --course {SMALL} <&- 2>&-"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 0 and b"Adding" in done.stdout


def test_a_reader_that_stops_early_is_no_error():
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m dl_quiz explain conv-operation | head -n 1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stderr == "" and done.stdout.count("\n") == 1


def test_python_dash_m_is_the_same_program_and_knows_its_version():
    assert run_in_a_process("--version").out.startswith("dl-quiz ")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", ["topics", "quiz", "explain", "demo", "sheet", "grade", "check", "new", ""])
def test_every_command_has_help_in_both_languages(command, language):
    done = run_in_process(*([command] if command else []), "--help", "--lang", language)
    assert done.code == 0
    assert any("\u4e00" <= character <= "\u9fff" for character in done.out) == (language == "zh")


def test_a_read_only_home_costs_a_warning_at_most(tmp_path):
    home = tmp_path / "home"
    home.write_text("a file, not a folder")
    done = run_in_process("topics", *THERE, home=home)
    assert done.code == 0 and "Adding" in done.out


def test_a_script_keeps_no_history_and_writes_to_the_home_of_the_environment_alone(tmp_path):
    run_in_process("quiz", "--answers", "/dev/null", *THERE, home=tmp_path / "home", HOME=str(tmp_path / "elsewhere"))
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["cache"]
