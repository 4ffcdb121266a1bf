"""Quizzes on a disk without room, with a lock or without permission: what is said at the end is what is in the journal."""

from __future__ import annotations

import re
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import get_context
from pathlib import Path

from dl_quiz.learner.journal import Journal
from tests.attempts import attempt
from tests.courses import SMALL
from tests.force.kills import QUESTIONS
from tests.program import run_in_process


def quiz(home: Path) -> str:
    """Sit a quiz of six questions; return what it showed and warned of."""
    done = run_in_process(
        "quiz", *QUESTIONS, "--seed", 1, "--course", SMALL, "--trust", typed=["1", ""] * len(QUESTIONS), home=home, columns=300
    )
    return done.out + done.err


def faults(home: Path, shown: str, before: int = 0) -> list[str]:
    """Return where what a quiz says at its end differs from what is in the journal, which had so many answers before."""
    kept = len(list(Journal(home / "journal.sqlite").attempts(before)))
    missing = re.search(r"Not saved: (\d) of (\d) answers", shown)
    said = len(QUESTIONS) if "Every answer is saved." in shown else int(missing[2]) - int(missing[1]) if missing else -1
    warned = shown.count("Answers are kept in memory") + shown.count("goes on without your history")
    wrong = [f"{said} answers were said to be saved, {kept} are"] if said != kept else []
    return wrong + ([f"warned {warned} times"] if warned > 1 or (missing and not warned) else [])


def with_room_for(home: Path, size: int) -> list[str]:
    """Return what is wrong with a quiz that may write files of at most so many bytes."""
    return apart(_limited, home, size)


def _limited(home: Path, size: int) -> list[str]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    shown = quiz(home)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return faults(home, shown)


def without_growth(home: Path, rows: int) -> list[str]:
    """Return what is wrong with a quiz over a journal of so many answers whose file may not grow: some answers fit in it yet."""
    return apart(_ungrown, home, rows)


def _ungrown(home: Path, rows: int) -> list[str]:
    journal = Journal(home / "journal.sqlite")
    journal.append(*(attempt(number, "adding/name") for number in range(rows)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size, resource.RLIM_INFINITY))
    shown = quiz(home)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return faults(home, shown, rows)


def apart(act: Callable[..., list[str]], *arguments: object) -> list[str]:
    """Do something in a process of its own, whose limits end with it."""
    with get_context("fork").Pool(1) as pool:
        return pool.apply(act, arguments)


@contextmanager
def held(path: Path, how: str = "IMMEDIATE") -> Iterator[None]:
    """Hold a journal as another program does."""
    with ExitStack() as stack:
        connection = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
        connection.execute(f"BEGIN {how}")
        yield
