"""Which of the sentences that the program composes in two languages a test knows, and which a test reaches.

python -m tests.complaints            the sentences that no test spells out
python -m tests.complaints --reached  runs the tests besides, and adds those that no test reaches
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "dl_quiz"
ELSEWHERE = ("bank", "demos", "kernels", "golden/test_scenes.py")
"""Tests of content: they take long, and compose no complaint that others do not."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_REPORTS = "DL_QUIZ_TEST_REACHED"


class Sentence(NamedTuple):
    """A place that composes a sentence in both languages, and the longest part of its English that is always the same."""

    file: str
    line: int
    part: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: …{self.part}…"


def sentences() -> list[Sentence]:
    """Return every sentence that a function composes; constants of a module are words of the interface, and none of these."""
    return [
        Sentence(str(path.relative_to(ROOT)), call.lineno, part)
        for path in sorted(ENGINE.rglob("*.py"))
        for call, part in _composed(ast.parse(path.read_text(encoding="utf-8")))
    ]


def _composed(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for statement in function.body:
            for call in (node for node in ast.walk(statement) if isinstance(node, ast.Call)):
                part = _english(call, function)
                if part and not isinstance(statement, ast.FunctionDef):
                    yield call, part


def _english(call: ast.Call, function: ast.FunctionDef) -> str:
    """Return what of a call's English is constant, if the call has Chinese beside it."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not any(_CHINESE.search("".join(_literals(value))) for value in values):
        return ""
    named = {value.id for value in values if isinstance(value, ast.Name)}
    assigned = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in named
        and node.lineno <= call.lineno
    ]
    literals = [literal for value in (*values, *assigned[-1:]) for literal in _literals(value) if not _CHINESE.search(literal)]
    return max(literals, key=len, default="").strip()


def _literals(node: ast.AST) -> list[str]:
    """Return the constant parts of a string, a formatted one or a choice between strings, but not of calls within."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return [part for value in values if isinstance(value, ast.Constant) for part in _literals(value)]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_literals(body), *_literals(orelse)]
        case ast.BinOp(left=left, right=right):
            return [*_literals(left), *_literals(right)]
    return []


@cache
def _known() -> str:
    """Return all that tests say: their strings, and the texts to read."""
    parts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("tests/golden/commands/*.txt"))]
    for path in sorted(ROOT.glob("tests/**/*.py")):
        if path != Path(__file__):
            parts += [
                node.value
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
    return _spaced("\n".join(parts))


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def unknown() -> list[Sentence]:
    """Return the sentences of which no test knows the part that is always the same."""
    return [sentence for sentence in sentences() if _spaced(sentence.part) not in _known()]


class _Recorder(importlib.abc.MetaPathFinder):
    """Loads the program's modules so that each sentence notes that it was composed."""

    def __init__(self) -> None:
        self.reached: set[tuple[str, int]] = set()

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] != "dl_quiz":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)  # type: ignore[arg-type]
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(self, spec.loader.name, spec.loader.path)
        return spec

    def note(self, file: str, line: int) -> bool:
        """Note a place; return False, so that the sentence is composed after it."""
        self.reached.add((file, line))
        return False


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, recorder: _Recorder, name: str, path: str) -> None:
        super().__init__(name, path)
        self.recorder = recorder

    def get_code(self, fullname: str) -> object:
        tree = ast.parse(Path(self.path).read_text(encoding="utf-8"))
        file = str(Path(self.path).relative_to(ROOT))
        calls = {call for call, _ in _composed(tree)}

        class Noted(ast.NodeTransformer):
            def visit_Call(self, node: ast.Call) -> ast.expr:
                self.generic_visit(node)
                if node not in calls:
                    return node
                note = ast.parse(f"__import__('builtins')._dl_quiz_note({file!r}, {node.lineno})", mode="eval").body
                return ast.BoolOp(ast.Or(), [note, node])

        return compile(ast.fix_missing_locations(Noted().visit(tree)), self.path, "exec", dont_inherit=True)


if folder := os.environ.get(_REPORTS):  # loaded by pytest with -p tests.complaints
    import builtins

    _recorder = _Recorder()
    sys.meta_path.insert(0, _recorder)
    builtins._dl_quiz_note = _recorder.note  # type: ignore[attr-defined]

    def pytest_sessionfinish() -> None:
        """Write down what was reached."""
        Path(folder, str(os.getpid())).write_text("\n".join(f"{file}:{line}" for file, line in _recorder.reached), encoding="utf-8")


def unreached(jobs: int) -> list[Sentence]:
    """Run the tests; return the sentences that none of them reached in its own process."""
    with tempfile.TemporaryDirectory() as reports:
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(jobs), "-p", "tests.complaints", "-p", "no:cacheprovider"]
        command += ["tests", *(f"--ignore=tests/{name}" for name in ELSEWHERE)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, _REPORTS: reports}, check=False)
        reached = {line for path in Path(reports).iterdir() for line in path.read_text(encoding="utf-8").splitlines()}
    return [sentence for sentence in sentences() if f"{sentence.file}:{sentence.line}" not in reached]


def main() -> int:
    """Return 0 if every sentence is known to a test, and reached by one if that was asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.complaints", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reached", action="store_true", help="run the tests, and list those that none reaches")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    lists = {"no test spells out": unknown()} | ({"no test reaches": unreached(options.jobs)} if options.reached else {})
    for what, missing in lists.items():
        for sentence in missing:
            print(sentence)
        print(f"{len(missing)} of {len(sentences())} sentences {what}")
    return 1 if any(lists.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
