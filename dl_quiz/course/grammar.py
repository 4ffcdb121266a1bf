"""The keys that nouns are written with in a course's files."""

from __future__ import annotations

import functools
import typing
from typing import Any, NamedTuple

import msgspec

from dl_quiz.nouns import Answer


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
