"""Whatever the environment holds, the program works or says in a sentence why not."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dl_quiz.cli.globals import language_for
from tests.courses import SMALL
from tests.program import ROOT, run_in_a_process, run_in_process

SIZES = ["0", "00", "-5", "²", "1000000000", "1e20", "9" * 400, "", "abc", " 40", "1", "5", "٣", "NaN"]
COMMANDS = [["topics"], ["topics", "adding"], ["explain", "adding"], ["demo", "add", "count", "--no-step"], []]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("size", SIZES)
def test_a_terminal_of_any_size_shows_something(tmp_path, command, size):
    done = run_in_process(*command, "--course", SMALL, "--trust", columns=size, LINES=size, home=tmp_path)
    assert (done.code, done.err) == (0, "") and len(done.out.strip()) > 20
    assert max(map(len, done.out.splitlines())) <= 1000


def test_a_size_that_is_none_is_that_of_the_terminal_or_eighty():
    usual = run_in_process("explain", "adding", "--course", SMALL, columns=80).out
    for size in ("0", "-5", "²", "1e20", "abc"):
        assert run_in_process("explain", "adding", "--course", SMALL, columns=size).out == usual


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"COMP_WORDS": "dl-quiz to", "COMP_CWORD": "x"},
        {"COMP_WORDS": "", "COMP_CWORD": ""},
        {"COMP_WORDS": "dl-quiz", "COMP_CWORD": "99"},
    ],
)
def test_a_completion_that_is_set_up_wrongly_is_told(environment):
    for language, sentence in (
        ("en", "the shell does not say what is to be completed; set completion up again: dl-quiz --install-completion\n"),
        ("zh", "shell 没有说明要补全什么；请重新安装补全：dl-quiz --install-completion\n"),
    ):
        done = run_in_process(_DL_QUIZ_COMPLETE="complete_bash", language=language, **environment)
        assert (done.code, done.err) in ((2, sentence), (0, ""))
    assert run_in_process(_DL_QUIZ_COMPLETE="complete_bash").err


def test_a_completion_that_is_set_up_works_and_another_is_no_pass():
    done = run_in_process(_DL_QUIZ_COMPLETE="complete_bash", COMP_WORDS="dl-quiz to", COMP_CWORD="1")
    assert (done.code, done.out.strip()) == (0, "topics")
    assert run_in_process(_DL_QUIZ_COMPLETE="nonsense").code == 2


def test_a_share_that_is_no_number_is_refused():
    for language, sentence in (("en", "--pass takes a share from 0 to 1, like 0.8\n"), ("zh", "--pass 需要 0 到 1 之间的比例，如 0.8\n")):
        done = run_in_process("grade", "x", "--pass", "nan", language=language)
        assert (done.code, done.err) == (2, sentence)


def test_a_python_without_its_libraries_is_told():
    done = subprocess.run([sys.executable, "-S", "-m", "dl_quiz", "topics"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("dl-quiz needs ") and "dl-quiz 需要 " in done.stderr


def test_a_zip_file_is_told_what_it_lacks(tmp_path):
    archive = tmp_path / "dlq.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (ROOT / "dl_quiz").rglob("*.py"):
            packed.write(path, path.relative_to(ROOT))
    program = f"import sys; sys.path.insert(0, {str(archive)!r}); sys.argv[1:] = ['topics']; from dl_quiz.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-P", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    sentence = f"dl-quiz lies in {archive}, which is no folder: it cannot run out of a zip file; install it with pip\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


def test_the_folder_in_which_it_is_typed_is_not_imported_from(tmp_path):
    for name in ("typer", "msgspec", "rich", "yaml", "numpy", "platformdirs", "dataclasses"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name}: this ran')", encoding="utf-8")
    command = [sys.executable, "-m", "dl_quiz", "demo", "conv", "geometry", "--no-step"]
    env = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "DL_QUIZ_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "this ran" not in done.stdout + done.stderr, done.stderr


def test_the_program_runs_where_it_lies(tmp_path):
    copy = tmp_path / "checkout"
    for folder in ("dl_quiz", "questions", "demos"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert run_in_a_process("topics", cwd=copy, PYTHONPATH="").code == 0


def test_a_home_whose_name_is_too_long_stops_nothing(tmp_path):
    there = ("--course", SMALL, "--trust")
    for command in (["sheet"], ["demo"], ["check"], ["quiz", "--answers", "-"], ["explain", "adding"]):
        assert run_in_process(*command, *there, home=Path("/tmp") / ("x" * 5000)).code == 0


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"DL_QUIZ_LANG": "zh_CN", "LANG": "en_US.UTF-8"}, "zh"),
        ({"DL_QUIZ_LANG": "ZH"}, "zh"),
        ({"DL_QUIZ_LANG": "en-GB", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"DL_QUIZ_LANG": "fr", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"DL_QUIZ_LANG": "", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_a_language_is_known_however_it_is_spelt(environment, language):
    assert language_for(None, environment) == language
    assert language_for("zh", environment) == "zh"
