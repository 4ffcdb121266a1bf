"""A topic as it was read: the noun, and where in its file everything stands."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from dl_quiz.course.complaints import Advice, Place
from dl_quiz.course.decode import Decoder
from dl_quiz.course.grammar import USUAL, Demands, keys_of
from dl_quiz.course.outline import FORMAT, Manifest
from dl_quiz.course.tree import Leaf, Table
from dl_quiz.errors import CourseError, Problem
from dl_quiz.nouns import LANGUAGES, Exercise, Language, Question, Supported, Text, Topic
from dl_quiz.text.commands import command
from dl_quiz.text.fold import is_chinese

_OLDER = Text(
    en="`format` is {format}, which is no longer read; move the kernels to demos/kernels/, "
    "write the scenes as `{begin}` begins one, then put {ours} here",
    zh="`format` 是 {format}，已不再支持；请把函数移到 demos/kernels/，按 `{begin}` 生成的样子改写场景，再把这里改成 {ours}",
)
_NEWER = Text(
    en="`format` is {format}, and this dl-quiz reads {ours}; upgrade it", zh="`format` 是 {format}，而本程序只支持 {ours}；请升级 dl-quiz"
)


class Reading(msgspec.Struct, frozen=True, eq=False):
    """A topic with the line of everything in its file."""

    topic: Topic
    path: Path
    lines: Mapping[Place, int]
    advice: tuple[Advice, ...] = ()
    """What would be good to have; complete where the topic was not known to have no problem."""

    @property
    def id(self) -> str:
        """Return the topic's id, which is its file's name."""
        return self.path.stem

    def line(self, *place: str | int) -> int:
        """Return the line of a place, or of the nearest place above it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, en: str, zh: str, *place: str | int) -> Problem:
        """Return a problem at a place of the file."""
        return Problem(self.path, self.line(*place), en, zh)

    def question(self, slug: str) -> Question | None:
        """Return the question of that slug, if there is one."""
        return next((question for question in self.topic.questions if question.id == slug), None)

    def exercises(self) -> Iterator[tuple[Exercise, Located]]:
        """Yield the exercises, each with its place."""
        for index, exercise in enumerate(self.topic.exercises):
            yield exercise, Located(self, ("exercises", index))

    def claims(self) -> Iterator[tuple[Supported, Located]]:
        """Yield all of the topic that claims something, each with its place."""
        for place, item in self.topic.claims():
            yield item, Located(self, place)


class Located(msgspec.Struct, frozen=True, eq=False):
    """A place in a topic's file, where a fault can be laid."""

    reading: Reading
    place: Place

    @property
    def line(self) -> int:
        """Return the line of the place."""
        return self.reading.line(*self.place)

    def at(self, *below: str | int) -> Located:
        """Return a place below this one."""
        return Located(self.reading, (*self.place, *below))

    def problem(self, en: str, zh: str) -> Problem:
        """Return a problem at this place."""
        return self.reading.problem(en, zh, *self.place)


def read_manifest(path: Path, data: bytes) -> Manifest:
    """Return what `data`, the content of `path`, says of a course. Raises CourseError with every problem of it."""
    tree = tree_of(path, data)
    decoder = Decoder(path, _demands(path, tree))
    manifest: Manifest = decoder.decode(tree, Manifest)
    if not decoder.problems and manifest.format != FORMAT:
        wrong = _OLDER if manifest.format < FORMAT else _NEWER
        told = wrong.format(format=manifest.format, ours=FORMAT, begin=command("new", "demo"))
        decoder.complain(("format",), *(told.of(language) for language in LANGUAGES))
    if decoder.problems:
        raise CourseError(decoder.problems)
    return manifest


def _demands(path: Path, tree: Table) -> Demands:
    """Return what the course's own file asks of itself. Raises CourseError where its languages cannot be read, for then nothing else can."""
    node, place = tree.items.get("languages"), ("languages",)
    if node is None:
        return USUAL
    decoder = Decoder(path)
    languages = decoder.decode(node, keys_of(Manifest)["languages"].type, place)
    if not decoder.problems and (not languages or len(set(languages)) < len(languages)):
        decoder.complain(
            place, "`languages` must name each language once, like [en] or [en, zh]", "`languages` 中每种语言只写一次，如 [zh] 或 [en, zh]"
        )
    if decoder.problems:
        raise CourseError(decoder.problems)
    return Demands(languages)


def manifest_of(path: Path, data: bytes) -> Manifest:
    """Return the manifest of a course of one file, which has none: `data` is its content. Raises CourseError where it is no YAML."""
    title = tree_of(path, data).items.get("title")
    if not isinstance(title, Leaf):
        return Manifest(title=Text(en=path.stem, zh=path.stem), format=FORMAT)
    spoken: Language = "zh" if any(map(is_chinese, title.text)) else "en"
    return Manifest(title=Text(en=title.text, zh=title.text), format=FORMAT, languages=(spoken,))


@functools.lru_cache(maxsize=256)
def tree_of(path: Path, data: bytes) -> Table:
    """Return the tree of what `data`, the content of `path`, says. Raises CourseError where it is no YAML that can be read."""
    from dl_quiz.course.nodes import read_nodes, read_text  # a tree that was kept needs no parser

    return read_nodes(path, read_text(path, data))


@functools.lru_cache(maxsize=256)
def read_topic(path: Path, tree: Table, demands: Demands = USUAL, *, checked: bool = False) -> Reading:
    """Return the topic that the tree of `path` says in a course of such demands; `checked` says that the same content had no problem before.

    Raises CourseError with every problem of it.
    """
    decoder = Decoder(path, demands)
    topic = decoder.decode(tree, Topic)
    if not decoder.problems and not checked:
        from dl_quiz.course.rules import check_topic  # rules take as long to load as a topic to read

        check_topic(topic, decoder)
    if decoder.problems:
        raise CourseError(decoder.problems)
    return Reading(topic, path, decoder.lines, tuple(decoder.advice))
