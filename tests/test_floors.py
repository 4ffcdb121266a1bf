"""Imports point strictly down the floors of the house, and a command's path loads nothing that it does not need."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "dl_quiz"

FLOORS = [
    {"__init__", "nouns", "errors", "stage", "papers"},
    {"words", "naming", "folding", "arithmetic", "grading", "memory", "home"},
    {"theatre", "course", "journal", "trust", "writing", "nearby"},
    {"finding", "marking", "session", "lint", "proving", "inspecting", "sheets", "walking", "scaffolding"},
    {"render"},
    {"terminal"},
    {"cli", "__main__"},
]
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}
FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        for module in modules:
            if module.split(".")[0] == "dl_quiz":
                names = [module] if module != "dl_quiz" else [f"dl_quiz.{a.name}" for a in node.names]
                for name in names:
                    part = part_of(name) if part_of(name) in FLOOR_OF else "__init__"
                    assert part == own or FLOOR_OF[part] <= FLOOR_OF[own], f"{path.name}:{node.lineno} imports {name} from a higher floor"


def test_the_lowest_floors_touch_neither_numpy_nor_rich():
    for path in FILES:
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if FLOOR_OF[own] <= 1:
            text = path.read_text(encoding="utf-8")
            assert "import numpy" not in text and "from rich" not in text and "from numpy" not in text, path


def test_only_the_terminal_reads_keys_or_prints():
    for path in FILES:
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "print" not in calls, path
        assert "input" not in calls or own in ("terminal", "cli"), path


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["topics"], ["explain", "conv-operation"], ["topics", "conv-operation"], ["demo"], ["--help"]],
    ids=" ".join,
)
def test_reading_commands_load_no_numpy(arguments, tmp_path):
    assert "numpy" not in loaded_by(arguments, tmp_path)


def test_grading_a_quiz_without_computed_keys_loads_no_numpy(tmp_path):
    loaded = loaded_by(["quiz", "--kind", "choose", "-n", "5", "--answers", "/dev/null"], tmp_path)
    assert "numpy" not in loaded
    assert "fsrs" not in loaded


def loaded_by(arguments, tmp_path):
    code = f"import sys; sys.argv = ['dl-quiz', *{arguments!r}]\nfrom dl_quiz.cli.main import run, hoist\ncode = run(hoist(sys.argv[1:]))\nprint('\\nLOADED', code, *sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env={"PATH": "", "DL_QUIZ_HOME": str(tmp_path)},
        check=True,
    )
    _, code, *modules = done.stdout.rpartition("\nLOADED")[2].join(["LOADED", ""]).split()
    assert code == "0", done.stdout + done.stderr
    return set(modules)
