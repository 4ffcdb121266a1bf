"""The sentences of a demo, found in its source without running it: what the second language must translate."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import Formatter

from dl_quiz.stage.outline import scenes_of, title_of
from dl_quiz.stage.parameters import aliases_of, help_of

_PLACES = {"Say": 0, "Show": 0, "Plot": 0, "Film": 0, "sliding": 0, "Ask": 0, "Refusal": 0, "T": 0, "Check": 1}
"""The words of a scene that say something, and which of their arguments says it."""

_CLAIMS = frozenset({"equal", "differ", "less", "at_most", "more", "at_least"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its line; `template` is None where it is not written out, so that nobody can translate it."""

    template: str | None
    line: int


def sentences_of(tree: ast.Module) -> Iterator[Sentence]:
    """Yield the sentences of a demo, in the order in which they stand: titles, the meaning of parameters, and what scenes say."""
    yield Sentence(title_of(tree), 1)
    aliases = aliases_of(tree)
    for scene in scenes_of(tree):
        yield Sentence(title_of(scene), scene.lineno)
        notes = [help_of(argument, aliases) for argument in scene.args.kwonlyargs]
        yield from (Sentence(str(note.value), note.lineno) for note in notes if note is not None)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _said(node)


def _said(call: ast.Call) -> Iterator[Sentence]:
    place = _PLACES.get(call.func.id) if isinstance(call.func, ast.Name) else 1 if _restricts(call) else None
    if place is not None and len(call.args) > place:
        yield from _written(call.args[place])


def _restricts(call: ast.Call) -> bool:
    """Return whether a call is `equal(…).where(condition, "why not")`, and not, say, `np.where(…)`."""
    of = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "where" else None
    return isinstance(of, ast.Call) and any(isinstance(node, ast.Name) and node.id in _CLAIMS for node in ast.walk(of.func))


def _written(node: ast.expr) -> Iterator[Sentence]:
    """Yield the sentences that an argument may be: a string, or one of two; a T, or a name, stands for one that is found elsewhere."""
    if isinstance(node, ast.IfExp):
        yield from _written(node.body)
        yield from _written(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Sentence(node.value, node.lineno)
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        yield Sentence(None, node.lineno)


def names_in(template: str) -> frozenset[str]:
    """Return the names of the values that a template asks for. Raises ValueError where it is malformed."""
    return frozenset(name.partition(".")[0].partition("[")[0] for _, name, _, _ in Formatter().parse(template) if name is not None)


def words_for(names: Sequence[str] | frozenset[str]) -> str:
    """Return names as a sentence lists them."""
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no value"
