"""A course: a folder of topics and demos, opened without running any of its code."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dl_quiz.bundled import bundled_root
from dl_quiz.course.kept import Kept
from dl_quiz.course.outline import Manifest, Outlines, TopicOutline, outline_of
from dl_quiz.errors import CourseError, Problem, TrustError
from dl_quiz.files.code import Code
from dl_quiz.files.read import LARGEST, hash_of, names_in, nearest_file, read_bytes
from dl_quiz.nouns import Text
from dl_quiz.text.names import SLUG

if TYPE_CHECKING:
    from dl_quiz.course.reading import Reading
    from dl_quiz.stage.outline import DemoOutline, Kernel


@dataclass(frozen=True, eq=False)
class Course:
    """An open course; `trusted` says whether its demos may be run."""

    root: Path
    stamped: tuple[str, Manifest]
    trusted: bool
    topics: tuple[str, ...] = field(repr=False)
    code: Code = field(repr=False)
    kept: Kept = field(repr=False)
    folder: Path = field(default=Path(), repr=False)
    """Where the files of its topics lie."""

    @property
    def parts(self) -> tuple[Course, ...]:
        """Return the courses that it is made of: itself alone."""
        return (self,)

    @property
    def roots(self) -> tuple[Path, ...]:
        """Return the names by which it is opened again."""
        return tuple(part.root for part in self.parts)

    @property
    def manifest(self) -> Manifest:
        """Return what the course says of itself."""
        return self.stamped[1]

    @functools.cached_property
    def outlines(self) -> tuple[TopicOutline, ...]:
        """Return what a listing needs of every topic, in the course's order, from the cache where its file is as it was.

        Raises CourseError with every problem of every topic.
        """
        problems: list[Problem] = []
        outlines: dict[str, tuple[str, TopicOutline]] = {}
        for topic in self.topics:
            try:
                outlines[topic] = self._outline(topic)
            except CourseError as error:
                problems += error.problems
        if problems:
            raise CourseError(problems)
        self.kept.keep_outlines(Outlines(self.stamped, outlines))
        return tuple(outline for _, outline in outlines.values())

    def _outline(self, topic: str) -> tuple[str, TopicOutline]:
        """Return the hash of a topic's file, and what a listing needs of it."""
        data = read_bytes(self.path_of(topic), LARGEST)
        content = hash_of(data)
        return content, self.kept.outline(topic, content, self.stamped[0]) or outline_of(topic, _read_topic(self, topic, data).topic)

    def read(self, topic: str) -> Reading:
        """Read one topic. Raises CourseError with every problem of its file."""
        if topic not in self._read:
            try:
                self._read[topic] = _read_topic(self, topic, read_bytes(self.path_of(topic), LARGEST))
            except CourseError as error:
                self._read[topic] = error
        read = self._read[topic]
        if isinstance(read, CourseError):
            raise read
        return read

    @functools.cached_property
    def _read(self) -> dict[str, Reading | CourseError]:
        """Return the topics that were read already, and why others cannot be."""
        return {}

    def path_of(self, topic: str) -> Path:
        """Return the file of a topic."""
        return self.folder / f"{topic}.yaml"

    def demo(self, demo: str) -> DemoOutline:
        """Return what a demo declares, read without running it. Raises CourseError with every problem of its file."""
        return _demo_outline(self.code, demo, self.kept)

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
        """Return a hash over all that decides keys: the topics and the code."""
        return hash_of("".join([*(f"{topic} {self.hash_of(topic)}\n" for topic in sorted(self.topics)), self.code.digest]).encode())

    def hash_of(self, topic: str) -> str:
        """Return a hash over the content of a topic's file, as it was when the course was opened."""
        if topic not in self._hashes:
            self._hashes[topic] = hash_of(read_bytes(self.path_of(topic), LARGEST))
        return self._hashes[topic]

    @functools.cached_property
    def _hashes(self) -> dict[str, str]:
        return {}


def open_course(root: Path | None = None, *, trusted: bool | Callable[[str], bool] = False, caches: Path | None = None) -> Course:
    """Open the course at `root`, or ours; what listings need of it is kept in the folder `caches`.

    A topic's file is a course of this one topic, with the demos and the manifest of the course in which it lies.
    `trusted` says whether its code may run, or tells it from the digest of that code.
    Raises CourseError when the folder or its `questions/course.yaml` is missing or wrong.
    """
    if root is None:
        root, trusted = bundled_root(), True
    kept = Kept(caches and caches / hash_of(os.fsencode(root.resolve())))
    alone = root.suffix == ".yaml" and root.is_file()
    folder = root.parent if alone else _folder(root)
    if alone and not (folder.name == "questions" and (folder / "course.yaml").exists()):
        return _open_loose(root, trusted, kept)
    stamped = _manifest(folder / "course.yaml", kept)
    code = Code(folder.parent / "demos", ours=root == bundled_root())
    topics = (root.stem,) if alone else tuple(_topics(folder, stamped[1].order))
    return Course(root, stamped, _allowed(trusted, code), topics, code, kept, folder)


def _folder(root: Path) -> Path:
    """Return the folder of a course's topics. Raises CourseError where there is none."""
    questions = root / "questions"
    if not questions.is_dir():
        near = Text(en="", zh="") if root.exists() else nearest_file(root)
        en = f"is not a course: it has no folder `questions`{near.en or '; name the folder that holds `questions/` and `demos/`'}"
        zh = f"不是课程：缺少 `questions` 文件夹{near.zh or '；请指定含有 `questions/` 和 `demos/` 的文件夹'}"
        raise CourseError([Problem(root, 0, en, zh)])
    return questions


def _open_loose(file: Path, trusted: bool | Callable[[str], bool], kept: Kept) -> Course:
    """Open a topic's file that lies in no course, with the demos beside it; its title tells whether it is in one language."""
    from dl_quiz.course.reading import manifest_of

    manifest = manifest_of(file, read_bytes(file, LARGEST))
    code = Code(file.parent / "demos", ours=False)
    return Course(file, ("", manifest), _allowed(trusted, code), (file.stem,), code, kept, file.parent)


def _allowed(trusted: bool | Callable[[str], bool], code: Code) -> bool:
    """Return whether code may run: what cannot be read may not, and where there is none, nothing need be asked."""
    try:
        return trusted is True or not code.modules or (trusted is not False and trusted(code.digest))
    except CourseError:
        return False


def _manifest(path: Path, kept: Kept) -> tuple[str, Manifest]:
    """Return the hash of the course's own file, and what it says."""
    data = read_bytes(path, LARGEST)
    manifest = kept.manifest(data)
    if manifest is None:
        from dl_quiz.course.reading import read_manifest

        manifest = read_manifest(path, data)
    return hash_of(data), manifest


def _topics(questions: Path, order: tuple[str, ...]) -> Iterator[str]:
    """Yield the topics in their order, then the rest by name."""
    topics = [name for name in names_in(questions, ".yaml") if name != "course"]
    _refuse(
        [questions / f"{topic}.yaml" for topic in topics if not SLUG.fullmatch(topic)],
        "has a name that is no topic's; use lower-case words joined by hyphens",
        "的文件名不能作主题名；请用小写单词和连字符命名",
    )
    missing = [topic for topic in order if topic not in topics]
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
    yield from order
    yield from (topic for topic in topics if topic not in order)


def _refuse(paths: list[Path], en: str, zh: str) -> None:
    """Raise CourseError with one sentence for each path, if there are any."""
    if paths:
        raise CourseError([Problem(path, 0, en, zh) for path in paths])


def _read_topic(course: Course, topic: str, data: bytes) -> Reading:
    """Return what `data`, the content of a topic's file, says. Raises CourseError with every problem of it."""
    from dl_quiz.course.reading import read_topic, tree_of

    path, kept = course.path_of(topic), course.kept.tree(topic, data)
    tree = kept or tree_of(path, data)
    checked = course.kept.outline(topic, hash_of(data), course.stamped[0]) is not None
    reading = read_topic(path, tree, course.manifest.demands, checked=checked)
    if kept is None:
        course.kept.keep_tree(topic, data, tree)
    return reading


@functools.lru_cache(maxsize=256)
def _demo_outline(code: Code, name: str, kept: Kept) -> DemoOutline:
    from dl_quiz.course.glossary import glossary_of, read_glossary
    from dl_quiz.stage.outline import read_demo_outline

    return read_demo_outline(code, name, read_glossary(glossary_of(code, name), kept))


@functools.lru_cache(maxsize=256)
def _kernels(code: Code, name: str) -> tuple[Kernel, ...]:
    from dl_quiz.stage.outline import read_kernels

    return read_kernels(code, name)
