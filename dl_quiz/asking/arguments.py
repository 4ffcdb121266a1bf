"""Arguments of kernels and scenes, with what was drawn in the place of its names."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from dl_quiz.nouns import Arguments, Predict, Proof, Value


def resolve(arguments: Arguments, drawn: Mapping[str, Value]) -> dict[str, Value]:
    """Return arguments with the names of drawn values replaced by the values."""
    resolved: dict[str, Value] = {}
    for name, value in arguments.items():
        source = name if value is None else value
        if isinstance(source, str) and source in drawn:
            resolved[name] = drawn[source]
        elif value is not None:
            resolved[name] = value
    return resolved


class SceneCall(msgspec.Struct, frozen=True):
    """A scene with the values of its arguments, and the check that is wanted of it."""

    demo: str
    scene: str
    check: str
    arguments: dict[str, Value]


def scene_call(link: Proof | Predict, drawn: Mapping[str, Value]) -> SceneCall:
    """Return the scene to which a proof or a prediction leads, for what was drawn."""
    return SceneCall(link.demo, link.scene, link.check, resolve(link.arguments, drawn))
