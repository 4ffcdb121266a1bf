"""A fork server: the program, imported once, begins in a process of its own in milliseconds.

What a test can see of such a process is that of a fresh one: streams, terminal, environment, folder, signals, exit code.
How Python itself starts (its flags, its encodings, what it imports from where) is for tests that start Python.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import termios
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parents[1]
_PATIENCE = 120.0
_STREAMS = 3
_BEGIN = b"begin"
_BYTES = 8
"""In which a number is sent."""


@dataclass(frozen=True)
class Forked:
    """A run of the program that has begun."""

    pid: int
    talk: socket.socket

    @property
    def has_ended(self) -> bool:
        """Return whether it has ended."""
        return bool(select.select([self.talk], [], [], 0)[0])

    def wait(self) -> int:
        """Wait until it has ended; return its exit code, negative if a signal ended it. Raises TimeoutError where it does not end."""
        with self.talk:
            try:
                return os.waitstatus_to_exitcode(_received(self.talk))
            except TimeoutError:
                os.kill(self.pid, signal.SIGKILL)
                raise


def begin(arguments: Sequence[object], environment: Mapping[str, str], folder: Path | str, streams: Sequence[int | None]) -> Forked:
    """Run the program with an environment, in a folder, with three files as its standard streams, None for a closed one; a terminal becomes its own."""
    near, far = socket.socketpair()
    opened = [number for number, handle in enumerate(streams) if handle is not None]
    with far:
        socket.send_fds(_server(), [_BEGIN], [far.fileno(), *(handle for handle in streams if handle is not None)])
    request = {"arguments": [*map(str, arguments)], "environment": dict(environment), "folder": os.fspath(folder), "opened": opened}
    near.settimeout(_PATIENCE)
    near.sendall(json.dumps(request).encode() + b"\n")
    return Forked(_received(near), near)


def _received(talk: socket.socket) -> int:
    return int.from_bytes(talk.recv(_BYTES, socket.MSG_WAITALL))


def _send(talk: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # nobody waits for it any more
        talk.sendall(number.to_bytes(_BYTES))


@functools.cache
def _server() -> socket.socket:
    """Start the server of this process, which ends with it."""
    near, far = socket.socketpair()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
    with far:
        server = subprocess.Popen([sys.executable, "-m", "tests.forkserver"], stdin=far, env=environment, cwd="/", start_new_session=True)
    atexit.register(_end, near, server)
    return near


def _end(requests: socket.socket, server: subprocess.Popen[bytes]) -> None:
    requests.close()
    server.wait()


def serve(requests: socket.socket) -> None:
    """Begin a run for every request, until there is nobody to ask."""
    _import_all()
    gc.freeze()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it would be ignored
    while (received := socket.recv_fds(requests, len(_BEGIN), 4))[0]:
        if os.fork() == 0:
            _mind(received[1])
        for handle in received[1]:
            os.close(handle)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _import_all() -> None:
    import dl_quiz

    for module in pkgutil.walk_packages(dl_quiz.__path__, "dl_quiz."):
        importlib.import_module(module.name)


def _mind(handles: list[int]) -> None:
    """Fork the run itself, and tell its process and its end to whoever asked."""
    own, *streams = handles
    talk = socket.socket(fileno=own)
    request = json.loads(talk.makefile(encoding="utf-8").readline())
    pid = os.fork()
    if pid == 0:
        _become(request, dict(zip(request["opened"], streams, strict=True)))
    for handle in (0, *streams):  # a terminal, or a pipe, ends with the run
        os.close(handle)
    _send(talk, pid)
    _send(talk, os.waitpid(pid, 0)[1])
    os._exit(0)


def _become(request: dict[str, Any], streams: dict[int, int]) -> None:
    """Be the program; never return."""
    if os.isatty(streams.get(0, -1)):
        os.setsid()
        fcntl.ioctl(streams[0], termios.TIOCSCTTY)
    for number in range(_STREAMS):
        os.close(number)
        if number in streams:
            os.dup2(streams[number], number)
    os.closerange(_STREAMS, 64)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["dl-quiz", *request["arguments"]]
    sys.stdin, sys.stdout, sys.stderr = [_opened(number) if number in streams else None for number in range(_STREAMS)]
    code = 1
    try:
        importlib.import_module("dl_quiz.__main__").main()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0
    except BaseException:
        traceback.print_exc()
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    os._exit(code)


def _opened(number: int) -> TextIO:
    return open(number, "w" if number else "r", encoding="utf-8", closefd=False)


if __name__ == "__main__":
    serve(socket.socket(fileno=0))
