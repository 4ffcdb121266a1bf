"""The program as its users meet it: arguments in, text and an exit code out."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str


def dl_quiz(
    *arguments: object, stdin: str | bytes | None = "", home: Path | None = None, cwd: Path | None = None, **environment: str
) -> Done:
    """Run the program in a process of its own, without a terminal."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": str(home or "/nonexistent/dl-quiz"), **environment}
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "dl_quiz", *map(str, arguments)],
        input=data,
        capture_output=True,
        env=env,
        cwd=cwd or "/",
        check=False,
        timeout=120,
    )
    result = Done(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.err, result.err
    return result
