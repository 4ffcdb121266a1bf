"""Many processes at once write to one damaged journal: the original is kept, and no answer that was confirmed is lost."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from dl_quiz.learner.journal import Journal
from dl_quiz.learner.pages import rows_in
from dl_quiz.learner.rows import attempt_of
from tests.attempts import attempt
from tests.force.damage import DAMAGES, whole

EACH = 4


@dataclass
class Tally:
    """How many rounds there were, how many answers were confirmed, how often the journal was set aside, and what was lost."""

    rounds: int = 0
    confirmed: int = 0
    aside: int = 0
    lost: list[str] = field(default_factory=list)


def strike(folder: Path, data: bytes, seed: int, writers: int, tally: Tally) -> None:
    """Let processes write to a journal that was damaged, all at once."""
    luck, damaged = random.Random(seed), bytearray(data)
    if luck.random() < 0.5:
        damaged[:100] = os.urandom(100)
    else:
        luck.choice(DAMAGES)(damaged, luck)
    folder.mkdir()
    journal = Journal(folder / "journal.sqlite")
    journal.path.write_bytes(damaged)
    readable = {one.id for _, cells in rows_in(bytes(damaged)) if (one := attempt_of(cells)) is not None}
    context = get_context("fork")
    gate, results = context.Barrier(writers), context.Queue()
    processes = [context.Process(target=_write, args=(journal.path, number, gate, results)) for number in range(writers)]
    for process in processes:
        process.start()
    confirmed, told = (set[str](), 0)
    for _ in processes:
        ids, sentences = results.get(timeout=120)
        confirmed, told = confirmed | set(ids), told + sentences
    for process in processes:
        process.join()
    aside = [path for path in folder.glob("*.damaged-*") if not path.name.endswith("-journal")]
    there = {one.id for one in journal.attempts()}
    tally.rounds, tally.confirmed, tally.aside = tally.rounds + 1, tally.confirmed + len(confirmed), tally.aside + len(aside)
    for wrong, sentence in (
        (len(aside) > 1 or told != len(aside), f"set aside {len(aside)} times, told {told} times"),
        (bool(aside) and rows_of(aside[0]) < readable, "the original was written over"),
        (bool(confirmed - there), f"{len(confirmed - there)} confirmed answers are gone"),
        (bool(readable - there), f"{len(readable - there)} answers that could be read are gone"),
        (len(confirmed) < writers * EACH, f"{writers * EACH - len(confirmed)} answers could not be saved"),
    ):
        if wrong:
            tally.lost.append(f"seed {seed}: {sentence}")


def rows_of(path: Path) -> set[str]:
    """Return the ids of the answers that can be read in a file."""
    return {one.id for _, cells in rows_in(path.read_bytes()) if (one := attempt_of(cells)) is not None}


def _write(path: Path, writer: int, gate: object, results: object) -> None:
    told: list[object] = []
    journal = Journal(path, told.append, limit=60)
    confirmed = []
    gate.wait()
    try:
        journal.prepare()
        for turn in range(EACH):
            journal.append(attempt(100_000 + writer * 100 + turn))
            confirmed.append(attempt(100_000 + writer * 100 + turn).id)
    finally:
        results.put((confirmed, sum("could not be used as it was" in text.en for text in told)))


def run(folder: Path, rounds: int, writers: int = 8) -> Tally:
    """Do it so many times."""
    tally, data = Tally(), whole(folder)
    for seed in range(rounds):
        strike(folder / str(seed), data, seed, writers, tally)
    return tally
