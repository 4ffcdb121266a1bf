"""The program at a pseudo-terminal, typed at and read from."""

import codecs
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from fcntl import ioctl
from pathlib import Path

from tests.forkserver import ROOT, begin

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Screen:
    """A program on a pseudo-terminal, typed at and read from."""

    def __init__(self, *arguments, home, columns=80, cwd=None, **environment):
        env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "COLORFGBG": "15;0",
            "DL_QUIZ_HOME": str(home),
            "LANG": "C.UTF-8",
            **environment,
        }
        self.fd, there = pty.openpty()
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.run = begin(arguments, env, cwd or Path.cwd(), [there] * 3)
        os.close(there)
        self.raw = ""
        self._typed_at = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def text(self):
        return ESCAPE.sub("", self.raw).replace("\r\n", "\n")

    def wait_for(self, wanted, seconds=20.0):
        """Read until the text that came since the last wait holds `wanted`; return that text."""
        start, end = len(self.text), time.monotonic() + seconds
        while time.monotonic() < end:
            if wanted in self.text[getattr(self, "seen", 0) :]:
                text = self.text[getattr(self, "seen", 0) :]
                self.seen = len(self.text)
                return text
            self._read()
        raise AssertionError(f"{wanted!r} did not come; there came {self.text[start:] or self.text[-600:]!r}")

    def type(self, line):
        self._typed_at = len(self.text)
        os.write(self.fd, (line + "\n").encode())

    def _read(self, seconds=0.2):
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if ready:
            try:
                self.raw += self._decoder.decode(os.read(self.fd, 65536))
            except OSError:
                return False
        return bool(ready)

    def end(self, seconds=20.0):
        """Read to the end; return the exit code."""
        limit = time.monotonic() + seconds
        while not self.run.has_ended:
            if time.monotonic() > limit:
                self.kill()
                raise AssertionError(f"it did not end: {self.text[-600:]!r}")
            self._read()
        while self._read(0):
            pass
        assert "Traceback" not in self.text, self.text
        return self.run.wait()

    def kill(self, sign=signal.SIGKILL):
        """End the program by a signal; return its exit code."""
        os.kill(self.run.pid, sign)
        return self.run.wait()

    def wait_for_a_prompt(self, seconds=20.0):
        """Read until the program waits at a line that it has begun; return the text that came."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            came = not self._read(0.15) and len(self.text) > self._typed_at
            if came and self.text.rpartition("\n")[2].endswith(" "):
                return self.text
        raise AssertionError(f"no prompt came; there came {self.text[-600:]!r}")
