"""Several courses as one: their topics and demos add up."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dl_quiz.course.course import Course, open_course
from dl_quiz.course.kept import Kept
from dl_quiz.course.outline import FORMAT, Manifest, TopicOutline
from dl_quiz.course.reading import Reading
from dl_quiz.errors import CourseError, Problem
from dl_quiz.files.code import Code
from dl_quiz.nouns import LANGUAGES, Text

OURS = Path("builtin")
"""The name of our own course among others."""


def open_courses(roots: Sequence[Path] = (), *, trusted: bool | Callable[[str], bool] = False, caches: Path | None = None) -> Course:
    """Open the courses of these names as one, as `open_course` opens each; ours where there is no name."""
    parts = [open_course(None if root == OURS else root, trusted=trusted, caches=caches) for root in roots or (OURS,)]
    return parts[0] if len(parts) == 1 else _join(parts)


def overridden(course: Course) -> list[tuple[str, Course, Course]]:
    """Return the topics that stand in several of the courses that were joined: each with the course whose topic counts, and the one before it."""
    found, owners = [], dict[str, Course]()
    for part in course.parts:
        found += [(topic, part, owners[topic]) for topic in part.topics if topic in owners]
        owners |= dict.fromkeys(part.topics, part)
    return found


def _join(parts: Sequence[Course]) -> Course:
    titles = [part.manifest.title for part in parts]
    title = Text(**{language: " + ".join(title.of(language) for title in titles) for language in LANGUAGES})
    topics = tuple(dict.fromkeys(topic for part in parts for topic in part.topics))
    codes = [part.code for part in parts if part.code.modules] or [parts[0].code]
    return Joined(
        root=parts[0].root,
        stamped=("", Manifest(title=title, format=FORMAT)),
        trusted=all(part.trusted for part in parts),
        topics=topics,
        code=codes[0] if len(codes) == 1 else _JoinedCode(codes),
        kept=Kept(None),
        parts=tuple(parts),
    )


@dataclass(frozen=True, eq=False)
class Joined(Course):
    """Several courses as one; of two topics with the same id the later course's counts."""

    parts: tuple[Course, ...] = field(default=())

    @functools.cached_property
    def _owners(self) -> dict[str, Course]:
        return {topic: part for part in self.parts for topic in part.topics}

    @functools.cached_property
    def outlines(self) -> tuple[TopicOutline, ...]:
        """Return what a listing needs of every topic. Raises CourseError with every problem of the first course that has any."""
        return tuple({outline.id: outline for part in self.parts for outline in part.outlines}.values())

    def read(self, topic: str) -> Reading:
        """Read one topic. Raises CourseError with every problem of its file."""
        return self._owners[topic].read(topic)

    def path_of(self, topic: str) -> Path:
        """Return the file of a topic."""
        return self._owners[topic].path_of(topic)

    def runnable(self) -> Code:
        """Return the code of all courses. Raises TrustError for the first that is not trusted."""
        for part in self.parts:
            part.runnable()
        return self.code


class _JoinedCode(Code):
    """The code of several courses in one package: a module that several have must be the same in all of them."""

    def __init__(self, parts: Sequence[Code]) -> None:
        super().__init__(parts[-1].folder, ours=False)
        self._parts = parts

    @functools.cached_property
    def _owners(self) -> dict[str, Code]:
        owners: dict[str, Code] = {}
        for part in self._parts:
            for module in part.modules:
                if module in owners and owners[module].source(module) != part.source(module):
                    other = owners[module].path(module)
                    en = f"is another file than {other}, and both courses are open; rename one of them"
                    raise CourseError([Problem(part.path(module), 0, en, f"与 {other} 不同，而两门课程同时打开；请给其中一个改名")])
                owners[module] = part
        return owners

    @functools.cached_property
    def demos(self) -> tuple[str, ...]:
        """Return the names of the demos, sorted."""
        return self._named("demos")

    @functools.cached_property
    def kernels(self) -> tuple[str, ...]:
        """Return the names of the files of kernels, sorted."""
        return self._named("kernels")

    @functools.cached_property
    def exercises(self) -> tuple[str, ...]:
        """Return the names of the files of exercises, sorted."""
        return self._named("exercises")

    def _named(self, kind: str) -> tuple[str, ...]:
        return tuple(sorted({name for part in self._parts for name in getattr(part, kind)}))

    def path(self, module: str) -> Path:
        """Return the file of a module."""
        return self._owners[module].path(module)

    def source(self, module: str) -> bytes:
        """Return the bytes of a module's file."""
        return self._owners[module].source(module)
