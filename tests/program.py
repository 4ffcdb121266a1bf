"""The program in this process: the one place where tests know how it is entered."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from typer.main import get_params_from_function

from tests.forkserver import ROOT, begin
from tests.plays import courses_here, shared_plays

_ENTRY = "dl_quiz.__main__"
_parameters = functools.cache(get_params_from_function)
"""What Typer reads from a command's signature, each time anew."""
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_HOME = tempfile.TemporaryDirectory(prefix="dl-quiz-tests-")
"""The learner's folder of the tests that do not care: it goes with the process, so that no run meets the answers of another."""


@dataclass(frozen=True)
class Done:
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str


def run_in_process(
    *arguments: object,
    language: str = "en",
    columns: int = 80,
    stdin: str | bytes = "",
    typed: Sequence[str] | None = None,
    home: Path | None = None,
    cwd: Path | None = None,
    apart: bool = False,
    **environment: str,
) -> Done:
    """Run the program without a process of its own; a traceback is an error of the test.

    The code of a course runs here too, unless it is to be kept `apart`, as it is from users: for tests of what it may not do.
    Without `typed` it has no terminal; with it, it has one at which these lines are typed, and then Ctrl-D; what is printed comes without colours.
    """
    words = [str(argument) for argument in arguments]
    env = _environment(language, columns, home) | environment
    data = _bytes(stdin if typed is None else "".join(f"{line}\n" for line in typed))
    stream = io.TextIOWrapper if typed is None else _Keys
    streams = [stream(io.BytesIO(each), encoding="utf-8") for each in (data, b"", b"")]
    with (
        mock.patch.dict(os.environ, env, clear=True),
        mock.patch.multiple(sys, argv=["dl-quiz", *words], stdin=streams[0], stdout=streams[1], stderr=streams[2]),
        mock.patch.object(gc, "freeze"),  # the process goes on
        mock.patch("typer.main.get_params_from_function", _parameters),
        contextlib.chdir(cwd or "/"),
        shared_plays(),
        contextlib.nullcontext() if apart else courses_here(),
    ):
        code = _run()
        out, err = (_written(stream) for stream in streams[1:])
    assert "Traceback" not in err, err
    return Done(code, out, err)


def run_forked(
    *arguments: object,
    language: str = "en",
    columns: int = 80,
    stdin: str | bytes = "",
    home: Path | None = None,
    cwd: Path | None = None,
    **environment: str,
) -> Done:
    """Run the program in a process of its own that the fork server begins, without a terminal; a tenth of what starting Python costs."""
    env = _environment(language, columns, home) | environment
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(_bytes(stdin))
        given.seek(0)
        code = begin(arguments, env, cwd or "/", [given.fileno(), out.fileno(), err.fileno()]).wait()
        printed = [file.seek(0) or file.read().decode() for file in (out, err)]
    assert "Traceback" not in printed[1], printed[1]
    return Done(code, *printed)


def run_in_a_process(
    *arguments: object,
    language: str = "en",
    columns: int = 80,
    stdin: str | bytes = "",
    home: Path | None = None,
    cwd: Path | None = None,
    **environment: str,
) -> Done:
    """Run the program in a process of its own, without a terminal, for tests of how Python itself starts."""
    env = {"PYTHONPATH": str(ROOT)} | _environment(language, columns, home) | environment
    command = [sys.executable, "-m", "dl_quiz", *map(str, arguments)]
    done = subprocess.run(command, input=_bytes(stdin), capture_output=True, env=env, cwd=cwd or "/", check=False, timeout=120)
    assert b"Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def _environment(language: str, columns: int, home: Path | None) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DL_QUIZ_HOME": str(home or _HOME.name),
        "DL_QUIZ_LANG": language,
        "COLUMNS": str(columns),
        "TERM": "xterm",
    }


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


class _Keys(io.TextIOWrapper):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Return whether it is a terminal: it says so."""
        return True


def _run() -> int:
    thresholds, interrupt = gc.get_threshold(), signal.getsignal(signal.SIGINT)
    try:
        importlib.import_module(_ENTRY).main()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    finally:
        signal.signal(signal.SIGINT, interrupt)
        gc.set_threshold(*thresholds)
    return 0


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return _ESCAPE.sub("", raw.getvalue().decode("utf-8")) if stream.isatty() else raw.getvalue().decode("utf-8")
