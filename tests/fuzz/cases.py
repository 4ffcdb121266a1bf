"""Cases for a fuzz run: hostile courses, sheets, answers and command lines, from one source of luck."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.courses import SMALL
from tests.program import run_in_process

ALPHABET = list("abcz019 \t\n:{}[]&*!|>'\"%@`#,-?.=/\\\0é，。？中文Ａ３½²×{\u202e\u2028\x1b\x85\U0001f600\ufdfa\u0301")
WORDS = ["--size", "--seed", "-1", "0", "99999999999999999999", "nan", "--", "-", "--format", "json", "--lang", "zh", "fr", "adding", "add", "count", "quiz", "demo", "topics", "explain", "check", "sheet", "grade", "new", "--answers", "/dev/null", "--help", "--no-step", "--source", "1", "", " ", "中", "--level", "2", "--kind", "choose", "-n", "--run", "--left", "--way", "abacus", "--plain", "topic", "--pass", "--jobs", "1e999", "٣", "\udcff", "--trust"]  # fmt: skip
COMMANDS = [["check"], ["check", "--run", "--trust", "--jobs", "1"], ["explain", "adding"], ["explain", "adding/commutes"], ["topics"], ["topics", "adding"], ["quiz", "--trust", "--answers", "-"], ["sheet", "--trust"], ["demo", "add", "count", "--trust"], ["demo", "add", "--help"]]  # fmt: skip
FILES = ["questions/adding.yaml"] * 5 + [
    "questions/charts.yaml",
    "questions/course.yaml",
    "demos/add.py",
    "demos/kernels/add.py",
    "demos/zh/add.yaml",
]
FORMATS = [[], ["--format", "json"], ["--format", "junit"], ["--format", "tap"], ["--force"], ["--other-edition"], ["--lang", "zh"]]
TYPED = [
    "1",
    "12",
    "3 1",
    "½",
    "9",
    "0x10",
    "sum",
    "和",
    "the sum (or product)",
    "1e999",
    "-0",
    "٣",
    "1,000",
    "50%",
    "2) 1 + 4",
    "选B",
    "one two three",
    "(" * 60,
    "9" * 500,
]


class Case(NamedTuple):
    """A command line, what stands on its standard input, and its environment."""

    kind: str
    arguments: Sequence[str]
    stdin: str = ""
    environment: dict[str, str] = {}


class Fuzz:
    """Makes cases in a folder, from one source of luck."""

    def __init__(self, folder: Path, luck: random.Random, corpora: Sequence[str]) -> None:
        self.folder, self.luck, self.corpora = folder, luck, corpora
        asked = run_in_process("sheet", "--course", SMALL, "--trust", "--format", "json").out
        self.sheets = [asked, asked.replace('"answer": null', '"answer": "1"').replace('"answer":null', '"answer":"1"')]
        self.kinds: list[Callable[[], Case]] = [self.course, self.sheet, self.answers, self.line, self.files, self.corpus]
        self.made = 0

    def case(self) -> Case:
        """Return one more case; what the one before stood in is gone."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.made += 1
        return self.luck.choice(self.kinds)()

    def text(self) -> str:
        """Return something that somebody may type: from a corpus, from a list, or by chance."""
        some = [self.mutated(self.luck.choice(TYPED)), "".join(self.luck.choices(ALPHABET, k=self.luck.choice([1, 5, 40, 300])))]
        return self.luck.choice(some + ([self.luck.choice(self.corpora)] * 2 if self.corpora else []))

    def mutated(self, text: str) -> str:
        """Return a text with a few random edits."""
        for _ in range(self.luck.choice([1, 1, 1, 2, 5])):
            at = self.luck.randrange(len(text) + 1)
            new = "".join(self.luck.choices(ALPHABET, k=self.luck.choice([0, 1, 1, 3, 20])))
            if self.luck.random() < 0.2:
                other = self.luck.randrange(len(text) + 1)
                new = text[other : other + self.luck.randint(1, 200)] * self.luck.choice([1, 1, 1, 50])
            text = text[:at] + new + text[at + self.luck.choice([0, 0, 1, 1, 2, 10, 200]) :]
        return text

    def _copy(self) -> Path:
        return Path(shutil.copytree(SMALL, self.folder / "course", ignore=shutil.ignore_patterns("__pycache__")))

    def _command(self, course: Path) -> list[str]:
        return [*self.luck.choice(COMMANDS), "--course", str(course)]

    def course(self) -> Case:
        """Return a command on a course of which one file is mutated."""
        course = self._copy()
        path = course / self.luck.choice(FILES)
        path.write_bytes(self.mutated(path.read_text(encoding="utf-8")).encode("utf-8", "surrogatepass"))
        return Case("course", self._command(course))

    def corpus(self) -> Case:
        """Return a command on a course or a sheet of which one file is somebody else's text."""
        course, text = self._copy(), self.text()
        path = course / self.luck.choice(FILES)
        if self.luck.random() < 0.5:
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            return Case("corpus", self._command(course))
        sheet = self.folder / "sheet.yaml"
        sheet.write_bytes(text.encode("utf-8", "surrogatepass"))
        return Case("corpus", ["grade", str(sheet), "--course", str(SMALL), "--trust", "--jobs", "1", *self.luck.choice(FORMATS)])

    def sheet_text(self) -> str:
        """Return a sheet, mutated or with somebody's answers."""
        text = self.luck.choice(self.sheets)
        if self.luck.random() < 0.5:
            return self.mutated(text)
        sheet = json.loads(text)
        for item in sheet["items"]:
            item["answer"] = self.luck.choice([*[self.text()] * 20, 1.0, [1, 2.0], -1e308, 10**300, [self.text()] * 60, None, True])
        sheet["name"] = self.text()[:100]
        return json.dumps(sheet)

    def sheet(self) -> Case:
        """Return a command that grades a sheet."""
        path = self.folder / f"sheet{self.luck.choice(['.json', '.yaml', '.jsonl', ''])}"
        path.write_bytes(self.sheet_text().encode("utf-8", "surrogatepass"))
        return Case("sheet", ["grade", str(path), "--course", str(SMALL), "--trust", "--jobs", "1", *self.luck.choice(FORMATS)])

    def answers(self) -> Case:
        """Return a quiz that is answered by a file of odd lines."""
        lines = "\n".join(self.text() for _ in range(self.luck.randint(0, 9)))
        return Case("answers", ["quiz", "--course", str(SMALL), "--trust", "--answers", "-", *self.luck.choice(FORMATS[:4])], lines)

    def line(self) -> Case:
        """Return a command line of odd words."""
        words = [self.luck.choice([*WORDS, self.text()[:200].replace("\0", "")]) for _ in range(self.luck.randint(1, 6))]
        return Case("line", [*words, "--course", str(SMALL)], self.text())

    def files(self) -> Case:
        """Return a command on a course in which something is no file, or has an odd name."""
        course = self._copy()
        path = course / self.luck.choice(FILES)
        path = self.luck.choice([path, path.with_name(self.luck.choice(["x", "\udcff", "a\nb", "-", "é"]) + path.suffix)])
        path.unlink(missing_ok=True)
        self.luck.choice(
            [
                lambda: os.mkfifo(path),
                path.mkdir,
                lambda: path.symlink_to("/dev/zero"),
                lambda: path.symlink_to(path.name),
                lambda: path.symlink_to("/nowhere"),
                lambda: path.symlink_to(course),
                lambda: path.touch(0),
                lambda: _sparse(path, 10**9),
            ]
        )()
        return Case("files", self._command(course))


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)
