"""Walkthroughs as documents: every step of a scene with its arrays, every check with its figures."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from dl_quiz.nouns import Document, Language, Text, Value
from dl_quiz.stage.outline import Scene
from dl_quiz.stage.performance import Performance, every_argument, steps_of
from dl_quiz.stage.play import Judged
from dl_quiz.stage.steps import Film
from dl_quiz.visible import visible

WALK = "dl-quiz.walk/1"


class WalkStep(Document, frozen=True, kw_only=True):
    """One step of a scene; `fields` are those of the step's word, arrays as nested lists, NaN and infinities as strings."""

    word: Literal["say", "show", "plot", "film", "ask", "check"]
    fields: dict[str, Any]


class WalkScene(Document, frozen=True, kw_only=True):
    """One scene as it was played."""

    scene: str
    title: str
    arguments: dict[str, Value]
    steps: tuple[WalkStep, ...]


class Walk(Document, frozen=True, kw_only=True):
    """A walkthrough: every step with its arrays, every check with its figures."""

    schema: str
    demo: str
    title: str
    seed: int
    held: bool
    scenes: tuple[WalkScene, ...]


def document_of(performance: Performance, language: Language) -> Walk:
    """Play scenes into a document.

    Raises UsageError where a scene refuses its arguments, CourseError where its own code fails.
    """
    demo, seed = performance.demo, performance.seed
    walked = tuple(_scene(performance, scene, language) for scene in performance.scenes)
    held = all(step.fields["standing"] != "fails" for scene in walked for step in scene.steps if step.word == "check")
    return Walk(schema=WALK, demo=demo.name, title=demo.title.of(language), seed=seed, held=held, scenes=walked)


def _scene(performance: Performance, scene: Scene, language: Language) -> WalkScene:
    steps = tuple(_step(step, language) for step in steps_of(performance, scene))
    arguments = every_argument(scene, performance.arguments)
    return WalkScene(scene=scene.name, title=scene.title.of(language), arguments=arguments, steps=steps)


def _step(step: Any, language: Language) -> WalkStep:
    if isinstance(step, Judged):
        check = {"text": step.check.text, "name": step.check.name, **_fields(step.check.claim)}
        return WalkStep(word="check", fields=_plain({**check, "standing": step.standing, "difference": step.difference}, language))
    return WalkStep(word=type(step).__name__.lower(), fields=_plain(_fields(step), language))  # type: ignore[arg-type]


def _fields(step: Any) -> dict[str, Any]:
    """Return what a step holds by name, the frames of a film likewise."""
    held = {field.name: getattr(step, field.name) for field in dataclasses.fields(step)}
    return {**held, "frames": [_fields(frame) for frame in step.frames]} if isinstance(step, Film) else held


def _plain(value: Any, language: Language) -> Any:
    """Return a value as JSON can hold it: arrays as nested lists, NaN and infinities as strings."""
    if isinstance(value, str | Text):
        return visible(value if isinstance(value, str) else value.of(language))
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist(), language)
    if isinstance(value, Mapping):
        return {str(_plain(key, language)): _plain(item, language) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | range):
        return [_plain(item, language) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
