"""The JSON Schema of a course's files, as they are written: for editors that complete and check while one types."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from dl_quiz.course.grammar import USUAL, Demands, Key, keys_of, kinds_of, lone_key
from dl_quiz.nouns import LANGUAGES, Bare, Told, Value

_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}


def file_schema(noun: type[msgspec.Struct], demands: Demands = USUAL) -> dict[str, Any]:
    """Return the JSON Schema of a file that holds one such noun, by the keys that a `Decoder` of such demands reads it with."""
    schemas = _Schemas(demands)
    return {**schemas.of(noun), "$defs": schemas.parts}


class _Schemas:
    """The schemas of types; those of nouns go to `parts`, by name."""

    def __init__(self, demands: Demands) -> None:
        self.demands = demands
        self.parts: dict[str, Any] = {}

    def of(self, wanted: Any) -> dict[str, Any]:
        """Return the schema of a type."""
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            return self._reference(wanted)
        origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
        if origin is Literal:
            return {"enum": list(inner)}
        if wanted == Value or wanted is Any:
            return {"type": ["boolean", "integer", "number", "string", "array"]}
        if origin in (typing.Union, types.UnionType):
            return {"anyOf": [{"type": "null"} if kind is types.NoneType else self.of(kind) for kind in inner]}
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        return {"type": _SCALARS[wanted]}

    def _reference(self, noun: type[msgspec.Struct]) -> dict[str, Any]:
        if noun.__name__ not in self.parts:
            self.parts[noun.__name__] = {}  # a place is kept, for a noun that holds itself
            self.parts[noun.__name__] = {"description": (noun.__doc__ or "").partition("\n")[0], **self._noun(noun)}
        return {"$ref": f"#/$defs/{noun.__name__}"}

    def _noun(self, noun: type[msgspec.Struct]) -> dict[str, Any]:
        keys, spoken = keys_of(noun), self.demands.spoken
        if issubclass(noun, Bare):
            return self.of(next(iter(keys.values())).type)
        if spoken and issubclass(noun, Told):
            keys = {name: key for name, key in keys.items() if name not in LANGUAGES or name == spoken}
            return {"anyOf": [self.of(keys[spoken].type), self._mapping(noun, keys)]}
        lone = lone_key(noun)
        mapping = self._mapping(noun, keys)
        return mapping if lone is None else {"anyOf": [self.of(keys[lone].type), mapping]}

    def _mapping(self, noun: type[msgspec.Struct], keys: Mapping[str, Key]) -> dict[str, Any]:
        schema = {
            "type": "object",
            "properties": {name: self.of(key.type) for name, key in keys.items()},
            "required": [name for name, key in keys.items() if key.required or (key.advised and self.demands.strict)],
            "additionalProperties": False,
        }
        for kinds in kinds_of(noun).values():
            schema["oneOf"] = [{"required": [kind]} for kind in kinds]
        return schema
