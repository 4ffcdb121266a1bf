"""A quiz at a pseudo-terminal, killed at random moments: each verdict that was shown is in the journal."""

from __future__ import annotations

import contextlib
import os
import pty
import random
import re
import select
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dl_quiz.cli.main import main
from dl_quiz.learner.journal import Journal
from tests.courses import SMALL
from tests.program import run_in_process

QUESTIONS = ("adding/commutes", "adding/which-sums", "adding/sum-of-two", "adding/what-prints", "adding/what-falls", "charts/side-and-area")
"""Each takes 1 for an answer."""
_LONGEST = 0.8
_MARKS = re.compile("✓ Right|✗ Not right|◐ Partly right")
_COMMAND = ("--course", str(SMALL), "--trust", "--lang", "en", "quiz")


@dataclass
class Tally:
    """How often a quiz was killed, how many verdicts it had shown, how many answers are in the journal, and what was lost."""

    kills: int = 0
    ended: int = 0
    resumed: int = 0
    verdicts: int = 0
    rows: int = 0
    lost: list[str] = field(default_factory=list)


def strike(home: Path, seed: int, tally: Tally) -> None:
    """Answer questions until the quiz is killed; compare what was shown with what is kept."""
    luck = random.Random(seed)
    journal = Journal(home / "journal.sqlite")
    before = journal.last().number
    resume = tally.kills > 0 and luck.random() < 0.3 and (home / "unfinished.json").exists()
    shown, killed = _killed(home, ("--resume",) if resume else (*QUESTIONS, "--seed", str(seed)), luck.uniform(0, _LONGEST))
    verdicts, rows = len(_MARKS.findall(shown)), len(list(journal.numbered(before)))
    tally.kills, tally.ended, tally.resumed = tally.kills + killed, tally.ended + (not killed), tally.resumed + resume
    tally.verdicts, tally.rows = tally.verdicts + verdicts, tally.rows + rows
    if not verdicts <= rows <= verdicts + killed or "Traceback" in shown or "cannot be used" in shown:
        tally.lost.append(f"seed {seed}: {verdicts} verdicts shown, {rows} answers kept: {shown[-300:]!r}")


def _killed(home: Path, arguments: tuple[str, ...], moment: float) -> tuple[str, bool]:
    """Return what a quiz showed until it was killed so long after its first prompt, and whether it was, or ended before."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(DL_QUIZ_HOME=str(home), TERM="dumb", COLUMNS="80")
        sys.stdin, sys.stdout, sys.stderr = (open(stream, mode, closefd=False) for stream, mode in enumerate("rww"))  # noqa: SIM115
        try:
            main([*_COMMAND, *arguments])
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(0)
    shown, end = "", 0.0
    limit = time.monotonic() + 60
    while time.monotonic() < min(limit, end or limit):
        came = _read(terminal, max(0.0, min(0.05, (end or limit) - time.monotonic())))
        if came is None:
            break
        shown += came
        if came and shown.endswith(("> ", "stop ", "demo ")):
            end = end or time.monotonic() + moment
            os.write(terminal, b"1\n" if shown.endswith("\n> ") else b"\n")
    os.kill(pid, signal.SIGKILL)
    while came := _read(terminal, 0.2):
        shown += came
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return shown, os.WIFSIGNALED(status)


def _read(terminal: int, seconds: float) -> str | None:
    """Return what comes in time; None at the end."""
    if not select.select([terminal], [], [], seconds)[0]:
        return ""
    try:
        return os.read(terminal, 65536).decode("utf-8", "replace") or None
    except OSError:
        return None


def _load() -> None:
    """Load here, once, what each quiz needs."""
    run_in_process("quiz", *QUESTIONS, "--seed", 1, *_COMMAND[:3], typed=["1", ""] * len(QUESTIONS), home=None)


def run(home: Path, count: int, first: int = 0, tell: Callable[[Tally], None] = lambda _: None) -> Tally:
    """Kill so many quizzes over one journal, which is whole at the end; tell how far it is, now and then."""
    tally = Tally()
    _load()
    while tally.kills < count:
        strike(home, first + tally.kills + tally.ended, tally)
        if tally.kills % 25 == 0:
            tell(tally)
    with contextlib.closing(sqlite3.connect(home / "journal.sqlite")) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            tally.lost.append("the journal is damaged")
    if list(home.glob("*.damaged-*")):
        tally.lost.append("the journal was set aside")
    return tally
