"""The JSON Schema of a course's files, as they are written: for editors that complete and check while one types."""

from __future__ import annotations

import types
import typing
from typing import Any, Literal

import msgspec

from dl_quiz.course.grammar import keys_of, kinds_of
from dl_quiz.nouns import Bare, Value

_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}


def file_schema(noun: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the JSON Schema of a file that holds one such noun, by the keys that `Decoder` reads it with."""
    parts: dict[str, Any] = {}
    return {**_schema(noun, parts), "$defs": parts}


def _schema(wanted: Any, parts: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type; those of nouns go to `parts`, by name."""
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return _reference(wanted, parts)
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is Literal:
        return {"enum": list(inner)}
    if wanted == Value or wanted is Any:
        return {"type": ["boolean", "integer", "number", "string", "array"]}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if kind is types.NoneType else _schema(kind, parts) for kind in inner]}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0], parts)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1], parts)}
    return {"type": _SCALARS[wanted]}


def _reference(noun: type[msgspec.Struct], parts: dict[str, Any]) -> dict[str, Any]:
    if noun.__name__ not in parts:
        parts[noun.__name__] = {}  # a place is kept, for a noun that holds itself
        parts[noun.__name__] = {"description": (noun.__doc__ or "").partition("\n")[0], **_noun(noun, parts)}
    return {"$ref": f"#/$defs/{noun.__name__}"}


def _noun(noun: type[msgspec.Struct], parts: dict[str, Any]) -> dict[str, Any]:
    keys = keys_of(noun)
    if issubclass(noun, Bare):
        return _schema(next(iter(keys.values())).type, parts)
    schema = {
        "type": "object",
        "properties": {name: _schema(key.type, parts) for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }
    for kinds in kinds_of(noun).values():
        schema["oneOf"] = [{"required": [kind]} for kind in kinds]
    return schema
