"""Located nodes to frozen nouns, strictly, with every problem at its line."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from dl_quiz.course.complaints import MISSING, Complaints, Place, clipped, lacks
from dl_quiz.course.grammar import Key, keys_of, kinds_of, lone_key
from dl_quiz.course.scalars import Misread, is_text, read_scalar, truth_of
from dl_quiz.course.tree import Leaf, List, Node, Table
from dl_quiz.errors import Problem
from dl_quiz.nouns import LANGUAGES, Bare, Language, Response, Scalar, Text, Told, Typed, Value
from dl_quiz.text.names import meant

_FREE = (Value, Value | None, Any)
_AS_TYPED = (Response, Response | None)
"""The types of what a learner typed: what is no plain number is taken as the text that stands there."""


class Decoder(Complaints):
    """Decodes the nodes of one file; `problems`, `advice` and `lines` fill as it goes."""

    def decode(self, node: Node, wanted: Any, place: Place = ()) -> Any:
        """Return `node` as a value of the type `wanted`, or a sentinel after noting the problems."""
        self.lines.setdefault(place, node.line)
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            return self._struct(node, wanted, place)
        origin = typing.get_origin(wanted)
        if origin is Literal:
            return self._literal(node, typing.get_args(wanted), place)
        if wanted in _FREE:
            return self._value(node, place)
        if wanted in _AS_TYPED:
            return self._typed(node, place)
        if wanted is Typed:
            return node.text.strip() if isinstance(node, Leaf) else self.refuse(place, "must be a text", "必须是文字")
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
        if self.demands.spoken and issubclass(wanted, Told):
            return self._told(node, wanted, self.demands.spoken, place)
        keys = keys_of(wanted)
        if not isinstance(node, Table):
            return self._plain(node, wanted, place)
        values = self._fields(node, keys, place)
        for field, kinds in kinds_of(wanted).items():
            if not self._one_of(node, tuple(kinds), place):
                values[field] = MISSING
        return _made(wanted, values)

    def _fields(self, node: Table, keys: Mapping[str, Key], place: Place) -> dict[str, Any]:
        """Decode what stands under the keys of a noun, and complain of what is missing or unknown."""
        for name, line in node.keys.items():
            if name not in keys:
                self._unknown(name, line, list(keys))
        values = {}
        for name, key in keys.items():
            if name in node.items:
                self.lines[(*place, name)] = node.keys[name]
                values[key.field] = self.decode(node.items[name], key.type, (*place, name))
            elif key.required:
                self.complain(place, *lacks(name))
                values[key.field] = MISSING
            elif key.advised:
                self.advise(place, name, *lacks(name))
        return values

    def _plain(self, node: Leaf | List, wanted: type[msgspec.Struct], place: Place) -> Any:
        """Decode what stands for a noun of which one key alone must be there."""
        if (lone := lone_key(wanted)) is not None:
            key = keys_of(wanted)[lone]
            return _made(wanted, {key.field: self.decode(node, key.type, place)})
        listed = ", ".join(keys_of(wanted))
        if issubclass(wanted, Told):
            return self.refuse(
                place,
                f"must be a mapping with the keys {listed}; or give the course one language: `languages: [en]` in course.yaml",
                f"必须是含有这些键的映射：{listed}；只用一种语言时，请在 course.yaml 中写 `languages: [zh]`",
            )
        return self.refuse(place, f"must be a mapping with the keys {listed}", f"必须是含有这些键的映射：{listed}")

    def _told(self, node: Node, wanted: type[Told], spoken: Language, place: Place) -> Any:
        """Decode what a course of one language says, plainly or under that language's name; it stands for every language."""
        if not isinstance(node, Table):
            values: dict[str, Any] = {spoken: self.decode(node, keys_of(wanted)[spoken].type, place)}
        else:
            values = self._fields(
                node, {name: key for name, key in keys_of(wanted).items() if name not in LANGUAGES or name == spoken}, place
            )
        return _made(wanted, {**dict.fromkeys(LANGUAGES, values[spoken]), **values})

    def _bare(self, node: Node, wanted: type[Bare], place: Place) -> Any:
        (key,) = keys_of(wanted).values()
        value = self.decode(node, key.type, place)
        return MISSING if value is MISSING else wanted(value)

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
        listed = ", ".join(known)
        hint = meant(key, known, Text(en=f"the keys here are {listed}", zh=f"这里可用的键是 {listed}"), quote="`")
        if key in LANGUAGES and self.demands.spoken in known:
            hint = Text(en="`languages` in course.yaml does not name it", zh="course.yaml 的 `languages` 中没有它")
        self.problems.append(Problem(self.path, line, f"has an unknown key `{key}`; {hint.en}", f"有未知的键 `{key}`；{hint.zh}"))

    def _literal(self, node: Node, choices: tuple[Any, ...], place: Place) -> Any:
        value = _said(node) if isinstance(node, Leaf) else None
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return value
        listed = ", ".join(map(str, choices))
        return self.refuse(place, f"must be one of {listed}", f"必须是其中之一：{listed}")

    def _union(self, node: Node, kinds: tuple[Any, ...], place: Place) -> Any:
        """Decode an optional, a list or what stands alone, or a number or a text."""
        if types.NoneType in kinds and isinstance(node, Leaf) and _said(node) is None:
            return None
        kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
        lists = [kind for kind in kinds if typing.get_origin(kind) is tuple]
        if len(kinds) > 1 and lists:  # a list of something, or something alone
            kinds = tuple(lists) if isinstance(node, List) else tuple(kind for kind in kinds if kind not in lists)
        if len(kinds) == 1:
            return self.decode(node, kinds[0], place)
        if isinstance(node, Leaf) and node.plain and not isinstance(_said(node), str):
            return self._scalar(node, float, place)
        return self._scalar(node, str, place)

    def _typed(self, node: Node, place: Place) -> Any:
        """Decode what a learner typed, which may mean anything, and is never wrong here."""
        if isinstance(node, Leaf):
            return None if _said(node) is None else _typed(node)
        if isinstance(node, List) and all(isinstance(item, Leaf) for item in node.items):
            return tuple(_typed(item) for item in node.items if isinstance(item, Leaf))
        return self.refuse(place, "must be a text, a number or a list of them", "必须是文字、数字，或由它们组成的列表")

    def _tuple(self, node: Node, kind: Any, place: Place) -> Any:
        if not isinstance(node, List):
            return self.refuse(place, "must be a list", "必须是列表")
        items = [self.decode(item, kind, (*place, index)) for index, item in enumerate(node.items)]
        return MISSING if MISSING in items else tuple(items)

    def _dict(self, node: Node, kind: Any, place: Place) -> Any:
        if not isinstance(node, Table):
            return self.refuse(place, "must be a mapping of names to values", "必须是名称到值的映射")
        items = {}
        for key, item in node.items.items():
            self.lines[(*place, key)] = node.keys[key]
            items[key] = self.decode(item, kind, (*place, key))
        return MISSING if MISSING in items.values() else items

    def _value(self, node: Node, place: Place) -> Any:
        """Decode a free value: a scalar, None, or nested tuples."""
        if isinstance(node, Leaf):
            said = _said(node)
            return self._misread(node, said, place) if isinstance(said, Misread) else said
        if isinstance(node, List):
            items = [self._value(item, place) for item in node.items]
            return MISSING if MISSING in items else tuple(items)
        return self.refuse(place, "must be a number, a word or a list", "必须是数字、词或列表")

    def _scalar(self, node: Node, kind: type, place: Place) -> Any:
        name = _KIND_NAMES[kind]
        if not isinstance(node, Leaf):
            return self.refuse(place, f"must be {name.en}, not a list or a mapping", f"必须是{name.zh}，不能是列表或映射")
        if kind is str:
            return self._string(node, place)
        value = truth_of(node.text) if kind is bool and node.plain else _said(node)
        if isinstance(value, Misread):
            return self._misread(node, value, place)
        fits = isinstance(value, int | float) if kind is float else isinstance(value, kind)
        if fits and (kind is bool or not isinstance(value, bool)):
            return float(value) if kind is float and isinstance(value, int) else value
        shown = clipped(node.text)
        return self.refuse(place, f"must be {name.en}, not `{shown}`", f"必须是{name.zh}，而不是 `{shown}`")

    def _misread(self, node: Leaf, misread: Misread, place: Place) -> Any:
        what, remedy, shown = misread.what, misread.remedy, clipped(node.text)
        return self.refuse(
            place, f"is `{shown}`, which YAML takes for {what.en}; {remedy.en}", f"是 `{shown}`，YAML 会把它当作{what.zh}；{remedy.zh}"
        )

    def _string(self, node: Leaf, place: Place) -> Any:
        if node.plain and not is_text(node.text):
            said, shown = _said(node), clipped(node.text)
            what = said.what if isinstance(said, Misread) else _SAID_NAMES[type(said)]
            en = f"must be text, but YAML takes `{shown}` for {what.en}; put it in quotes"
            return self.refuse(place, en, f"必须是文字，但 YAML 把 `{shown}` 当作{what.zh}；请加引号")
        if not node.text.strip():
            return self.refuse(place, "is empty; write the text", "是空的；请写上内容") if place[-1:] != ("unit",) else ""
        return node.text


_KIND_NAMES = {
    str: Text(en="text", zh="文字"),
    int: Text(en="a whole number", zh="整数"),
    float: Text(en="a number", zh="数字"),
    bool: Text(en="true or false", zh="true 或 false"),
}
_SAID_NAMES = {
    bool: Text(en="a truth value", zh="真假值"),
    int: Text(en="a number", zh="数字"),
    float: Text(en="a number", zh="数字"),
    types.NoneType: Text(en="nothing", zh="空值"),
    str: Text(en="a mark of its own", zh="特殊标记"),
}


def _made(wanted: type[msgspec.Struct], values: dict[str, Any]) -> Any:
    return MISSING if MISSING in values.values() else wanted(**values)


def _said(leaf: Leaf) -> Scalar | Misread | None:
    """Return what a leaf says; in quotes it is text."""
    return read_scalar(leaf.text) if leaf.plain else leaf.text


def _typed(leaf: Leaf) -> Scalar:
    """Return the number that a leaf says, or else its text."""
    said = _said(leaf)
    return said if isinstance(said, int | float) and not isinstance(said, bool) else leaf.text
