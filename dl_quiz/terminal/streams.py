"""Standard output and error that never fail under a command: what cannot be written is dropped, and why is told at the end."""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import Any, TextIO

from dl_quiz.visible import visible

_STANDARD = (0, 1, 2)
_NARROWEST = 20


class Outlet(io.RawIOBase):
    """A file descriptor that is written to until that fails; what comes afterwards is dropped, and `failure` says why."""

    def __init__(self, handle: int) -> None:
        super().__init__()
        self.handle = handle
        self.failure: OSError | None = None

    def writable(self) -> bool:
        """Return whether there is something to write to: there is."""
        return True

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self.handle

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return os.isatty(self.handle)

    def write(self, data: Any) -> int:
        """Write what there is room for; return how much that is, all of it where nothing can be written any more."""
        while self.failure is None:
            try:
                return os.write(self.handle, data)
            except BlockingIOError:
                select.select([], [self.handle], [])
            except OSError as error:
                self.failure = error
        return memoryview(data).nbytes


def open_streams() -> Outlet | None:
    """Give the program streams of UTF-8 that do not fail; return the outlet of standard output, None where it is no file.

    A stream that was closed swallows what it is given, like the null device.
    """
    _occupy()
    if sys.stdin is not None:
        _in_utf8(sys.stdin)
    sys.stderr, _ = _opened(sys.stderr, 2)
    sys.stdout, outlet = _opened(sys.stdout, 1)
    return outlet


def undelivered(outlet: Outlet | None) -> OSError | None:
    """Return why not all of the output was written, or None: a reader that went away has had enough of it."""
    sys.stdout.flush()
    failure = outlet.failure if outlet is not None else None
    return None if failure is None or failure.errno == errno.EPIPE else failure


def complain(sentences: str) -> None:
    """Write what is wrong to standard error."""
    sys.stderr.write(broken_for_stderr(visible(sentences.rstrip())) + "\n")


def broken_for_stderr(text: str) -> str:
    """Return a text as it is to stand on standard error: at a terminal, broken between words."""
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):  # no terminal
        return text
    from dl_quiz.terminal.rows import broken

    if width < _NARROWEST:
        return text
    return "\n".join(line.rstrip() for line in broken(text, width))


def _occupy() -> None:
    """Open the null device in place of closed standard streams, so that no other file gets their numbers."""
    for handle in _STANDARD:
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _opened(stream: TextIO | None, handle: int) -> tuple[TextIO, Outlet | None]:
    try:
        outlet = Outlet(handle if stream is None else stream.fileno())
    except OSError:  # a stream in memory, which holds what is written to it
        assert stream is not None
        _in_utf8(stream)
        return stream, None
    at_once = outlet.isatty() or handle == 2
    through = getattr(stream, "write_through", False)
    buffer = io.BufferedWriter(outlet)
    return io.TextIOWrapper(buffer, encoding="utf-8", errors="replace", line_buffering=at_once, write_through=through), outlet


def _in_utf8(stream: TextIO) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")
