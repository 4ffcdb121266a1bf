"""A file of kernels that runs by itself: what it imports from its siblings is written out before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dl_quiz.files.code import KERNELS, Code
from dl_quiz.stage.outline import parsed

_FUTURE = "from __future__ import annotations"


@dataclass(frozen=True, slots=True)
class _Definition:
    """A function, a class or a constant, with its text and the names that it uses."""

    names: frozenset[str]
    text: str
    uses: frozenset[str]


@dataclass(frozen=True, slots=True)
class _File:
    """A file of kernels in its parts; `borrowed` says which sibling a name comes from, and what it is called there."""

    docstring: str
    imports: tuple[str, ...]
    borrowed: dict[str, tuple[str, str]]
    definitions: tuple[_Definition, ...]


def standalone(code: Code, name: str) -> str:
    """Return the kernels of a file as one program that needs NumPy alone. Raises CourseError where a file cannot be read."""
    files: dict[str, _File] = {}
    _gather(code, name, files)
    chosen = _chosen(files, name)
    called = _names(chosen, name)
    parts = []
    for file, wanted in chosen.items():
        heading = [f"# {file}.py"] if len(chosen) > 1 else []
        text = "\n\n\n".join([*heading, *(one.text for one in files[file].definitions if one.names & wanted)])
        known = {own: called[file, own] for own in wanted} | {own: called[of] for own, of in files[file].borrowed.items() if of in called}
        for own, new in known.items():
            text = re.sub(rf"\b{own}\b", new, text) if own != new else text
        parts.append(text)
    imports = "\n".join(_merged(line for file in chosen for line in files[file].imports))
    head = "\n\n".join(part for part in (files[name].docstring, _FUTURE, imports) if part)
    return "\n\n\n".join([head, *parts]) + "\n"


def _gather(code: Code, name: str, files: dict[str, _File]) -> None:
    """Read a file and all that it imports from, each after those that it imports from itself."""
    file = _read(code, name)
    for sibling in dict.fromkeys(of for of, _ in file.borrowed.values()):
        if sibling not in files:
            _gather(code, sibling, files)
    passed_on = {own: files[of].borrowed.get(there, (of, there)) for own, (of, there) in file.borrowed.items()}
    files[name] = replace(file, borrowed=passed_on)  # each name from the file that defines it


def _chosen(files: dict[str, _File], name: str) -> dict[str, set[str]]:
    """Return what is needed of each file, in the order of the files: everything of the one that is asked for, of the others what it uses."""
    chosen: dict[str, set[str]] = {file: set() for file in files}
    chosen[name] = {own for one in files[name].definitions for own in one.names}
    for file in reversed(files):  # those that import come before those that are imported from
        mine, every = chosen[file], {own for one in files[file].definitions for own in one.names}
        while missing := (_used(files[file], mine) & every) - mine:
            mine |= missing
        for own in _used(files[file], mine) & files[file].borrowed.keys():
            of, there = files[file].borrowed[own]
            chosen[of].add(there)
    return {file: wanted for file, wanted in chosen.items() if wanted}


def _merged(imports: Iterable[str]) -> Iterator[str]:
    """Yield import lines, sorted, with one line for each module."""
    names: dict[str, set[str]] = {}
    for line in imports:
        module, _, listed = line.partition(" import ")
        names.setdefault(module, set()).update(filter(None, re.split(r",\s*", listed.strip("()\n, "))))
    for module in sorted(names, key=lambda module: (module.startswith("from"), module)):
        yield f"{module} import {', '.join(sorted(names[module]))}" if names[module] else module


def _used(file: _File, wanted: set[str]) -> set[str]:
    return {use for one in file.definitions if one.names & wanted for use in one.uses}


def _names(chosen: dict[str, set[str]], name: str) -> dict[tuple[str, str], str]:
    """Return what each definition is called in the program: its own name, unless the file that is asked for, or an earlier one, has that."""
    called = {(name, own): own for own in chosen[name]}
    for file, wanted in chosen.items():
        for own in sorted(wanted) if file != name else ():
            called[file, own] = own if own not in called.values() else f"{own}_of_{file}"
    return called


def _read(code: Code, name: str) -> _File:
    tree = parsed(code, f"{KERNELS}.{name}")
    lines = code.source(f"{KERNELS}.{name}").decode().splitlines()
    imports: list[str] = []
    borrowed: dict[str, tuple[str, str]] = {}
    definitions: list[_Definition] = []
    end = 0
    for node in tree.body:
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
        while first - 1 > end and lines[first - 2].startswith("#"):
            first -= 1
        end = node.end_lineno or node.lineno
        text = "\n".join(lines[first - 1 : end])
        if isinstance(node, ast.ImportFrom) and node.level and node.module:
            borrowed |= {one.asname or one.name: (node.module, one.name) for one in node.names}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imports += [text] if text != _FUTURE else []
        elif isinstance(node, ast.Expr) and definitions:  # a constant's docstring
            definitions[-1] = _Definition(definitions[-1].names, f"{definitions[-1].text}\n{text}", definitions[-1].uses)
        elif not isinstance(node, ast.Expr):
            definitions.append(_Definition(_bound(node), text, frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name))))
    docstring = "\n".join(lines[: tree.body[0].end_lineno]) if ast.get_docstring(tree) else ""
    return _File(docstring, tuple(imports), borrowed, tuple(definitions))


def _bound(node: ast.stmt) -> frozenset[str]:
    """Return the names that a statement gives to the file."""
    named = (ast.FunctionDef, ast.ClassDef)
    own = {node.name} if isinstance(node, named) else set()
    inner = [] if isinstance(node, named) else list(ast.walk(node))
    own |= {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.name for n in inner if isinstance(n, named)} | {
        a.asname or a.name for n in inner if isinstance(n, ast.ImportFrom) for a in n.names
    }
    return frozenset(own)
