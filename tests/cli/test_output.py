"""What is no file is not waited for, what a shell hands over is read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")


@pytest.mark.parametrize(
    ("make", "kind", "kind_zh"),
    [(os.mkfifo, "a pipe", "管道"), (os.mkdir, "a folder", "文件夹"), (lambda path: path.symlink_to("/dev/zero"), "a device", "设备")],
)
def test_what_is_no_file_is_refused_before_it_is_opened(tmp_path, make, kind, kind_zh):
    path = tmp_path / "it"
    make(path)
    for command in ([] if path.is_dir() else [["grade", path]]) + [["quiz", "--answers", path]]:  # a folder of sheets is graded
        done = run_in_process(*command, *THERE)
        assert (done.code, done.out, done.err) == (2, "", f"{path} is {kind}; name a file\n")
        assert run_in_process(*command, *THERE, language="zh").err == f"{path} 是{kind_zh}；请指定文件\n"


def test_a_stream_of_sheets_that_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "it.jsonl")
    done = run_in_process("grade", tmp_path / "it.jsonl", *THERE)
    assert (done.code, done.err) == (2, f"{tmp_path}/it.jsonl is a pipe; name a file\n")


@pytest.mark.parametrize("answers", ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "-"])
def test_what_a_shell_hands_over_is_read(tmp_path, answers):
    command = [sys.executable, "-m", "dl_quiz", "quiz", "adding/what-prints", "--answers", answers, "--pass", "1", *map(str, THERE)]
    done = subprocess.run(
        command,
        input="9\n",
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DL_QUIZ_HOME": str(tmp_path)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_at_all_is_no_answer():
    done = run_in_process("quiz", "adding/what-prints", "--answers", os.devnull, *THERE)
    assert done.code == 0 and "unanswered" in done.out
