"""Scenes played once per arguments and seed, and the code of our course, read once: shared by all tests that look at them."""

from __future__ import annotations

import contextlib
import copy
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from dl_quiz.bundled import bundled_root
from dl_quiz.course.course import Course
from dl_quiz.files.code import Code
from dl_quiz.stage.performance import Performance, steps_of
from dl_quiz.stage.play import Judged, play

_kept: dict[str, tuple[tuple[Any, ...], Exception | None]] = {}


def played(code: Code, demo: str, scene: str, arguments: Mapping[str, Any], seed: int = 0) -> Iterator[Any]:
    """Yield what `play` yields, and raise what it raises; a scene that was played before is not played again."""
    key = repr((code.digest, demo, scene, sorted(arguments.items()), seed))
    if key not in _kept:
        _kept[key] = _played(play(code, demo, scene, arguments, seed))
    steps, failure = _kept[key]
    yield from steps
    if failure is not None:
        raise failure


def _played(steps: Iterator[Any]) -> tuple[tuple[Any, ...], Exception | None]:
    """Play a scene to its end; each step is copied as it comes, because a scene may go on to change an array that it has shown."""
    copies = []
    try:
        for step in steps:
            copies.append(copy.deepcopy(step))
    except Exception as error:  # whatever a scene raises is raised again to whoever plays it
        return tuple(copies), error
    return tuple(copies), None


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


@functools.cache
def our_code() -> Code:
    """Return the code of our own course, which no test changes: it is read, outlined and compiled once."""
    return Code(bundled_root() / "demos")


def _code(folder: Path, *, ours: bool) -> Code:
    """Return the code in a folder: read anew, but for ours."""
    return our_code() if ours else Code(folder, ours=False)


@contextlib.contextmanager
def shared_plays() -> Iterator[None]:
    """Let the program share its plays with the tests, and the code of our own course."""
    with mock.patch("dl_quiz.stage.performance.play", played), mock.patch("dl_quiz.course.course.Code", _code):
        yield


@contextlib.contextmanager
def courses_here() -> Iterator[None]:
    """Let the code of courses run in this process, as that of our own does: a process for every scene and every key takes long."""
    with mock.patch.object(Code, "apart", False):
        yield
