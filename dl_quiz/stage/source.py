"""A file of kernels that runs by itself: what it imports from its siblings is written out before it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from dl_quiz.stage.code import KERNELS, Code
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
    chosen: dict[str, set[str]] = {}
    files: dict[str, _File] = {}
    _gather(code, name, None, files, chosen)
    taken: dict[str, str] = {}
    parts = []
    for file in chosen:  # the siblings come before the files that need them
        text = "\n\n\n".join(one.text for one in files[file].definitions if one.names & chosen[file])
        for clash in sorted(chosen[file] & taken.keys()):
            text = re.sub(rf"\b{clash}\b", f"{clash}_of_{file}", text)
        taken |= dict.fromkeys(chosen[file], file)
        aliases = [f"{own} = {there}" for own, (_, there) in files[file].borrowed.items() if own != there]
        heading = [f"# {file}.py"] if len(chosen) > 1 else []
        parts.append("\n\n\n".join([*heading, *aliases, text]))
    imports = sorted({line for file in files.values() for line in file.imports})
    head = "\n\n".join(part for part in (files[name].docstring, _FUTURE, "\n".join(imports)) if part)
    return "\n\n\n".join([head, *parts]) + "\n"


def _gather(code: Code, name: str, wanted: set[str] | None, files: dict[str, _File], chosen: dict[str, set[str]]) -> None:
    """Choose from a file what is wanted (None: everything) and all that it needs, its siblings' part first."""
    if name not in files:
        files[name] = _read(code, name)
    file = files[name]
    every = {known for one in file.definitions for known in one.names}
    open_names = every if wanted is None else wanted & every
    mine: set[str] = set()
    while open_names:
        mine |= open_names
        used = {use for one in file.definitions if one.names & mine for use in one.uses}
        open_names = (used & every) - mine
    for sibling in dict.fromkeys(of for of, _ in file.borrowed.values()):
        used = {use for one in file.definitions if one.names & mine for use in one.uses}
        needed = {there for own, (of, there) in file.borrowed.items() if of == sibling and own in used}
        if needed:
            _gather(code, sibling, needed, files, chosen)
    chosen[name] = chosen.pop(name, set()) | mine


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
