"""Journals damaged at random: whatever is done to the bytes, no answer is lost that can still be read, and none is refused."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dl_quiz.errors import JournalError
from dl_quiz.learner.journal import Journal
from dl_quiz.learner.pages import rows_in
from dl_quiz.learner.rows import attempt_of
from dl_quiz.nouns import Text
from tests.attempts import attempt

ROWS = 120
PAGE = 4096


def _noise(data: bytearray, luck: random.Random) -> None:
    start = luck.randrange(len(data))
    end = start + luck.choice((1, 8, 100, 1000, 5000))
    data[start:end] = luck.randbytes(len(data[start:end]))


def _header(data: bytearray, luck: random.Random) -> None:
    place = luck.randrange(100)
    data[place : place + luck.choice((1, 4, 100))] = luck.randbytes(1)


def _zeros(data: bytearray, luck: random.Random) -> None:
    start = luck.randrange(len(data) // PAGE) * PAGE
    data[start : start + PAGE * luck.choice((1, 2))] = bytes(PAGE)


def _cut(data: bytearray, luck: random.Random) -> None:
    del data[luck.randrange(len(data)) :]


def _bits(data: bytearray, luck: random.Random) -> None:
    for _ in range(luck.choice((1, 5, 50))):
        data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)


def _swapped(data: bytearray, luck: random.Random) -> None:
    one, other = (luck.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]


DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (_noise, _header, _zeros, _cut, _bits, _swapped)


@dataclass
class Tally:
    """How often a journal was damaged, mended, and what was wrong."""

    tried: int = 0
    mended: int = 0
    rows: int = 0
    wrong: list[str] = field(default_factory=list)


def whole(folder: Path) -> bytes:
    """Return the bytes of a journal; some of its answers are long."""
    journal = Journal(folder / "whole")
    journal.append(*(one_of(number) for number in range(ROWS)))
    return journal.path.read_bytes()


def one_of(number: int) -> object:
    import msgspec

    return msgspec.structs.replace(
        attempt(number, f"topic/question-{number % 7}"), response="words " * (2_000 if number % 40 == 9 else number)
    )


def strike(folder: Path, data: bytes, seed: int, tally: Tally) -> None:
    """Damage a journal, read it, write to it and read it again."""
    luck = random.Random(seed)
    damaged = bytearray(data)
    damage = luck.choice(DAMAGES)
    damage(damaged, luck)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / "journal.sqlite"
    path.write_bytes(damaged)
    readable = {one.id for _, cells in rows_in(bytes(damaged)) if (one := attempt_of(cells)) is not None}
    told: list[Text] = []
    prepared = luck.random() < 0.8  # a quiz does; home does not
    journal = Journal(path, told.append)
    name = f"seed {seed}, {damage.__name__}"
    try:
        if prepared:
            journal.prepare()
        if luck.random() < 0.5:
            list(journal.attempts())
        journal.append(attempt(10_000))
        ids = {one.id for one in journal.attempts()}
    except JournalError as error:
        if "of a newer format" not in str(error):  # one byte of the file says so: nothing else can know better
            tally.wrong.append(f"{name}: {error}")
        return
    except Exception as error:
        tally.wrong.append(f"{name}: {type(error).__name__}: {error}")
        return
    aside = [one for one in folder.glob("*.damaged-*") if not one.name.endswith("-journal")]
    tally.tried, tally.mended, tally.rows = tally.tried + 1, tally.mended + len(aside), tally.rows + len(ids) - 1
    if len(aside) != len(told):
        tally.wrong.append(f"{name}: {len(aside)} set aside, {len(told)} told")
    if attempt(10_000).id not in ids:
        tally.wrong.append(f"{name}: a confirmed answer is not there")
    if prepared and readable - ids:
        tally.wrong.append(f"{name}: {len(readable - ids)} answers that could be read are not there; {len(aside)} set aside")


def run(folder: Path, count: int, first: int = 0) -> Tally:
    """Damage a journal so many times."""
    tally, data = Tally(), whole(folder)
    for seed in range(first, first + count):
        strike(folder / "struck", data, seed, tally)
    return tally
