"""Located nodes to frozen nouns, strictly, with every problem at its line."""

from __future__ import annotations

import functools
import types
import typing
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import yaml

from dl_quiz.course.nodes import Leaf, List, Node, Table
from dl_quiz.errors import Problem
from dl_quiz.nouns import Answer, Bare, Value
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
        if issubclass(wanted, Bare):
            return self._bare(node, wanted, place)
        keys = keys_of(wanted)
        if not isinstance(node, Table):
            listed = ", ".join(keys)
            return self._refuse(place, f"must be a mapping with the keys {listed}", f"必须是含有这些键的映射：{listed}")
        for name, line in node.keys.items():
            if name not in keys:
                self._unknown(name, line, list(keys))
        values = {}
        for name, key in keys.items():
            if name in node.items:
                self.lines[(*place, name)] = node.keys[name]
                values[key.field] = self.decode(node.items[name], key.type, (*place, name))
            elif key.required:
                self.complain(place, f"lacks `{name}`; add it", f"缺少 `{name}`；请补上")
                values[key.field] = _MISSING
        for field, kinds in kinds_of(wanted).items():
            if not self._one_of(node, tuple(kinds), place):
                values[field] = _MISSING
        return _MISSING if _MISSING in values.values() else wanted(**values)

    def _bare(self, node: Node, wanted: type[Bare], place: Place) -> Any:
        (key,) = keys_of(wanted).values()
        value = self.decode(node, key.type, place)
        return _MISSING if value is _MISSING else wanted(value)

    def _one_of(self, node: Table, kinds: tuple[str, ...], place: Place) -> bool:
        """Return whether exactly one of the keys is there, or complain."""
        there = [kind for kind in kinds if kind in node.items]
        if len(there) != 1:
            name, found, listed = self._name(node, place), ", ".join(there) or "none", ", ".join(kinds)
            self.complain(
                place, f"`{name}` must have exactly one of {listed}; it has {found}", f"`{name}` 必须恰有 {listed} 之一；现在有：{found}"
            )
        return len(there) == 1

    @staticmethod
    def _name(node: Table, place: Place) -> str:
        """Return the id by which an author knows a mapping, or else its place."""
        identity = node.items.get("id")
        return identity.text if isinstance(identity, Leaf) else ".".join(map(str, place))

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


class Key(NamedTuple):
    """A key that a noun is written with: the field that it fills, the type of its value, and whether it must be there."""

    field: str
    type: Any
    required: bool


@functools.cache
def keys_of(noun: type[msgspec.Struct]) -> dict[str, Key]:
    """Return the keys that a noun is written with; a field that is one of several kinds stands under the kind's own name."""
    hints, kinds = typing.get_type_hints(noun), kinds_of(noun)
    keys: dict[str, Key] = {}
    for field in msgspec.structs.fields(noun):
        own = kinds.get(field.name, {})
        keys |= {kind: Key(field.name, member, False) for kind, member in own.items()}
        if not own:
            keys[field.encode_name] = Key(field.name, hints[field.name], field.required)
    return keys


@functools.cache
def kinds_of(noun: type[msgspec.Struct]) -> dict[str, dict[str, type[msgspec.Struct]]]:
    """Return those fields of a noun that are one of several kinds, each with its kinds by name."""
    hints = typing.get_type_hints(noun)
    return {name: {member.kind: member for member in typing.get_args(hint)} for name, hint in hints.items() if hint == Answer}
