"""Labelled answers to the open questions, and the points as they were before some speakers had been read."""

import functools
import json
from pathlib import Path
from typing import NamedTuple

import msgspec

from dl_quiz.course.course import open_course
from dl_quiz.nouns import LANGUAGES, Patterns, Phrases, Point, Text

FOLDER = Path(__file__).parent / "answers"
UNREAD = ("d5", "d6", "d7", "d8")
"""The speakers that nobody had read when the patterns were first widened."""


class Labelled(NamedTuple):
    """One answer, with a label for each point (2 clearly said, 1 partly, 0 not, -1 the contrary) and the words that carry it."""

    language: str
    topic: str
    speaker: str
    answer: str
    points: dict[str, dict]

    def label(self, point: str) -> int:
        return self.points[point]["label"]

    def span(self, point: str) -> tuple[int, int] | None:
        words = self.points[point].get("words")
        return words and (self.answer.index(words), self.answer.index(words) + len(words))


class Rubric(NamedTuple):
    """An open question with its points."""

    ask: Text
    points: tuple[Point, ...]


@functools.cache
def answers() -> tuple[Labelled, ...]:
    """Return all labelled answers."""
    return tuple(
        Labelled(language, **json.loads(line))
        for language in LANGUAGES
        for line in (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    )


@functools.cache
def rubrics() -> dict[str, Rubric]:
    """Return the open question of each topic."""
    course = open_course()
    topics = {name: course.read(name).topic for name in course.topics}
    return {name: Rubric(topic.ask, topic.points) for name, topic in topics.items()}


@functools.cache
def rubric_for(topic: str, speaker: str) -> Rubric:
    """Return a topic's rubric as it stood before a speaker was read: without the aliases that were written after reading speakers d5 to d8."""
    rubric = rubrics()[topic]
    later = _later().get(topic, {}) if speaker in UNREAD else {}
    return rubric._replace(points=tuple(_without(point, frozenset(later.get(point.id, ()))) for point in rubric.points))


@functools.cache
def _later() -> dict[str, dict[str, list[str]]]:
    return json.loads((FOLDER / "later.json").read_text(encoding="utf-8"))


def _without(point: Point, aliases: frozenset[str]) -> Point:
    return msgspec.structs.replace(point, hear=_thinned(point.hear, aliases), deny=_thinned(point.deny, aliases)) if aliases else point


def _thinned(patterns: Patterns, aliases: frozenset[str]) -> Patterns:
    def kept(phrases: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(phrase for phrase in phrases if phrase not in aliases)

    alone = patterns.alone and Phrases(en=kept(patterns.alone.en), zh=kept(patterns.alone.zh))
    return Patterns(
        en=tuple(map(kept, patterns.en)), zh=tuple(map(kept, patterns.zh)), alone=alone, need=patterns.need, unless=patterns.unless
    )
