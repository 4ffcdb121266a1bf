"""A pager: what is longer than the screen is read in the program that DL_QUIZ_PAGER or PAGER names, else in `less`."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import PurePath

_USUAL, _NONE = "less", "cat"


def pager_of(environment: Mapping[str, str]) -> list[str]:
    """Return the command of the pager that is wanted, as words; none where there shall be none, or it is not there."""
    wanted = next((environment[name] for name in ("DL_QUIZ_PAGER", "PAGER") if name in environment), _USUAL)
    try:
        words = shlex.split(wanted)
    except ValueError:  # a quotation that does not end
        return []
    if not words or words[0] == _NONE or environment.get("TERM") in ("dumb", "unknown") or shutil.which(words[0]) is None:
        return []
    return [*words, "-R"] if PurePath(words[0]).stem == _USUAL else words  # -R: colours are colours


def read_in(pager: list[str], text: str) -> bool:
    """Let a text be read in a pager until it is left; return whether that could be begun.

    What Ctrl-C does meanwhile is the pager's affair, and so is how it ends.
    """
    sys.stdout.flush()
    try:
        process = subprocess.Popen(pager, stdin=subprocess.PIPE, env={"LESSCHARSET": "utf-8", **os.environ})
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.communicate(text.encode("utf-8", "replace"))
    finally:
        signal.signal(signal.SIGINT, before)
    return True
