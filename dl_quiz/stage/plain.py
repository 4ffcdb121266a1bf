"""Python without its guards: a kernel's source as a learner would write it, free of `@shaped` and of what annotates it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_GUARD = "shaped"
Span = tuple[int, int]


def plain(source: str) -> str:
    """Return a file's source without the decorator `shaped` and without the annotations of functions and variables; the rest is untouched.

    Fields of a class keep an annotation, for they need one: `object`.
    """
    tree = ast.parse(source)
    data, starts = source.encode(), _starts(source)
    cuts: list[tuple[int, int, bytes]] = []
    fields = {id(field) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for field in node.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            cuts += [(*span, b"") for span in _annotations(node, data, starts)]
            cuts += [(*_line(one, starts), b"") for one in node.decorator_list if isinstance(one, ast.Name) and one.id == _GUARD]
        elif isinstance(node, ast.AnnAssign):
            (start, begin), end = _place(node.target, starts), _place(node.annotation, starts)[1]
            field, declared = id(node) in fields, node.value is None
            cuts.append((start, end, b"pass") if declared and not field else (begin, end, b": object" if field else b""))
    for begin, end, instead in sorted(cuts, reverse=True):
        data = data[:begin] + instead + data[end:]
    return _closed_up(data.decode())


def _annotations(function: ast.FunctionDef, data: bytes, starts: list[int]) -> Iterator[Span]:
    given = function.args
    for argument in (*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg):
        if argument is not None and argument.annotation is not None:
            begin = _place(argument, starts)[0] + len(argument.arg.encode())
            yield begin, _place(argument.annotation, starts)[1]
    if function.returns is not None:
        begin, end = _place(function.returns, starts)
        yield data.rindex(b")", 0, begin) + 1, end


def _starts(source: str) -> list[int]:
    """Return where each line begins, in bytes, as the syntax tree counts columns."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _place(node: ast.expr | ast.arg, starts: list[int]) -> Span:
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column


def _line(node: ast.expr, starts: list[int]) -> Span:
    return starts[node.lineno - 1], starts[node.lineno]


def _closed_up(source: str) -> str:
    """Return source whose signatures stand as they would be written: `x=1` for `x = 1`, on one line where they fit."""
    return re.sub(r"^def \w+\([^#\"']*?\):$", _signature, source, flags=re.MULTILINE | re.DOTALL)


def _signature(match: re.Match[str]) -> str:
    joined = re.sub(r"\s+", " ", match[0].replace(" = ", "=")).replace("( ", "(").replace(", )", ")").replace(",)", ")").replace(" )", ")")
    return joined if len(joined) <= 120 else match[0]
