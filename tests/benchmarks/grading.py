"""Sheets graded a second, on one core and on two, against the time to parse the same JSON."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(sheets: int = 2000, questions: int = 20) -> None:
    """Fill one sheet, repeat it, and time parsing and grading of the stream."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-m", "dl_quiz"]
    with tempfile.TemporaryDirectory() as folder:
        written = subprocess.run(
            [*program, "sheet", "-n", str(questions), "--seed", "1", "--format", "json"], env=environment, check=True, capture_output=True
        )
        sheet = json.loads(written.stdout)
        for item in sheet["items"]:
            item["answer"] = "1"
        line = json.dumps(sheet, ensure_ascii=False)
        stream = Path(folder) / "answers.jsonl"
        stream.write_text((line + "\n") * sheets, encoding="utf-8")
        start = time.perf_counter()
        for one in stream.open(encoding="utf-8"):
            json.loads(one)
        parsing = time.perf_counter() - start
        print(f"parsing alone   {sheets / parsing:8.0f} sheets/s")
        for jobs in (1, 2):
            start = time.perf_counter()
            subprocess.run(
                [*program, "grade", str(stream), "--jobs", str(jobs), "-o", str(Path(folder) / f"out{jobs}")],
                env=environment,
                check=True,
                capture_output=True,
            )
            taken = time.perf_counter() - start
            print(
                f"--jobs {jobs}        {sheets / taken:8.0f} sheets/s of {questions} questions, start-up included ({taken / parsing:.0f} × parsing)"
            )


if __name__ == "__main__":
    main()
