"""A fuzz run: mutated course files, sheets and command lines must end with a known exit code and never a traceback.

python -m tests.fuzz [--seconds 60] [--seed 0]
"""

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.courses import SMALL

KNOWN_CODES = {0, 1, 2, 3, 130}
ALPHABET = list("abcz019 \t\n:{}[]&*!|>'\"%@`#,-?.=/\\\0é，。？中文Ａ３{\u202e\U0001f600")
WORDS = ["--size", "--seed", "-1", "0", "99999999999999999999", "nan", "--", "-", "--format", "json", "--lang", "zh", "fr", "adding", "add", "count", "quiz", "demo", "topics", "explain", "check", "sheet", "grade", "new", "--answers", "/dev/null", "--help", "--no-step", "--source", "1", "", " ", "中", "--level", "2", "--kind", "choose", "-n", "--run", "--left", "--way", "abacus", "--plain", "topic"]  # fmt: skip


def mutated(text: str, luck: random.Random) -> str:
    """Return a text with a few random edits."""
    for _ in range(luck.randint(1, 5)):
        at = luck.randrange(len(text) + 1)
        length = luck.choice([0, 1, 1, 2, 10, 200])
        new = "".join(luck.choices(ALPHABET, k=luck.choice([0, 1, 1, 3, 20])))
        if luck.random() < 0.2:
            other = luck.randrange(len(text) + 1)
            new = text[other : other + luck.randint(1, 200)]
        text = text[:at] + new + text[at + length :]
    return text


def run(arguments: list[str]) -> tuple[int, str]:
    """Run a command line in this process; return its exit code and its standard error."""
    from dl_quiz.cli.main import hoist
    from dl_quiz.cli.main import run as run_line

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = run_line(hoist(arguments))
        except SystemExit as leave:
            code = leave.code if isinstance(leave.code, int) else 1
    return code, err.getvalue()


def course_case(luck: random.Random, folder: Path) -> list[str]:
    """Return a command on a course of which one file is mutated."""
    course = folder / f"course{luck.randrange(10**9)}"
    shutil.copytree(SMALL, course)
    path = course / luck.choice(["questions/adding.yaml"] * 6 + ["questions/course.yaml", "demos/add.py"])
    path.write_text(mutated(path.read_text(encoding="utf-8"), luck), encoding="utf-8", errors="replace")
    command = luck.choice([["check"], ["explain", "adding"], ["topics"], ["quiz", "--answers", os.devnull], ["sheet"]])
    return [*command, "--course", str(course)]


def sheet_case(luck: random.Random, folder: Path, sheet: str) -> list[str]:
    """Return a command that grades a mutated sheet."""
    path = folder / f"sheet{luck.randrange(10**9)}"
    path.write_text(mutated(sheet, luck), encoding="utf-8", errors="replace")
    return [
        "grade",
        str(path),
        "--course",
        str(SMALL),
        "--trust",
        *luck.choice([[], ["--format", "json"], ["--format", "junit"], ["--force"], ["--other-edition"]]),
    ]


def line_case(luck: random.Random) -> list[str]:
    """Return a random command line, in an empty folder."""
    return [luck.choice(WORDS) for _ in range(luck.randint(1, 6))] + ["--course", str(SMALL)]


def main() -> int:
    """Fuzz for some seconds, print the figures, and return 1 if anything was unexpected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    luck = random.Random(options.seed)
    codes: Counter[tuple[str, int]] = Counter()
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["DL_QUIZ_HOME"] = str(folder / "home")
        (folder / "cwd").mkdir()
        os.chdir(folder / "cwd")
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            from dl_quiz.cli.main import run as run_line

            run_line(["--course", str(SMALL), "--trust", "sheet", "--format", "json"])
        sheets = [out.getvalue(), json.dumps(json.loads(out.getvalue())).replace('"answer":null', '"answer":"1"')]
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            kind = luck.choice(["course", "sheet", "line"])
            arguments = {
                "course": lambda: course_case(luck, folder),
                "sheet": lambda: sheet_case(luck, folder, luck.choice(sheets)),
                "line": lambda: line_case(luck),
            }[kind]()
            code, err = run(arguments)
            codes[kind, code] += 1
            if code not in KNOWN_CODES or "Traceback" in err:
                failures.append((arguments, code, err.strip()[:300]))
                kept = Path(tempfile.gettempdir()) / f"fuzz-{len(failures)}"
                for argument in arguments:
                    if argument.startswith(name) and Path(argument).exists():
                        (shutil.copytree if Path(argument).is_dir() else shutil.copy)(argument, kept)
    for (kind, code), count in sorted(codes.items()):
        print(f"{kind:7} exit {code:3}: {count}")
    for failure in failures[:20]:
        print("UNEXPECTED", failure)
    print(f"{sum(codes.values())} cases, {len(failures)} unexpected")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
