"""Home and topics over a journal of a million attempts, as a ratio to those over an empty one, in the same run."""

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dl_quiz.course.course import open_course
from dl_quiz.learner.journal import Journal
from dl_quiz.nouns import Attempt
from tests.benchmarks.startup import ROOT, seconds

COMMANDS = {"home": [], "topics": ["topics"]}
NEWEST = datetime.now(UTC)


def attempts(first: int, last: int, questions: list[str]) -> Iterator[Attempt]:
    """Yield attempts at all questions in turn, a minute apart."""
    for number in range(first, last):
        yield Attempt(
            id=f"{number:032x}",  # in order: an index over a million random ones would take minutes to make
            at=NEWEST - timedelta(minutes=last - number),
            question=questions[number % len(questions)],
            drawn={"size": 28, "kernel": 3},
            response="an answer of middling length",
            score=(number % 4) / 3,
            rule="share of key points heard",
            seconds=30.0,
            session="benchmark",
        )


def made(folder: Path, count: int, questions: list[str]) -> dict[str, str]:
    """Make a home with a journal of so many attempts; return the environment of commands in it."""
    journal = Journal(folder / "journal.sqlite")
    journal.prepare()
    for first in range(0, count, 100_000):
        journal.append(*attempts(first, min(first + 100_000, count), questions))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def main(rounds: int = 9, counts: tuple[int, ...] = (0, 1_000_000)) -> None:
    """Interleave commands over the journals, and print medians and ratios."""
    questions = [f"{outline.id}/{question.id}" for outline in open_course().outlines for question in outline.questions]
    with tempfile.TemporaryDirectory() as folder:
        homes = {count: made(Path(folder) / str(count), count, questions) for count in counts}
        for count, home in homes.items():
            print(f"{count:9,} attempts: home for the first time {seconds(['-m', 'dl_quiz'], home):.2f} s")
        times: dict[tuple[str, int], list[float]] = {(name, count): [] for name in COMMANDS for count in counts}
        for _ in range(rounds):
            for name, count in times:
                times[name, count].append(seconds(["-m", "dl_quiz", *COMMANDS[name]], homes[count]))
        for (name, count), taken in times.items():
            median = statistics.median(taken)
            print(
                f"{name:7} {count:9,} attempts {median * 1000:6.0f} ms  {median / statistics.median(times[name, counts[0]]):5.2f} × without any"
            )
        for count, home in homes.items():
            Journal(Path(home["DL_QUIZ_HOME"]) / "journal.sqlite").append(*attempts(2_000_000, 2_000_010, questions))
            print(f"{count:9,} attempts: home after ten more {seconds(['-m', 'dl_quiz'], home) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
