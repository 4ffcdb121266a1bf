"""The demos as a listing: what each shows, its scenes and their options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dl_quiz.nouns import Document, Language, Value
from dl_quiz.stage.outline import DemoOutline, Scene
from dl_quiz.stage.parameters import Parameter, ParameterKind


class OptionEntry(Document, frozen=True, kw_only=True):
    """An option of a scene: its default, the words among which it chooses, or the ends of its range, null where it has none."""

    option: str
    kind: ParameterKind
    help: str
    default: Value
    choices: tuple[str, ...]
    low: float | None
    high: float | None


class SceneEntry(Document, frozen=True, kw_only=True):
    """A scene: its title, its options, and the names of its checks."""

    scene: str
    title: str
    options: tuple[OptionEntry, ...]
    checks: tuple[str, ...]


class DemoEntry(Document, frozen=True, kw_only=True):
    """A demo with its scenes, in the order of its file."""

    demo: str
    title: str
    scenes: tuple[SceneEntry, ...]


class DemoList(Document, frozen=True, kw_only=True):
    """The demos of a course."""

    schema: Literal["dl-quiz.demos/1"] = "dl-quiz.demos/1"
    language: Language
    demos: tuple[DemoEntry, ...]


def list_demos(demos: Iterable[DemoOutline], language: Language) -> DemoList:
    """Return what demos declare, as a document."""
    return DemoList(language=language, demos=tuple(_demo(demo, language) for demo in demos))


def _demo(demo: DemoOutline, language: Language) -> DemoEntry:
    return DemoEntry(demo=demo.name, title=demo.title.of(language), scenes=tuple(_scene(scene, language) for scene in demo.scenes))


def _scene(scene: Scene, language: Language) -> SceneEntry:
    options = tuple(_option(parameter, language) for parameter in scene.parameters)
    return SceneEntry(scene=scene.name, title=scene.title.of(language), options=options, checks=scene.checks)


def _option(parameter: Parameter, language: Language) -> OptionEntry:
    return OptionEntry(
        option=parameter.option,
        kind=parameter.kind,
        help=parameter.help.of(language),
        default=parameter.default,
        choices=parameter.choices,
        low=parameter.low,
        high=parameter.high,
    )
