"""A history being read in or set aside, killed at random moments or without room: all of it is there afterwards, or none, and nothing else is lost."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dl_quiz.errors import JournalError
from dl_quiz.learner.exported import History, exported
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.resetting import set_aside
from tests.attempts import NOON, attempt

MINE, THEIRS = 300, 3_000


@dataclass
class Tally:
    """How often it was killed, how often all of it was there then, and what was lost."""

    kills: int = 0
    whole: int = 0
    aside: int = 0
    lost: list[str] = field(default_factory=list)


def made(folder: Path) -> tuple[Path, History]:
    """Return a journal, and a history to be read into it that has half of its answers too."""
    mine, theirs = Journal(folder / "mine.sqlite"), Journal(folder / "theirs.sqlite")
    mine.append(*(attempt(number, f"a/{number % 50}") for number in range(MINE)))
    theirs.append(*(attempt(number, f"a/{number % 50}") for number in range(MINE // 2, THEIRS)))
    return mine.path, History(Path("history"), "".join(exported(theirs)).encode())


def held_in(home: Path) -> list[int]:
    """Return which answers a home and what was set aside in it hold."""
    return sorted(int(one.id) for path in (home, *home.glob("kept-*")) for one in Journal(path / "journal.sqlite").attempts())


def strike(home: Path, mine: Path, history: History, seed: int, longest: float, tally: Tally) -> None:
    """Read a history in, or set one aside, and kill that; then look what is there."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    shutil.copyfile(mine, home / "journal.sqlite")
    luck, journal = random.Random(seed), Journal(home / "journal.sqlite")
    reading = luck.random() < 0.7
    acts: tuple[Callable[[], object], ...] = (lambda: journal.unite(history), lambda: set_aside(journal, NOON))
    killed = _killed(acts[not reading], luck.uniform(0, longest if reading else 0.02))
    there = held_in(home)
    tally.kills += killed
    tally.whole += len(there) == THEIRS
    tally.aside += any(home.glob("kept-*/journal.sqlite"))
    if there not in ([*range(MINE)], [*range(THEIRS)]) or (not killed and reading and len(there) < THEIRS):
        tally.lost.append(f"seed {seed}: {len(there)} answers")


def _killed(act: Callable[[], object], moment: float) -> bool:
    """Do something in another process and kill it after a moment; return whether it was, or had ended before."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(moment)
    os.kill(pid, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def without_room(home: Path, size: int) -> list[str]:
    """Return what is wrong after a history was read into a journal where files may have at most so many bytes."""
    home.mkdir()
    mine, history = made(home)
    path = mine.rename(home / "journal.sqlite")
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        Journal(path).unite(history)
        told = False
    except JournalError:
        told = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    there = held_in(home)
    return [] if there == [*range(MINE if told else THEIRS)] else [f"{size} bytes, told: {told}, {len(there)} answers"]


def run(folder: Path, count: int, first: int = 0) -> Tally:
    """Kill it so many times."""
    tally = Tally()
    mine, history = made(folder)
    start = time.monotonic()
    Journal(folder / "whole.sqlite").unite(history)
    longest = 1.2 * (time.monotonic() - start)
    seed = first
    while tally.kills < count:
        strike(folder / "home", mine, history, seed, longest, tally)
        seed += 1
    return tally
