"""Performances: scenes played with arguments and a seed, their steps told in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dl_quiz.errors import CourseError, Problem, QuizError, UsageError
from dl_quiz.files.code import Code
from dl_quiz.nouns import Value
from dl_quiz.stage.misconduct import reason
from dl_quiz.stage.outline import DemoOutline, Scene
from dl_quiz.stage.play import Judged, play
from dl_quiz.stage.steps import Refusal


@dataclass(frozen=True, slots=True)
class Performance:
    """What is to be played: scenes of a demo, the code that they run, arguments, and the seed of their luck."""

    code: Code
    demo: DemoOutline
    scenes: tuple[Scene, ...]
    arguments: Mapping[str, Value] = field(default_factory=dict)
    seed: int = 0


def steps_of(performance: Performance, scene: Scene) -> Iterator[Any]:
    """Yield the steps of one of its scenes with those arguments that it has as parameters, told in every language.

    Raises UsageError where the scene refuses its arguments, CourseError where its own code fails.
    """
    values = every_argument(scene, performance.arguments)
    tell = performance.demo.glossary
    try:
        for step in play(performance.code, performance.demo.name, scene.name, values, performance.seed):
            yield replace(step, check=tell.step(step.check, values)) if isinstance(step, Judged) else tell.step(step, values)
    except QuizError:
        raise
    except Refusal as refusal:
        text = tell.text(refusal.text, values)
        raise UsageError(text.en, text.zh) from None
    except ValueError as refusal:  # a kernel's own sentence, in English
        raise UsageError(str(refusal), str(refusal)) from None
    except Exception as error:  # whatever else a course's own code raises, its author gets one sentence with the line
        why = reason(error)
        en, zh = f"the scene `{scene.name}` breaks off: {why.en}; mend its code", f"场景 `{scene.name}` 中断：{why.zh}；请修正代码"
        raise CourseError([Problem(performance.demo.path, scene.line, en, zh)]) from None


def every_argument(scene: Scene, arguments: Mapping[str, Value]) -> dict[str, Value]:
    """Return a value for each parameter of a scene: what was given, else its default. What it has no parameter for is left out."""
    return {parameter.name: arguments.get(parameter.name, parameter.default) for parameter in scene.parameters}
