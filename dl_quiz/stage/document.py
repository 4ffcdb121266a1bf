"""Walkthroughs as documents: every step of a scene with its arrays, every check with its figures."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from dl_quiz.errors import CourseError, Problem, QuizError, UsageError
from dl_quiz.nouns import Document, Language, Text, Value
from dl_quiz.stage.code import Code
from dl_quiz.stage.outline import DemoOutline, Scene
from dl_quiz.stage.play import Judged, play
from dl_quiz.stage.steps import Refusal

WALK = "dl-quiz.walk/1"


class WalkStep(Document, frozen=True, kw_only=True):
    """One step of a scene; `fields` are those of the step's word, arrays as nested lists, NaN and infinities as strings."""

    word: Literal["say", "show", "plot", "ask", "check"]
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


def document_of(
    code: Code, demo: DemoOutline, scenes: tuple[Scene, ...], arguments: Mapping[str, Value], seed: int, language: Language
) -> Walk:
    """Play scenes into a document.

    Raises UsageError where a scene refuses its arguments, CourseError where its own code fails.
    """
    walked = tuple(_scene(code, demo, scene, arguments, seed, language) for scene in scenes)
    held = all(step.fields["standing"] != "fails" for scene in walked for step in scene.steps if step.word == "check")
    return Walk(schema=WALK, demo=demo.name, title=demo.title.of(language), seed=seed, held=held, scenes=walked)


def _scene(code: Code, demo: DemoOutline, scene: Scene, arguments: Mapping[str, Value], seed: int, language: Language) -> WalkScene:
    steps = tuple(_step(step, language) for step in steps_of(code, demo, scene, arguments, seed))
    return WalkScene(scene=scene.name, title=scene.title.of(language), arguments=every_argument(scene, arguments), steps=steps)


def steps_of(code: Code, demo: DemoOutline, scene: Scene, arguments: Mapping[str, Value], seed: int) -> Iterator[Any]:
    """Yield the steps of a scene with those arguments that it has as parameters, told in every language.

    Raises UsageError where the scene refuses its arguments, CourseError where its own code fails.
    """
    values = every_argument(scene, arguments)
    tell = demo.glossary
    try:
        for step in play(code, demo.name, scene.name, values, seed):
            yield replace(step, check=tell.step(step.check, values)) if isinstance(step, Judged) else tell.step(step, values)
    except QuizError:
        raise
    except Refusal as refusal:
        text = tell.text(refusal.text, values)
        raise UsageError(text.en, text.zh) from None
    except ValueError as refusal:  # a kernel's own sentence, in English
        raise UsageError(str(refusal), str(refusal)) from None
    except Exception as error:  # whatever else a course's own code raises, its author gets one sentence with the line
        name = type(error).__name__
        en = f"the scene `{scene.name}` breaks off: {name}: {error}; mend its code"
        raise CourseError([Problem(demo.path, scene.line, en, f"场景 `{scene.name}` 中断：{name}：{error}；请修正代码")]) from None


def every_argument(scene: Scene, arguments: Mapping[str, Value]) -> dict[str, Value]:
    """Return a value for each parameter of a scene: what was given, else its default. What it has no parameter for is left out."""
    return {parameter.name: arguments.get(parameter.name, parameter.default) for parameter in scene.parameters}


def _step(step: Any, language: Language) -> WalkStep:
    if isinstance(step, Judged):
        check = {"text": step.check.text, "name": step.check.name, **_fields(step.check.claim)}
        return WalkStep(word="check", fields=_plain({**check, "standing": step.standing, "difference": step.difference}, language))
    return WalkStep(word=type(step).__name__.lower(), fields=_plain(_fields(step), language))  # type: ignore[arg-type]


def _fields(step: Any) -> dict[str, Any]:
    return {field.name: getattr(step, field.name) for field in dataclasses.fields(step)}


def _plain(value: Any, language: Language) -> Any:
    """Return a value as JSON can hold it: arrays as nested lists, NaN and infinities as strings."""
    if isinstance(value, Text):
        return value.of(language)
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist(), language)
    if isinstance(value, Mapping):
        return {str(_plain(key, language)): _plain(item, language) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | range):
        return [_plain(item, language) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
