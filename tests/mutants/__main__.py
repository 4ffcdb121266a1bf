"""Plant faults in kernels, one at a time, and see whether the tests of their demo notice; those of the engine stand apart.

python -m tests.mutants [DEMO…] [--jobs 2]
python -m tests.mutants engine [WORD…] [--jobs 2]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec

from dl_quiz.files.code import Code
from dl_quiz.stage.outline import read_kernels
from tests.mutants import engine
from tests.mutants.fate import ENOUGH, NOTICED, Fate, fate_by

HERE = Path(__file__).parent
DEMOS = HERE.parents[1] / "demos" / "kernels"
TESTS = HERE.parent / "kernels"
ENGINE = "engine"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an author writes: the kernel, its text, and the faulty text in its place."""

    kernel: str
    old: str
    new: str


class Mutant(NamedTuple):
    """A demo with one fault in it."""

    demo: str
    entry: Entry

    @property
    def kernel(self) -> str:
        """Return the kernel's name as questions write it."""
        return f"{self.demo}.{self.entry.kernel}"


def mutants_of(demo: str) -> list[Mutant]:
    """Return the demo's mutants, none if nobody has written any."""
    path = HERE / f"{demo}.yaml"
    entries = msgspec.yaml.decode(path.read_bytes(), type=list[Entry]) if path.exists() else []
    return [Mutant(demo, entry) for entry in entries]


def kernels_of(demo: str) -> list[str]:
    """Return the names of the demo's kernels."""
    return [f"{demo}.{kernel.name}" for kernel in read_kernels(Code(DEMOS.parent), demo)]


def is_stale(mutant: Mutant) -> bool:
    """Return whether a mutant cannot be made: its file is gone, or its text does not occur exactly once in it."""
    file = DEMOS / f"{mutant.demo}.py"
    return not file.exists() or file.read_text(encoding="utf-8").count(mutant.entry.old) != 1


def fate_of(mutant: Mutant) -> Fate:
    """Return what became of the mutant."""
    if is_stale(mutant):
        return "stale"
    demo, entry = mutant
    source = (DEMOS / f"{demo}.py").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "demos", "kernels")
        shutil.copytree(DEMOS, copy, ignore=shutil.ignore_patterns("__pycache__"))
        (copy / f"{demo}.py").write_text(source.replace(entry.old, entry.new), encoding="utf-8")
        return tested(demo, copy.parent)


def tested(demo: str, demos: Path) -> Fate:
    """Return what the demo's tests say of the demos in a folder."""
    with tempfile.TemporaryDirectory() as elsewhere:  # what Hypothesis learns about mutants is left there
        return fate_by([TESTS / f"test_{demo}.py"], Path(elsewhere), DL_QUIZ_TEST_DEMOS=str(demos))


def asked() -> tuple[list[str], int]:
    """Return the demos and the number of jobs that the command line asks for."""
    known = sorted(path.stem for path in DEMOS.glob("*.py") if path.stem not in ("guards", "shapes"))
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants", description="Plant faults in kernels or in the engine, and run their tests."
    )
    parser.add_argument("demo", nargs="*", help="demos (default: all), or engine and words of its faults")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (default: 2)")
    options = parser.parse_args()
    if options.demo[:1] == [ENGINE]:
        return options.demo, max(1, options.jobs)
    if strangers := set(options.demo) - set(known):
        parser.error(f"no such demo: {', '.join(sorted(strangers))}")
    return options.demo or known, max(1, options.jobs)


def main() -> int:
    """Return 0 if enough mutants were killed and every kernel has one."""
    demos, jobs = asked()
    if demos[:1] == [ENGINE]:
        return engine.main(demos[1:], jobs)
    mutants = [mutant for demo in demos for mutant in mutants_of(demo)]
    noticed = 0
    with ThreadPoolExecutor(jobs) as pool:
        untouched = pool.map(lambda demo: tested(demo, DEMOS.parent), demos)
        if failing := [demo for demo, fate in zip(demos, untouched, strict=True) if fate != "alive"]:
            print(f"tests that fail without a fault prove nothing; mend those of {', '.join(failing)}")
            return 1
        for mutant, fate in zip(mutants, pool.map(fate_of, mutants), strict=True):
            noticed += fate in NOTICED
            if fate not in NOTICED:
                print(f"{fate}: {mutant.kernel}: {mutant.entry.old!r} → {mutant.entry.new!r}", flush=True)
    share = noticed / len(mutants) if mutants else 0.0
    covered = {mutant.kernel for mutant in mutants}
    missing = [kernel for demo in demos for kernel in kernels_of(demo) if kernel not in covered]
    names = f": {', '.join(missing)}" if missing else ""
    print(f"noticed {noticed} of {len(mutants)} mutants ({100 * share:.1f} %), {len(missing)} kernels without a mutant{names}")
    return 0 if share >= ENOUGH and not missing else 1


if __name__ == "__main__":
    raise SystemExit(main())
