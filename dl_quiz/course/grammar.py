"""The keys that nouns are written with in a course's files."""

from __future__ import annotations

import functools
import typing
from typing import Any, NamedTuple

import msgspec

from dl_quiz.nouns import LANGUAGES, Answer, Language, Question, Topic

ADVISED: dict[type[msgspec.Struct], frozenset[str]] = {
    Topic: frozenset({"ask", "demo", "answer", "points", "follow_ups", "sources"}),
    Question: frozenset({"level", "hint", "explain"}),
}
"""Keys that a strict course must write, and that any other is advised to."""


class Demands(NamedTuple):
    """What a course asks of the files of its topics: the languages of every text, and whether what is advised must be there."""

    languages: tuple[Language, ...] = LANGUAGES
    strict: bool = False

    @property
    def spoken(self) -> Language | None:
        """Return the one language of a course that has no other."""
        return self.languages[0] if len(self.languages) == 1 else None


USUAL = Demands()
"""Both languages, and nothing demanded that is only advised."""


class Key(NamedTuple):
    """A key that a noun is written with: the field that it fills, the type of its value, and whether it must be there."""

    field: str
    type: Any
    required: bool
    advised: bool = False


@functools.cache
def keys_of(noun: type[msgspec.Struct]) -> dict[str, Key]:
    """Return the keys that a noun is written with; a field that is one of several kinds stands under the kind's own name."""
    hints, kinds = typing.get_type_hints(noun), kinds_of(noun)
    keys: dict[str, Key] = {}
    for field in msgspec.structs.fields(noun):
        own = kinds.get(field.name, {})
        keys |= {kind: Key(field.name, member, False) for kind, member in own.items()}
        if not own:
            advised = field.encode_name in ADVISED.get(noun, ())
            keys[field.encode_name] = Key(field.name, hints[field.name], field.required, advised)
    return keys


def lone_key(noun: type[msgspec.Struct]) -> str | None:
    """Return the one key that a noun must have, if there is one alone: what stands for the noun by itself is meant as that key's value."""
    required = [name for name, key in keys_of(noun).items() if key.required]
    return required[0] if len(required) == 1 and not kinds_of(noun) else None


@functools.cache
def kinds_of(noun: type[msgspec.Struct]) -> dict[str, dict[str, type[msgspec.Struct]]]:
    """Return those fields of a noun that are one of several kinds, each with its kinds by name."""
    hints = typing.get_type_hints(noun)
    return {name: {member.kind: member for member in typing.get_args(hint)} for name, hint in hints.items() if hint == Answer}
