"""A run that the fork server begins is what a fresh process would be."""

import os
import signal
import subprocess
import sys

import pytest

from tests.forkserver import begin
from tests.program import ROOT, run_forked, run_in_a_process

ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": "/nonexistent/x", "LANG": "C.UTF-8"}


@pytest.mark.parametrize("words", [["topics"], ["demo", "conv", "slide", "--no-step"], ["topics", "nothing"], ["sheet", "--seed", "1"]])
def test_it_says_what_a_fresh_process_says(words, tmp_path):
    assert run_forked(*words, home=tmp_path) == run_in_a_process(*words, home=tmp_path)


def test_it_ends_by_a_signal_as_a_process_does(tmp_path):
    ours, theirs = os.pipe()
    run = begin(["quiz", "--answers", "-"], ENVIRONMENT, tmp_path, [ours, 1, 2])
    os.kill(run.pid, signal.SIGTERM)
    assert run.wait() == -signal.SIGTERM
    os.close(theirs)
    os.close(ours)


def test_no_process_is_left_behind():
    code = f"from tests.forkserver import begin; run = begin(['topics'], {ENVIRONMENT!r}, '/', [0, 2, 2]); print(run.pid, run.wait())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True)
    pid, ended = map(int, done.stdout.split())
    assert ended == 0 and "conv-operation" in done.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
