"""Start-up as a ratio to the floor: a two-command Typer program that prints one Rich line, same interpreter, same run."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOOR = """
import typer
from rich.console import Console
app = typer.Typer()
@app.command()
def hello(): Console().print("[bold]hello[/bold]")
@app.command()
def bye(): Console().print("bye")
app()
"""
COMMANDS = {
    "home": [],
    "--version": ["--version"],
    "topics": ["topics"],
    "explain": ["explain", "conv-operation"],
    "explain --lang zh": ["explain", "conv-operation", "--lang", "zh"],
    "demo conv slide": ["demo", "conv", "slide"],
    "quiz --answers": ["quiz", "--kind", "choose", "-n", "10", "--answers", os.devnull],
}


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return how much processor time a command takes: what else the machine does matters little."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int = 15) -> None:
    """Interleave the floor and the commands, and print medians and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        floor = Path(folder) / "floor.py"
        floor.write_text(FLOOR)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DL_QUIZ_HOME": folder, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling is no part of a start-up
        runs = {"floor": [str(floor), "hello"], **{name: ["-m", "dl_quiz", *arguments] for name, arguments in COMMANDS.items()}}
        cold = {name: seconds(command, environment) for name, command in runs.items()}
        times: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, command in runs.items():
                times[name].append(seconds(command, environment))
        base = statistics.median(times["floor"])
        for name, taken in times.items():
            median = statistics.median(taken)
            print(f"{name:20} {median * 1000:6.0f} ms  {median / base:5.2f} × the floor  (the first time {cold[name] * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
