"""YAML text to a tree of located nodes, within bounds."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

import yaml

from dl_quiz.course.tree import Leaf, List, Node, Table
from dl_quiz.errors import CourseError, Problem

DEEPEST = 40
MOST_NODES = 200_000
_LETTERS = 100
"""So many letters of a text weigh as much as a value."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_TOO_DEEP = re.compile(rf"(?:[\[{{][^\[\]{{}}\"'#\n]*){{{DEEPEST + 1}}}")
"""So many brackets opened on one line, none closed. Looking ahead for the end of what could be a key, a parser meets them all at once,
and may stop at a bound of its own before the first is counted here."""


def read_text(path: Path, data: bytes) -> str:
    """Return what `data`, the content of `path`, says. Raises CourseError, with the line, where it is not UTF-8."""
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _failure(path, line, "is not UTF-8 text; save it as UTF-8", "不是 UTF-8 文本；请另存为 UTF-8 编码") from None


def read_nodes(path: Path, text: str) -> Table:
    """Parse `text`, the content of `path`, whose top level must be a mapping.

    Raises CourseError with every duplicate key, or with the first thing that stops the parser:
    bad syntax, more than one document, nesting or alias expansion beyond the bounds.
    """
    builder = _Builder(path)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _not_yaml(path, text, error) from None
    if builder.problems:
        raise CourseError(builder.problems)
    if not isinstance(builder.root, Table):
        raise _failure(path, 1, "must be a mapping of `key: value` lines at its top level", "最外层必须是若干行 `键: 值` 组成的映射")
    return builder.root


def _failure(path: Path, line: int, en: str, zh: str) -> CourseError:
    return CourseError([Problem(path, line, en, zh)])


def _not_yaml(path: Path, text: str, error: yaml.YAMLError) -> CourseError:
    """Return what stopped the parser: its own bound for nesting counts as ours."""
    if deep := _TOO_DEEP.search(text):
        return _too_deep(path, text.count("\n", 0, deep.start()) + 1)
    if not isinstance(error, yaml.MarkedYAMLError):
        what = str(error).splitlines()[0]
        return _failure(path, 1, f"is not YAML: {what}; save it as plain UTF-8 text", f"不是合法的 YAML：{what}；请另存为纯 UTF-8 文本")
    mark = error.problem_mark or error.context_mark
    what = " ".join(part for part in (error.context, error.problem) if part)
    return _failure(path, mark.line + 1 if mark else 1, f"is not YAML: {what}; mend the syntax", f"不是合法的 YAML：{what}；请修正语法")


def _too_deep(path: Path, line: int) -> CourseError:
    return _failure(path, line, f"is nested deeper than {DEEPEST} levels; flatten it", f"嵌套超过 {DEEPEST} 层；请减少层级")


class _Builder:
    """Builds the tree from parser events; one pass, no recursion, bounded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[tuple[List | Table, list[str]]] = []
        self._anchors: dict[str, Node] = {}
        self._weight = 0

    def take(self, event: Any) -> None:
        """Take one parser event."""
        kind, line = type(event), event.start_mark.line + 1
        if kind is yaml.ScalarEvent:
            self._add(Leaf(line, event.value, event.implicit[0], 1 + len(event.value) // _LETTERS), event.anchor)
        elif kind is yaml.MappingStartEvent:
            self._enter(Table(line, {}, {}), event.anchor)
        elif kind is yaml.SequenceStartEvent:
            self._enter(List(line, []), event.anchor)
        elif kind in _ENDS:
            self._leave()
        elif kind is yaml.AliasEvent:
            self._alias(event.anchor, line)
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            raise _failure(self.path, line, "holds a second document; keep one a file", "含有第二个文档；每个文件只能有一个")

    def _enter(self, node: List | Table, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise _too_deep(self.path, node.line)
        self._add(node, anchor)
        self._open.append((node, []))

    def _leave(self) -> None:
        node, _ = self._open.pop()
        if self._open:
            self._open[-1][0].weight += node.weight - 1

    def _alias(self, name: str | None, line: int) -> None:
        if name is None or name not in self._anchors:
            raise _failure(
                self.path,
                line,
                f"uses *{name}, which is not defined above; define &{name} first",
                f"引用了上文没有定义的 *{name}；请先定义 &{name}",
            )
        target = self._anchors[name]
        if any(node is target for node, _ in self._open):
            raise _failure(self.path, line, f"uses *{name} inside itself; write the value out", f"*{name} 引用了自身；请直接写出内容")
        self._add(target, None)

    def _add(self, node: Node, anchor: str | None) -> None:
        self._weight += node.weight
        if self._weight > MOST_NODES:
            en = f"expands to more than {MOST_NODES:,} values; remove aliases or split the file"
            raise _failure(self.path, node.line, en, f"展开后超过 {MOST_NODES:,} 个值；请去掉别名或拆分文件")
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        parent, pending = self._open[-1]
        parent.weight += node.weight
        if isinstance(parent, List):
            parent.items.append(node)
        elif pending:
            parent.items[pending.pop()] = node
        else:
            pending.append(self._key(parent, node))

    def _key(self, parent: Table, node: Node) -> str:
        if not isinstance(node, Leaf):
            raise _failure(
                self.path, node.line, "uses a list or a mapping as a key; keys are plain words", "用列表或映射作键；键必须是普通的词"
            )
        if node.text in parent.keys:
            first = parent.keys[node.text]
            self.problems.append(
                Problem(
                    self.path,
                    node.line,
                    f"repeats the key `{node.text}` of line {first}; keep one",
                    f"重复了第 {first} 行的键 `{node.text}`；请只保留一个",
                )
            )
        parent.keys[node.text] = node.line
        return node.text
