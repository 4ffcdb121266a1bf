"""The tree of a YAML file: every value with its line, not yet taken for anything."""

from __future__ import annotations

import msgspec


class Leaf(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=0):
    """A single value; `plain` says that it stands without quotes and without a tag, and may be more than text."""

    line: int
    text: str
    plain: bool
    weight: int = 1


class List(msgspec.Struct, eq=False, array_like=True, tag=1):
    """A list of nodes."""

    line: int
    items: list[Node]
    weight: int = 1


class Table(msgspec.Struct, eq=False, array_like=True, tag=2):
    """Keys to nodes, in order; `keys` remembers the line of each key."""

    line: int
    items: dict[str, Node]
    keys: dict[str, int]
    weight: int = 1


Node = Leaf | List | Table
