"""Every scene in two languages, with three seeds, at two widths and as JSON: a line of hashes a scene."""

from __future__ import annotations

import functools
import hashlib
import platform
import re
from collections.abc import Iterable, Mapping
from itertools import groupby, product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.program import Done, run_in_process

FILE = Path(__file__).with_name("scenes.txt")
SEEDS = (0, 1, 2)
LANGUAGES = ("en", "zh")
FORMS = ("80", "40", "json")
CRASH = 70
LETTERS = 8
NOT_HELD = "-" * LETTERS
"""Stands where an output could not be taken, because the program had a fault of its own."""


class Variant(NamedTuple):
    """One way to print a scene: with a seed, in a language, as text of so many columns or as JSON."""

    seed: int
    language: str
    form: str

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.language}, {'JSON' if self.form == 'json' else f'{self.form} columns'}"

    @property
    def columns(self) -> int:
        """Return the columns of the terminal."""
        return 80 if self.form == "json" else int(self.form)

    def arguments(self, demo: str, scene: str) -> tuple[str, ...]:
        """Return the command that prints a scene so."""
        end = ("--format", "json") if self.form == "json" else ("--no-step",)
        return ("demo", demo, scene, "--seed", str(self.seed), *end)


VARIANTS = tuple(Variant(*each) for each in product(SEEDS, LANGUAGES, FORMS))
READ = (Variant(0, "en", "80"), Variant(0, "zh", "40"))
"""The variants whose words are held besides."""
SUITE = (*READ, *(Variant(seed, "en", "json") for seed in SEEDS))
"""What the test suite compares: both languages at both widths, and every number of every seed."""


@functools.lru_cache(maxsize=len(VARIANTS))
def printed(demo: str, scene: str, variant: Variant) -> Done:
    """Print a scene in one way."""
    return run_in_process(*variant.arguments(demo, scene), language=variant.language, columns=variant.columns)


def text_of(done: Done) -> str:
    """Return all that a run gave, as one text."""
    return f"{done.out}{done.err}" + (f"exit code {done.code}\n" if done.code else "")


def hash_of(done: Done) -> str:
    """Return a short hash of all that a run gave."""
    return NOT_HELD if done.code == CRASH else _short(text_of(done))


def words_of(done: Done) -> str:
    """Return a hash of the words alone: what does not hang on the last digits, which differ from machine to machine."""
    return _short("".join(re.findall(r"[^\W\d_]+", re.sub(r"\d\S*", "", done.out))))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:LETTERS]


def demos() -> tuple[str, ...]:
    """Return the names of all demos."""
    return tuple(re.findall(r"^([a-z]\w*)  ", run_in_process("demo", columns=200).out, re.MULTILINE))


def scenes_of(demo: str) -> tuple[str, ...]:
    """Return the names of a demo's scenes."""
    return tuple(re.findall(rf"^dl-quiz demo {demo} (\S+)", run_in_process("demo", demo, "--help", columns=200).out, re.MULTILINE))


def arithmetic() -> str:
    """Return what tells machines apart whose last digits differ: NumPy's release, and a hash of what it computes here."""
    rng = np.random.default_rng(0)
    square = rng.standard_normal((97, 97))
    parts = (square @ square, np.linalg.svd(square)[1], np.exp(square), np.tanh(square), np.log1p(np.abs(square)), square.sum(axis=0))
    total = hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:LETTERS]
    return f"NumPy {np.__version__}, {platform.machine()}, {total}"


class Line(NamedTuple):
    """What is held of a scene: a hash for each variant, and one of its words alone for each language."""

    demo: str
    scene: str
    hashes: Mapping[Variant, str]
    words: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join([self.demo, self.scene, *self.hashes.values(), *self.words])


def line_of(demo: str, scene: str) -> Line:
    """Print a scene in all its variants; each seed is played once."""
    runs = {variant: printed(demo, scene, variant) for variant in VARIANTS}
    words = tuple(words_of(runs[variant]) for variant in READ)
    return Line(demo, scene, {variant: hash_of(run) for variant, run in runs.items()}, words)


def read() -> tuple[str, dict[tuple[str, str], Line]]:
    """Return the arithmetic with which the hashes were taken, and the lines by demo and scene."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else [""]
    fields = [line.split() for line in lines if line and not line.startswith("#")]
    held = [Line(demo, scene, dict(zip(VARIANTS, hashes, strict=False)), tuple(hashes[len(VARIANTS) :])) for demo, scene, *hashes in fields]
    return lines[0].removeprefix("# "), {(line.demo, line.scene): line for line in held}


def write(lines: Iterable[Line]) -> None:
    """Write the lines, an empty one between demos."""
    text = f"# {arithmetic()}\n# demo scene, then: {'; '.join(map(str, VARIANTS))}; the words of {'; '.join(map(str, READ))}\n"
    for _, scenes in groupby(sorted(lines, key=lambda line: line.demo), key=lambda line: line.demo):
        text += "\n" + "".join(f"{line}\n" for line in scenes)
    FILE.write_text(text, encoding="utf-8")
