"""A topic as it was read: the noun, and where in its file everything stands."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import msgspec

from dl_quiz.course.decode import Decoder, Place
from dl_quiz.course.nodes import read_nodes, read_text
from dl_quiz.course.outline import Manifest
from dl_quiz.course.rules import check_topic
from dl_quiz.errors import CourseError, Problem
from dl_quiz.nouns import Topic


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


def read_manifest(path: Path, data: bytes) -> Manifest:
    """Return what `data`, the content of `path`, says of a course. Raises CourseError with every problem of it."""
    decoder = Decoder(path)
    manifest: Manifest = decoder.decode(read_nodes(path, read_text(path, data)), Manifest)
    if decoder.problems:
        raise CourseError(decoder.problems)
    return manifest


@functools.lru_cache(maxsize=256)
def read_topic(path: Path, data: bytes) -> Reading:
    """Return the topic that `data`, the content of `path`, says. Raises CourseError with every problem of it."""
    decoder = Decoder(path)
    topic = decoder.decode(read_nodes(path, read_text(path, data)), Topic)
    if not decoder.problems:
        check_topic(topic, decoder)
    if decoder.problems:
        raise CourseError(decoder.problems)
    return Reading(topic, path, decoder.lines)
