"""A scene's keyword parameters, which are its command-line options, as their annotations declare them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dl_quiz.nouns import Text, Value

TAKEN = frozenset({"seed", "step", "source", "format", "help", "lang", "course", "plain", "trust"})
"""Names of options that the program itself has."""

ParameterKind = Literal["int", "float", "bool", "str", "floats"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A scene's keyword parameter, which is also a command-line option."""

    name: str
    kind: ParameterKind
    default: Value
    help: Text
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    shortest: int | None = None
    longest: int | None = None

    @property
    def option(self) -> str:
        """Return the name as an option is typed."""
        return "--" + self.name.replace("_", "-")


def read_parameter(argument: ast.arg, default: ast.expr | None, aliases: Mapping[str, ast.expr]) -> Parameter:
    """Read `size: Annotated[int, Range(3, 12), "side of the image"] = 5`; `aliases` are the types that the file has named.

    The help is in the language of the scenes alone. Raises ValueError or TypeError with what is wrong.
    """
    if argument.arg in TAKEN:
        raise ValueError("the program itself has an option of that name")
    declared, notes = _annotation(argument.annotation, aliases)
    kind, choices = _kind(_resolved(declared, aliases))
    value = _plain(default, "its default") if default is not None else None
    if value is None:
        raise ValueError("a default is missing")
    low, high = _ends(notes, "Range")
    shortest, longest = _ends(notes, "Length")
    help = _help(notes)
    return Parameter(argument.arg, kind, value, Text(en=help, zh=help), low, high, choices, shortest, longest)  # type: ignore[arg-type]


def help_of(argument: ast.arg, aliases: Mapping[str, ast.expr]) -> ast.Constant | None:
    """Return the sentence that says what a parameter means, where its annotation has one."""
    try:
        _, notes = _annotation(argument.annotation, aliases)
    except ValueError:
        return None
    return next((note for note in notes if isinstance(note, ast.Constant) and isinstance(note.value, str)), None)


def aliases_of(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the names that a file gives to types: `Preset = Literal["sobel", "blur"]`, `Rate = Annotated[float, Range(0, 1), "learning rate"]`."""
    named = [node for node in tree.body if isinstance(node, ast.Assign) and len(node.targets) == 1]
    return {node.targets[0].id: node.value for node in named if isinstance(node.targets[0], ast.Name)}


def _resolved(node: ast.expr, aliases: Mapping[str, ast.expr]) -> ast.expr:
    return aliases.get(node.id, node) if isinstance(node, ast.Name) else node


def _annotation(node: ast.expr | None, aliases: Mapping[str, ast.expr]) -> tuple[ast.expr, list[ast.expr]]:
    node = _resolved(node, aliases) if node is not None else None
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Annotated"
        and isinstance(node.slice, ast.Tuple)
    ):
        return node.slice.elts[0], node.slice.elts[1:]
    raise ValueError("its annotation is not Annotated[…]")


def _kind(declared: ast.expr) -> tuple[ParameterKind, tuple[str, ...]]:
    source = ast.unparse(declared)
    if source in ("int", "float", "bool", "str"):
        return source, ()  # type: ignore[return-value]
    if source == "tuple[float, ...]":
        return "floats", ()
    if isinstance(declared, ast.Subscript) and ast.unparse(declared.value) == "Literal":
        read = _plain(declared.slice, "Literal[…]")
        choices = read if isinstance(read, tuple) else (read,)
        if not choices or not all(isinstance(choice, str) for choice in choices):
            raise ValueError("the choices of Literal[…] must be words in quotes")
        return "str", choices
    raise ValueError(f"{source} is not one of int, float, bool, tuple[float, ...], Literal[…]")


def _ends(notes: list[ast.expr], name: str) -> tuple[float | None, float | None]:
    """Return both ends of `Range(low, high)` or `Length(shortest, longest)`, None where there is no such note."""
    call = next((note for note in notes if isinstance(note, ast.Call) and ast.unparse(note.func) == name), None)
    if call is None:
        return None, None
    ends = [_plain(node, f"{name}(…)") for node in call.args]
    if len(ends) != 2 or not all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends):
        raise ValueError(f"{name}(…) needs two numbers")
    low, high = ends
    if not low <= high:
        raise ValueError(f"{name}({low}, {high}) is empty: the first number must not be above the second")
    return low, high


def _plain(node: ast.expr, what: str) -> Any:
    """Return the value that is written there. Raises ValueError where it would have to be computed."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise ValueError(f"{what} must be written out, not computed") from None


def _help(notes: list[ast.expr]) -> str:
    said = next((note.value for note in notes if isinstance(note, ast.Constant) and isinstance(note.value, str)), "")
    if not said.strip():
        raise ValueError("it has no sentence that says what it means")
    return said
