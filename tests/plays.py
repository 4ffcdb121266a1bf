"""Scenes played once per arguments and seed, and shared by all tests that look at them."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

from dl_quiz.course.course import Course
from dl_quiz.files.code import Code
from dl_quiz.stage.performance import Performance, steps_of
from dl_quiz.stage.play import Judged, play

_PLAYERS = ("dl_quiz.stage.performance.play",)
"""The names under which the program plays a scene."""

_kept: dict[str, tuple[Any, ...]] = {}


def played(code: Code, demo: str, scene: str, arguments: Mapping[str, Any], seed: int = 0) -> Iterator[Any]:
    """Yield what `play` yields; a scene that was played to its end before is not played again.

    Each step is copied as it comes, because a scene may go on to change an array that it has shown.
    """
    key = repr((code.digest, demo, scene, sorted(arguments.items()), seed))
    if key not in _kept:
        steps = []
        for step in play(code, demo, scene, arguments, seed):
            steps.append(copy.deepcopy(step))
            yield steps[-1]
        _kept[key] = tuple(steps)
        return
    yield from _kept[key]


def forget() -> None:
    """Let go of all plays."""
    _kept.clear()


@dataclass(frozen=True)
class SharedScene:
    """A scene of a course, played once with each seed."""

    course: Course
    demo: str
    scene: str

    def steps(self, seed: int = 0) -> tuple[Any, ...]:
        """Return the steps, told in every language, every check judged."""
        outline = self.course.demo(self.demo)
        scene = next(scene for scene in outline.scenes if scene.name == self.scene)
        with shared_plays():
            return tuple(steps_of(Performance(self.course.code, outline, (scene,), seed=seed), scene))

    def judged(self, seed: int = 0) -> tuple[Judged, ...]:
        """Return the checks alone, with their outcomes."""
        return tuple(step for step in self.steps(seed) if isinstance(step, Judged))


@contextlib.contextmanager
def shared_plays() -> Iterator[None]:
    """Let the program share its plays with the tests."""
    with contextlib.ExitStack() as stack:
        for name in _PLAYERS:
            stack.enter_context(mock.patch(name, played))
        yield
