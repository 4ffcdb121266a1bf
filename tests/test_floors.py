"""Imports point strictly down the floors of the house, and a command's path loads nothing that it does not need."""

import ast
import re
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "dl_quiz"

FILES = sorted(PACKAGE.rglob("*.py"))
TABLE = re.findall(r"^\| (\d+) \| (.+?) \|", (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)
FLOOR_OF = {room: int(floor) for floor, rooms in TABLE for room in re.findall(r"`([\w.]+)`", rooms)}
GROUND = {"dl_quiz.__init__"}
ROOF = {"dl_quiz.__main__"}


def module_of(path):
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def room_of(module):
    """Return the room in which a module lives: its folder, or itself where the table says so."""
    inside = module.removeprefix("dl_quiz.")
    return inside if inside in FLOOR_OF else inside.split(".")[0]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if (PACKAGE.parent / whole.replace(".", "/")).with_suffix(".py").exists() else node.module), node.lineno


def test_every_module_lives_on_a_floor():
    rooms = {room_of(module_of(path)) for path in FILES if module_of(path) not in GROUND | ROOF}
    assert rooms | {"stage.steps"} == set(FLOOR_OF)


def test_imports_point_strictly_down():
    upward = []
    for path in FILES:
        own = module_of(path)
        for module, line in imports_of(path) if own not in ROOF else ():
            if module.split(".")[0] != "dl_quiz" or module == "dl_quiz":
                continue
            here, there = room_of(own), room_of(module)
            same = here.split(".")[0] == there.split(".")[0] and here != "stage.steps"
            if own in GROUND or not (same or FLOOR_OF[there] < FLOOR_OF[here]):
                upward.append(f"{path}:{line} imports {module}, which is not below it")
    assert upward == []


def test_the_lowest_floors_touch_neither_files_nor_numpy_nor_rich():
    for path in FILES:
        if FLOOR_OF.get(room_of(module_of(path)), 9) <= 2 or room_of(module_of(path)) in ("grading", "memory"):
            loaded = {module.split(".")[0] for module, _ in imports_of(path)}
            allowed = {"pathlib"} if path.stem == "errors" else set()
            assert not (loaded & {"numpy", "rich", "pathlib", "os", "time", "random"}) - allowed, path


def test_only_the_terminal_reads_keys_or_prints():
    for path in FILES:
        own = room_of(module_of(path))
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "print" not in calls, path
        assert "input" not in calls or own in ("terminal", "cli"), path


READING = (
    ["--version"],
    ["topics"],
    ["explain", "conv-operation"],
    ["topics", "conv-operation"],
    ["demo"],
    ["--help"],
    ["implement"],
    ["progress"],
    ["progress", "--format", "json"],
    ["progress", "undo"],
)


def test_reading_commands_load_no_numpy(tmp_path):
    assert [words for words, modules in loaded_by(tmp_path, *READING) if "numpy" in modules] == []


def test_grading_a_quiz_without_computed_keys_loads_no_numpy(tmp_path):
    ((_, modules),) = loaded_by(tmp_path, ["quiz", "--kind", "choose", "-n", "5", "--answers", "/dev/null"])
    assert "numpy" not in modules


def loaded_by(tmp_path, *commands):
    """Run commands one after another in one fresh process; return each with all modules that are loaded after it."""
    code = f"""import sys
from dl_quiz.cli.main import run, hoist
for words in {commands!r}:
    sys.argv = ['dl-quiz', *words]
    code = run(hoist(words))
    print('\\nLOADED', code, *sorted(sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env={"PATH": "", "DL_QUIZ_HOME": str(tmp_path)},
        check=True,
    )
    loaded = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("LOADED ")]
    assert [code for code, *_ in loaded] == ["0"] * len(commands), done.stdout + done.stderr
    return [(words, set(modules)) for words, (_, *modules) in zip(commands, loaded, strict=True)]
