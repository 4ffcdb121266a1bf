"""What becomes of a planted fault."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Fate = Literal["killed", "endless", "alive", "broken", "stale"]
NOTICED: tuple[Fate, ...] = ("killed", "endless")
"""The tests fail, or they never end: whoever runs them sees either."""
ENOUGH = 0.95
PATIENCE = 90  # seconds of processor time for one run of tests, however busy the machine is
_BY_EXIT_CODE: dict[int, Fate] = {0: "alive", 1: "killed", -signal.SIGXCPU: "endless"}
_LIMITED = 'ulimit -St "$0" && exec "$@"'  # a hard limit would kill without a word


def fate_by(tests: Sequence[str | Path], folder: Path, **surroundings: str) -> Fate:
    """Return what tests, run in a folder, say of a fault: "alive" where they pass, "broken" where they cannot be run."""
    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *map(str, tests)]
    limited = ["sh", "-c", _LIMITED, str(PATIENCE), *pytest]
    env = {**os.environ, "OMP_NUM_THREADS": "1", **surroundings}
    try:
        done = subprocess.run(limited, cwd=folder, env=env, capture_output=True, timeout=20 * PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return "endless"
    return _BY_EXIT_CODE.get(done.returncode, "broken")
