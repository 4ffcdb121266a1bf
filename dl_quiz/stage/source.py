"""Kernels as a program that runs by itself: what they import from their siblings is written out before them."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dl_quiz.files.code import KERNELS, Code
from dl_quiz.stage.outline import parsed
from dl_quiz.stage.plain import plain

_FUTURE, _NUMPY = "from __future__ import annotations", "import numpy as np"


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
    module = f"{KERNELS}.{name}"
    files: dict[str, _File] = {}
    _gather(module, files, lambda one: _read(one, _text(code, one)))
    return _program(files, module, _every(files[module]))


def standalone_function(code: Code, module: str, function: str) -> str:
    """Return one function as a program that needs NumPy alone, with what it calls and without guards and annotations.

    Raises CourseError where a file cannot be read, LookupError where the module neither defines nor imports the function.
    """
    files: dict[str, _File] = {}
    _gather(module, files, lambda one: _read_plain(one, _text(code, one)))
    if function not in _every(files[module]) | files[module].borrowed.keys():
        raise LookupError(function)
    text = _program({**files, module: replace(files[module], docstring="")}, module, {function})
    return text if _NUMPY in text else f"{_NUMPY}\n\n\n{text}"


def _program(files: dict[str, _File], module: str, wanted: set[str]) -> str:
    """Return what is wanted of a module as one program, with all that it uses of others."""
    chosen = _chosen(files, module, wanted)
    called = _names(chosen, files, module, wanted)
    parts = []
    for file, needed in chosen.items():
        heading = [f"# {file.rpartition('.')[2]}.py"] if len(chosen) > 1 and files[module].docstring else []
        text = "\n\n\n".join([*heading, *(one.text for one in files[file].definitions if one.names & needed)])
        known = {own: called[file, own] for own in needed} | {own: called[of] for own, of in files[file].borrowed.items() if of in called}
        for own, new in known.items():
            text = re.sub(rf"\b{own}\b", new, text) if own != new else text
        parts.append(text)
    body = "\n\n\n".join(parts)
    used = {use for file, needed in chosen.items() for use in _used(files[file], needed)}
    imports = "\n".join(_merged((line for file in chosen for line in files[file].imports), used))
    head = "\n\n".join(part for part in (files[module].docstring, _FUTURE if files[module].docstring else "", imports) if part)
    return "\n\n\n".join(filter(None, [head, body])) + "\n"


def _every(file: _File) -> set[str]:
    return {own for one in file.definitions for own in one.names}


def _text(code: Code, module: str) -> str:
    parsed(code, module)  # which complains of what is no Python
    return code.source(module).decode()


def _gather(module: str, files: dict[str, _File], read: Callable[[str], _File]) -> None:
    """Read a file and all that it imports from, each after those that it imports from itself."""
    file = read(module)
    for sibling in dict.fromkeys(of for of, _ in file.borrowed.values()):
        if sibling not in files:
            _gather(sibling, files, read)
    passed_on = {own: files[of].borrowed.get(there, (of, there)) for own, (of, there) in file.borrowed.items()}
    files[module] = replace(file, borrowed=passed_on)  # each name from the file that defines it


def _chosen(files: dict[str, _File], module: str, wanted: set[str]) -> dict[str, set[str]]:
    """Return what is needed of each file, in the order of the files: what is wanted of one, of all what that uses."""
    chosen: dict[str, set[str]] = {file: set() for file in files}
    for own in wanted:
        of, there = files[module].borrowed.get(own, (module, own))
        chosen[of].add(there)
    for file in reversed(files):  # those that import come before those that are imported from
        mine, every = chosen[file], _every(files[file])
        while missing := (_used(files[file], mine) & every) - mine:
            mine |= missing
        for own in _used(files[file], mine) & files[file].borrowed.keys():
            of, there = files[file].borrowed[own]
            chosen[of].add(there)
    return {file: needed for file, needed in chosen.items() if needed}


def _merged(imports: Iterable[str], used: set[str]) -> Iterator[str]:
    """Yield the import lines that are used, sorted, with one line for each module."""
    names: dict[str, set[str]] = {}
    for line in imports:
        module, _, listed = line.partition(" import ")
        names.setdefault(module, set()).update(filter(None, re.split(r",\s*", listed.strip("()\n, "))))
    for module in sorted(names, key=lambda module: (module.startswith("from"), module)):
        needed = sorted(name for name in names[module] if name.rpartition(" ")[2] in used)
        if needed:
            yield f"{module} import {', '.join(needed)}"
        elif not names[module] and module.rpartition(" ")[2].partition(".")[0] in used:
            yield module


def _used(file: _File, wanted: set[str]) -> set[str]:
    return {use for one in file.definitions if one.names & wanted for use in one.uses}


def _names(chosen: dict[str, set[str]], files: dict[str, _File], module: str, wanted: set[str]) -> dict[tuple[str, str], str]:
    """Return what each definition is called in the program: its own name, unless the file that is asked for, or an earlier one, has that."""
    called = {(module, own): own for own in chosen.get(module, ())}
    called |= {files[module].borrowed[own]: own for own in wanted if own in files[module].borrowed}
    for file, needed in chosen.items():
        for own in sorted(needed):
            if (file, own) not in called:
                called[file, own] = own if own not in called.values() else f"{own}_of_{file.rpartition('.')[2]}"
    return called


@functools.cache
def _read_plain(module: str, source: str) -> _File:
    """Return a file without its guards; all that borrow from it share one reading."""
    return _read(module, plain(source))


def _read(module: str, source: str) -> _File:
    tree = ast.parse(source)
    lines = source.splitlines()
    imports: list[str] = []
    borrowed = {own: (sibling, there) for sibling, names in siblings(tree, module) for own, there in names.items()}
    definitions: list[_Definition] = []
    end = 0
    for node in tree.body:
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
        while first - 1 > end and lines[first - 2].startswith("#"):
            first -= 1
        end = node.end_lineno or node.lineno
        text = "\n".join(lines[first - 1 : end])
        if isinstance(node, ast.ImportFrom) and node.level:
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports += [text] if text != _FUTURE else []
        elif isinstance(node, ast.Expr) and definitions:  # a constant's docstring
            definitions[-1] = replace(definitions[-1], text=f"{definitions[-1].text}\n{text}")
        elif not isinstance(node, ast.Expr):
            definitions.append(_Definition(_bound(node), text, frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name))))
    docstring = "\n".join(lines[: tree.body[0].end_lineno]) if ast.get_docstring(tree) else ""
    return _File(docstring, tuple(imports), borrowed, tuple(definitions))


def siblings(tree: ast.Module, module: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the modules of a course that one of them imports from, each with the names that it takes, and what they are called there."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level and node.module:
            package = module.split(".")[: -node.level]
            yield ".".join([*package, node.module]), {one.asname or one.name: one.name for one in node.names}


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
