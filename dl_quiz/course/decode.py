"""Located nodes to frozen nouns, strictly, with every problem at its line."""

from __future__ import annotations

import functools
import types
import typing
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from dl_quiz.course.nodes import Leaf, List, Node, Table
from dl_quiz.errors import Problem
from dl_quiz.nouns import Value
from dl_quiz.text.names import nearest

Place = tuple[str | int, ...]
"""Where a value stands in its file: keys and indexes, from the top."""

_MISSING: Any = object()
_NUMBERS = {"int", "float"}


class Decoder:
    """Decodes the nodes of one file; `problems` and `lines` fill as it goes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.lines: dict[Place, int] = {}

    def complain(self, place: Place, en: str, zh: str) -> None:
        """Note a problem at `place`, or at the nearest line above it that is known."""
        while place and place not in self.lines:
            place = place[:-1]
        self.problems.append(Problem(self.path, self.lines.get(place, 1), en, zh))

    def decode(self, node: Node, wanted: Any, place: Place = ()) -> Any:
        """Return `node` as a value of the type `wanted`, or a sentinel after noting the problems."""
        self.lines.setdefault(place, node.line)
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            return self._struct(node, wanted, place)
        origin = typing.get_origin(wanted)
        if origin is Literal:
            return self._literal(node, typing.get_args(wanted), place)
        if wanted == Value or wanted is Any:
            return self._value(node, place)
        if origin in (typing.Union, types.UnionType):
            return self._union(node, typing.get_args(wanted), place)
        if origin is tuple:
            return self._tuple(node, typing.get_args(wanted)[0], place)
        if origin is dict:
            return self._dict(node, typing.get_args(wanted)[1], place)
        return self._scalar(node, wanted, place)

    def _struct(self, node: Node, wanted: type[msgspec.Struct], place: Place) -> Any:
        if not isinstance(node, Table):
            listed = ", ".join(_fields(wanted))
            return self._refuse(place, f"must be a mapping with the keys {listed}", f"必须是含有这些键的映射：{listed}")
        fields = _fields(wanted)
        for key, line in node.keys.items():
            if key not in fields:
                self._unknown(key, line, list(fields))
        values = {}
        for key, (attribute, kind, required) in fields.items():
            if key in node.items:
                self.lines[(*place, key)] = node.keys[key]
                values[attribute] = self.decode(node.items[key], kind, (*place, key))
            elif required:
                self.complain(place, f"lacks `{key}`; add it", f"缺少 `{key}`；请补上")
                values[attribute] = _MISSING
        return _MISSING if _MISSING in values.values() else wanted(**values)

    def _unknown(self, key: str, line: int, known: list[str]) -> None:
        near = nearest(key, known)
        en = f"has an unknown key `{key}`; " + (f"did you mean `{near[0]}`?" if near else f"the keys here are {', '.join(known)}")
        zh = f"有未知的键 `{key}`；" + (f"是否想写 `{near[0]}`？" if near else f"这里可用的键是 {', '.join(known)}")
        self.problems.append(Problem(self.path, line, en, zh))

    def _literal(self, node: Node, choices: tuple[Any, ...], place: Place) -> Any:
        value = _plain(node) if isinstance(node, Leaf) else None
        if value in choices and not isinstance(value, bool):
            return value
        listed = ", ".join(map(str, choices))
        return self._refuse(place, f"must be one of {listed}", f"必须是其中之一：{listed}")

    def _union(self, node: Node, kinds: tuple[Any, ...], place: Place) -> Any:
        """Decode an optional, or one of several scalars."""
        if types.NoneType in kinds and isinstance(node, Leaf) and node.tag == "null":
            return None
        kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
        if len(kinds) == 1:
            return self.decode(node, kinds[0], place)
        if all(kind in (int, float, str, bool) for kind in kinds):
            if isinstance(node, Leaf) and node.tag in _NUMBERS and float in kinds:
                return _plain(node)
            return self._scalar(node, str, place) if str in kinds else self._scalar(node, kinds[0], place)
        if isinstance(node, Leaf) and node.tag == "bool" and bool not in kinds:
            return self._string(node, place)
        return self._value(node, place)

    def _tuple(self, node: Node, kind: Any, place: Place) -> Any:
        if not isinstance(node, List):
            return self._refuse(place, "must be a list", "必须是列表")
        items = [self.decode(item, kind, (*place, index)) for index, item in enumerate(node.items)]
        return _MISSING if _MISSING in items else tuple(items)

    def _dict(self, node: Node, kind: Any, place: Place) -> Any:
        if not isinstance(node, Table):
            return self._refuse(place, "must be a mapping of names to values", "必须是名称到值的映射")
        items = {}
        for key, item in node.items.items():
            self.lines[(*place, key)] = node.keys[key]
            items[key] = self.decode(item, kind, (*place, key))
        return _MISSING if _MISSING in items.values() else items

    def _value(self, node: Node, place: Place) -> Any:
        """Decode a free value: a scalar, None, or nested tuples."""
        if isinstance(node, Leaf):
            return _plain(node)
        if isinstance(node, List):
            return tuple(self._value(item, place) for item in node.items)
        return self._refuse(place, "must be a number, a word or a list", "必须是数字、词或列表")

    def _scalar(self, node: Node, kind: type, place: Place) -> Any:
        if not isinstance(node, Leaf):
            return self._refuse(
                place, f"must be {_KIND_NAMES[kind][0]}, not a list or a mapping", f"必须是{_KIND_NAMES[kind][1]}，不能是列表或映射"
            )
        if kind is str:
            return self._string(node, place)
        value = _plain(node)
        fits = isinstance(value, int | float) if kind is float else isinstance(value, kind)
        if fits and (kind is bool or not isinstance(value, bool)):
            return value
        return self._refuse(
            place, f"must be {_KIND_NAMES[kind][0]}, not `{node.text}`", f"必须是{_KIND_NAMES[kind][1]}，而不是 `{node.text}`"
        )

    def _string(self, node: Leaf, place: Place) -> Any:
        if node.tag != "str":
            en = f"must be text, but YAML takes `{node.text}` for {_TAG_NAMES.get(node.tag, (node.tag,))[0]}; put it in quotes"
            zh = f"必须是文字，但 YAML 把 `{node.text}` 当作{_TAG_NAMES.get(node.tag, (node.tag, node.tag))[1]}；请加引号"
            return self._refuse(place, en, zh)
        if not node.text.strip():
            return self._refuse(place, "is empty; write the text", "是空的；请写上内容") if place[-1:] != ("unit",) else ""
        return node.text

    def _refuse(self, place: Place, en: str, zh: str) -> Any:
        name = ".".join(str(part) for part in place) or "the file"
        self.complain(place, f"`{name}` {en}", f"`{name}` {zh}")
        return _MISSING


_KIND_NAMES = {
    str: ("text", "文字"),
    int: ("a whole number", "整数"),
    float: ("a number", "数字"),
    bool: ("true or false", "true 或 false"),
}
_TAG_NAMES = {
    "bool": ("a truth value", "真假值"),
    "int": ("a number", "数字"),
    "float": ("a number", "数字"),
    "null": ("nothing", "空值"),
    "timestamp": ("a date", "日期"),
}


def _plain(node: Leaf) -> Any:
    """Return the Python value that YAML takes a scalar for."""
    if node.tag == "str" or node.tag not in ("bool", "int", "float", "null"):
        return node.text
    try:
        return yaml.SafeLoader("").construct_object(yaml.ScalarNode(f"tag:yaml.org,2002:{node.tag}", node.text))
    except ValueError:  # such as `0x_`, or more digits than Python converts
        return node.text


@functools.cache
def _fields(struct: type[msgspec.Struct]) -> dict[str, tuple[str, Any, bool]]:
    """Map each key of a struct to its attribute, its type and whether it must be there."""
    hints = typing.get_type_hints(struct)
    return {field.encode_name: (field.name, hints[field.name], field.required) for field in msgspec.structs.fields(struct)}
