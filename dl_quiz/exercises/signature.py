"""The signature of an exercise's function, and what each argument is, read from its annotations without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dl_quiz.exercises.assignment import Assignment
from dl_quiz.files.code import Code
from dl_quiz.stage.outline import parsed
from dl_quiz.stage.parameters import aliases_of
from dl_quiz.stage.source import siblings

_ARRAYS = {"Float": "float64", "Int": "int64", "Bool": "bool"}


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's parameters as they are written, and what each is: name and type, the result's under an arrow."""

    parameters: str
    types: tuple[tuple[str, str], ...]


def signature_of(given: Assignment) -> Signature:
    """Return the signature of an exercise's function."""
    module, function = _defined(given.code, given.module, given.exercise.function)
    aliases = _aliases(given.code, module)
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    types = [(one.arg, _told(one.annotation, aliases)) for one in every]
    types.append(("→", _told(function.returns, aliases)))
    for one in every:
        one.annotation = None
    return Signature(ast.unparse(arguments), tuple(types))


def _defined(code: Code, module: str, name: str) -> tuple[str, ast.FunctionDef]:
    """Return the module that defines a function, which others may import from it, and its definition."""
    tree = parsed(code, module)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return module, node
    sibling, there = next((sibling, names[name]) for sibling, names in siblings(tree, module) if name in names)
    return _defined(code, sibling, there)


def _aliases(code: Code, module: str) -> Mapping[str, ast.expr]:
    """Return the names that a file gives to types, or imports from its siblings; arrays are known by their kind and their axes."""
    tree = parsed(code, module)
    aliases: dict[str, ast.expr] = {}
    for sibling, names in siblings(tree, module):
        known = _aliases(code, sibling)
        aliases |= {own: known[there] for own, there in names.items() if there in known}
    return {name: value for name, value in (aliases | aliases_of(tree)).items() if name != "Array"}


def _told(kind: ast.expr | None, aliases: Mapping[str, ast.expr]) -> str:
    """Return a type as a learner reads it: `float64[n, c]`, `int ≥ 1`, `float in [0, 1)`."""
    match kind:
        case None:
            return ""
        case ast.Name(id=name) if name in aliases:
            return _told(aliases[name], aliases)
        case ast.BinOp(left=left, right=right):
            return f"{_told(left, aliases)} | {_told(right, aliases)}"
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=[_, ast.Constant(value=str(axes))])) if name in _ARRAYS:
            return f"{_ARRAYS[name]}{_axes(axes)}"
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, *notes])):
            return _told(inner, aliases) + "".join(_bounds(notes))
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=parts)) if not any(_is_dots(part) for part in parts):
            return f"({', '.join(_told(part, aliases) for part in parts)})"
    return ast.unparse(kind)


def _is_dots(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _axes(axes: str) -> str:
    named = ["…" if axis.startswith(("*", "...")) else axis for axis in axes.split()]
    return f"[{', '.join(named)}]" if named else ""


def _bounds(notes: list[ast.expr]) -> Iterator[str]:
    for note in notes:
        match note:
            case ast.Call(func=ast.Name(id="In"), args=[ast.Constant(value=str(interval))]) if "−∞" not in interval:
                low, _, high = interval.strip("[]()").partition(", ")
                open_ended = high == "∞"
                yield f" {'≥' if interval[0] == '[' else '>'} {low}" if open_ended else f" in {interval}"
            case ast.Call(func=ast.Name(id="Index"), args=[ast.Constant(value=str(axis))]):
                yield f" in 0…{axis}−1"
