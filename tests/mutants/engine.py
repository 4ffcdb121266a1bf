"""Plant faults in the engine, one at a time, and see whether the tests that each names notice.

python -m tests.mutants engine [WORD…] [--jobs 2]    only faults whose name or file has one of the words
"""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from tests.mutants.fate import ENOUGH, NOTICED, Fate, fate_by

ROOT = Path(__file__).parents[2]
FAULTS = Path(__file__).with_name("engine.yaml")
_COPIED = ("dl_quiz", "tests")


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes wrong, the file below `dl_quiz/`, its text, the faulty text in its place, and the tests that are to notice, below `tests/`."""

    fault: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.fault}"

    @property
    def source(self) -> Path:
        """Return the file without the fault."""
        return ROOT / "dl_quiz" / self.file


def faults(words: list[str]) -> list[Fault]:
    """Return the faults whose name or file has one of the words, all without words."""
    every = msgspec.yaml.decode(FAULTS.read_bytes(), type=list[Fault])
    return [fault for fault in every if not words or any(word in str(fault) for word in words)]


def is_stale(fault: Fault) -> bool:
    """Return whether a fault cannot be planted: its text does not occur exactly once, or a test that it names is gone."""
    source = fault.source.read_text(encoding="utf-8") if fault.source.exists() else ""
    return source.count(fault.old) != 1 or not all((ROOT / "tests" / test).exists() for test in fault.tests)


def fate_of(fault: Fault) -> Fate:
    """Return what became of a fault."""
    if is_stale(fault):
        return "stale"
    source = fault.source.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        (copy / "dl_quiz" / fault.file).write_text(source.replace(fault.old, fault.new), encoding="utf-8")
        return tested(fault.tests, copy)


def copied(folder: Path) -> Path:
    """Copy the checkout into a folder: the engine and its tests, and links to all else."""
    for path in ROOT.iterdir():
        if path.name in _COPIED:
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    return folder


def tested(tests: tuple[str, ...], checkout: Path) -> Fate:
    """Return what tests say of a checkout."""
    return fate_by(
        [f"tests/{test}" for test in tests],
        checkout,
        PYTHONPATH=str(checkout),
        PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",  # half the time of a start
        HYPOTHESIS_STORAGE_DIRECTORY=str(checkout / "learned"),
    )


def main(words: list[str], jobs: int) -> int:
    """Return 0 if enough faults were noticed."""
    planted = faults(words)
    suites = sorted({fault.tests for fault in planted})
    with ThreadPoolExecutor(jobs) as pool:
        untouched = zip(suites, pool.map(lambda tests: tested(tests, ROOT), suites), strict=True)
        if failing := [" ".join(tests) for tests, fate in untouched if fate != "alive"]:
            print(f"tests that fail without a fault prove nothing; mend {', '.join(failing)}")
            return 1
        noticed = 0
        for fault, fate in zip(planted, pool.map(fate_of, planted), strict=True):
            print(f"{fate:7} {fault}", flush=True)
            noticed += fate in NOTICED
    share = noticed / len(planted) if planted else 0.0
    print(f"noticed {noticed} of {len(planted)} faults ({100 * share:.1f} %)")
    return 0 if share >= ENOUGH else 1
