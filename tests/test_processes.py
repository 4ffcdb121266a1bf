"""Work spread over processes: one that dies is told in a sentence, an interruption ends them all without a word."""

import os
import signal
import subprocess
import sys
import time

import pytest

from dl_quiz.errors import UsageError
from dl_quiz.processes import processes
from tests.program import ROOT, run_in_process


def _die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_ended_from_outside_is_told_in_a_sentence():
    with pytest.raises(UsageError) as failure, processes(2) as pool:
        list(pool.map(_die, range(3)))
    assert failure.value.text.en == (
        "a process that did part of the work was ended from outside, perhaps for want of memory; try again with fewer --jobs"
    )
    assert failure.value.text.zh == "分担工作的一个进程被外部终止，可能是内存不足；请减少 --jobs 后重试"


def test_an_interruption_ends_a_process_without_a_word():
    with processes(1) as pool:
        assert pool.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_DFL


def test_work_that_is_interrupted_is_not_waited_for():
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), processes(2) as pool:
        pool.submit(time.sleep, 60)
        raise KeyboardInterrupt
    assert time.monotonic() - start < 30


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "many.jsonl"
    sheet = run_in_process("sheet", "-n", 20, "--format", "json").out.replace("\n", " ").replace('"how"', '"answer": "1", "how"')
    path.write_text(f"{sheet}\n" * 2000, encoding="utf-8")
    return path


_BEGIN = "import os, sys; from dl_quiz.__main__ import main; os.write(1, b'.'); main()"
"""What comes before is Python's own start, which nobody can guard."""


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("delay", [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5])
def test_an_interruption_at_any_moment_is_quiet(sheets, jobs, delay):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": "/nonexistent/x"}
    command = [sys.executable, "-c", _BEGIN, "grade", str(sheets), "--jobs", str(jobs)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stdout.read(1) == b"."
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"")
