"""A course: a folder of topics and demos, opened without running any of its code."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from dl_quiz.bundled import bundled_root
from dl_quiz.course.decode import Decoder, Place
from dl_quiz.course.glossary import read_glossary
from dl_quiz.course.nodes import read_nodes, read_text
from dl_quiz.course.rules import check_topic
from dl_quiz.errors import CourseError, Problem, TrustError
from dl_quiz.nouns import Noun, Text, Topic
from dl_quiz.stage.code import Code

if TYPE_CHECKING:
    from dl_quiz.course.outline import TopicOutline
    from dl_quiz.stage.outline import DemoOutline, Kernel


class Manifest(Noun, frozen=True, kw_only=True):
    """The file `questions/course.yaml`."""

    title: Text
    format: Literal[1]
    order: tuple[str, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """A topic with the line of everything in its file."""

    topic: Topic
    path: Path
    lines: Mapping[Place, int]

    def line(self, *place: str | int) -> int:
        """Return the line of a place, or of the nearest place above it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, en: str, zh: str, *place: str | int) -> Problem:
        """Return a problem at a place of the file."""
        return Problem(self.path, self.line(*place), en, zh)

    def place_of(self, question: str) -> Place:
        """Return the place of a question by its slug."""
        slugs = [q.id for q in self.topic.questions]
        return ("questions", slugs.index(question)) if question in slugs else ()


@dataclass(frozen=True, eq=False)
class Course:
    """An open course; `trusted` says whether its demos may be run."""

    root: Path
    manifest: Manifest
    trusted: bool
    topics: tuple[str, ...] = field(repr=False)
    code: Code = field(repr=False)

    @functools.cached_property
    def outlines(self) -> tuple[TopicOutline, ...]:
        """Return what a listing needs of every topic, in the course's order."""
        return tuple(self._outline(topic) for topic in self.topics)

    def read(self, topic: str) -> Reading:
        """Read one topic. Raises CourseError with every problem of its file."""
        return _read_topic(self.path_of(topic))

    def path_of(self, topic: str) -> Path:
        """Return the file of a topic."""
        return self.root / "questions" / f"{topic}.yaml"

    def demo(self, demo: str) -> DemoOutline:
        """Return what a demo declares, read without running it. Raises CourseError with every problem of its file."""
        return _demo_outline(self.code, demo)

    def kernels(self, name: str) -> tuple[Kernel, ...]:
        """Return the kernels that a file declares, read without running it. Raises CourseError when it cannot be read."""
        return _kernels(self.code, name)

    def runnable(self) -> Code:
        """Return the code of the course, to run it. Raises TrustError when the course is not trusted."""
        if self.trusted:
            return self.code
        en = "this course brings code of its own, which is not trusted yet; read it, then add --trust"
        problem = Problem(self.code.folder, 0, en, "这门课自带代码，尚未受信任；请先阅读代码，再加上 --trust")
        raise TrustError([problem], self.code.digest)

    @functools.cached_property
    def fingerprint(self) -> str:
        """Return a hash over all that decides keys: the topics and the demos, names and bytes."""
        import hashlib

        total = hashlib.sha256()
        for path in sorted((self.root / "questions").glob("*.yaml")):
            total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        total.update(self.code.digest.encode())
        return total.hexdigest()[:16]

    def _outline(self, topic: str) -> TopicOutline:
        from dl_quiz.course.outline import QuestionOutline, TopicOutline, read_outline

        outline = read_outline(self.path_of(topic))
        if outline is not None:
            return outline
        whole = self.read(topic).topic
        questions = tuple(QuestionOutline(q.id, q.level, q.kind) for q in whole.questions)
        return TopicOutline(topic, whole.title, whole.interview, whole.demo, questions)


def open_course(root: Path | None = None, *, trusted: bool | Callable[[str], bool] = False) -> Course:
    """Open the course at `root`, or ours; `trusted` says whether its code may run, or tells it from the digest of that code.

    Raises CourseError when the folder or its `questions/course.yaml` is missing or wrong.
    """
    if root is None:
        root, trusted = bundled_root(), True
    questions = root / "questions"
    if not questions.is_dir():
        from dl_quiz.files import nearest_file

        near = Text(en="", zh="") if root.exists() else nearest_file(root)
        en = f"is not a course: it has no folder `questions`{near.en or '; name the folder that holds `questions/` and `demos/`'}"
        zh = f"不是课程：缺少 `questions` 文件夹{near.zh or '；请指定含有 `questions/` 和 `demos/` 的文件夹'}"
        raise CourseError([Problem(root, 0, en, zh)])
    manifest = _manifest(questions / "course.yaml")
    topics = sorted(path.stem for path in questions.glob("*.yaml") if path.stem != "course")
    missing = [topic for topic in manifest.order if topic not in topics]
    if missing:
        problems = [
            Problem(
                questions / "course.yaml",
                1,
                f"orders `{topic}`, but there is no {topic}.yaml; add or remove it",
                f"`order` 中有 `{topic}`，但没有 {topic}.yaml；请添加或移除",
            )
            for topic in missing
        ]
        raise CourseError(problems)
    rest = [topic for topic in topics if topic not in manifest.order]
    code = Code(root / "demos")
    return Course(root, manifest, trusted if isinstance(trusted, bool) else trusted(code.digest), (*manifest.order, *rest), code)


def _manifest(path: Path) -> Manifest:
    decoder = Decoder(path)
    manifest: Manifest = decoder.decode(read_nodes(path, read_text(path)), Manifest)
    if decoder.problems:
        raise CourseError(decoder.problems)
    return manifest


@functools.lru_cache(maxsize=256)
def _read_topic(path: Path) -> Reading:
    decoder = Decoder(path)
    topic = decoder.decode(read_nodes(path, read_text(path)), Topic)
    if not decoder.problems:
        check_topic(topic, decoder)
    if decoder.problems:
        raise CourseError(decoder.problems)
    return Reading(topic, path, decoder.lines)


@functools.lru_cache(maxsize=256)
def _demo_outline(code: Code, name: str) -> DemoOutline:
    from dl_quiz.stage.outline import read_demo_outline

    return read_demo_outline(code, name, read_glossary(code.folder / "zh" / f"{name}.yaml"))


@functools.lru_cache(maxsize=256)
def _kernels(code: Code, name: str) -> tuple[Kernel, ...]:
    from dl_quiz.stage.outline import read_kernels

    return read_kernels(code, name)
