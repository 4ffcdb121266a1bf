"""A stream that is closed, full or gone turns no exit code into another, and nothing is said twice."""

import errno
import itertools
import json
import os
import subprocess
import sys

import pytest

from dl_quiz.terminal.streams import Outlet
from tests.courses import SMALL
from tests.forkserver import begin
from tests.program import ROOT, run_in_process

COURSE = f"--course {SMALL} --trust"
FULL = "standard output cannot be written (No space left on device); make room, or send it elsewhere\n"
FULL_ZH = "标准输出无法写入（No space left on device）；请腾出空间或改写到别处\n"


def shell(line, cwd, language="en"):
    """Run a line of bash, in which DLQ is the program, buffered as in any shell; return its code and what came on the terminal's standard error."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": "/nonexistent/x", "DL_QUIZ_LANG": language}
    line = line.replace("DLQ", f"{sys.executable} -m dl_quiz")
    done = subprocess.run(["bash", "-c", line], cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    sheet = json.loads(run_in_process("sheet", "adding/commutes", "--course", SMALL, "--trust", "--format", "json").out)
    for name, answer in (("failing", "1"), ("large", "x" * 100_000)):
        (folder / f"{name}.json").write_text(json.dumps({**sheet, "items": [{**sheet["items"][0], "answer": answer}]}), encoding="utf-8")
    return folder


COMMANDS = {"topics": 0, "grade failing.json --pass 1": 1, "grade large.json --format json --pass 1": 1, "grade nosuch": 2, "sheet -n 9": 0}


STREAMS = {
    ">&-": ("", "closed", ""),
    "2>&-": ("", "", "closed"),
    ">&- 2>&-": ("", "closed", "closed"),
    "<&- >&- 2>&-": ("closed", "closed", "closed"),
    "2>/dev/full": ("", "", "full"),
    ">/dev/null 2>/dev/full": ("", "", "full"),
    "| true; exit ${PIPESTATUS[0]}": ("", "gone", ""),
}
"""What a shell writes, and what becomes of standard input, output and error."""


@pytest.mark.parametrize(("command", "streams"), list(zip(itertools.cycle(COMMANDS), STREAMS)))
def test_the_exit_code_is_the_command_s_own_in_a_shell(folder, command, streams):
    assert shell(f"DLQ {command} {COURSE} {streams}", folder)[0] == COMMANDS[command]


@pytest.mark.parametrize("streams", STREAMS)
def test_the_exit_code_is_the_command_s_own(folder, streams):
    null, full, (nobody, gone) = os.open(os.devnull, os.O_RDWR), os.open("/dev/full", os.O_WRONLY), os.pipe()
    os.close(nobody)
    handles = [{"closed": None, "full": full, "gone": gone}.get(kind, null) for kind in STREAMS[streams]]
    env = {"DL_QUIZ_HOME": "/nonexistent/x", "DL_QUIZ_LANG": "en"}
    codes = {command: begin(f"{command} {COURSE}".split(), env, folder, handles).wait() for command in COMMANDS}
    for handle in (null, full, gone):
        os.close(handle)
    assert codes == COMMANDS


@pytest.mark.parametrize("command", [command for command, code in COMMANDS.items() if code < 2])
def test_output_that_cannot_be_written_is_one_sentence_and_exit_code_2(folder, command):
    assert shell(f"DLQ {command} {COURSE} >/dev/full", folder) == (2, FULL)
    assert shell(f"DLQ {command} {COURSE} >/dev/full", folder, "zh") == (2, FULL_ZH)


def test_help_and_version_say_it_too(folder):
    assert shell("DLQ --version >/dev/full", folder) == (2, FULL)
    assert shell("DLQ --help >/dev/full", folder) == (2, FULL)
    assert shell("DLQ --version 1</dev/null", folder)[0] == 2


def test_a_closed_stream_s_number_is_given_to_no_other_file(folder):
    line = f"DLQ grade failing.json {COURSE} -o {folder}/report.txt >&- && cat {folder}/report.txt >&2"
    assert "0 of 1 points" in shell(line, folder)[1]


def test_what_failed_once_is_dropped_without_a_second_try(tmp_path):
    outlet = Outlet(os.open("/dev/full", os.O_WRONLY))
    assert outlet.write(b"abc") == 3 and outlet.failure.errno == errno.ENOSPC
    os.dup2(os.open(tmp_path / "later", os.O_WRONLY | os.O_CREAT), outlet.fileno())
    assert outlet.write(b"abc") == 3 and (tmp_path / "later").read_bytes() == b""


def test_a_reader_that_is_slow_is_waited_for(folder):
    line = (
        "import fcntl, os; fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK); os.execvp('bash', ['bash', '-c', '''DLQ check --schema topic'''])"
    )
    code, _ = shell(f'{sys.executable} -c "{line}" | (sleep 1; cat) | python3 -m json.tool > /dev/null; exit ${{PIPESTATUS[2]}}', folder)
    assert code == 0
