"""What listings need of a course: its manifest, and of every topic the title, the number, the demo, the key points, the questions and the exercises."""

from __future__ import annotations

import msgspec

from dl_quiz.course.grammar import Demands
from dl_quiz.nouns import LANGUAGES, Kind, Language, Noun, Text, Topic

FORMAT = 2
"""The format of courses that is read."""


class Manifest(Noun, frozen=True, kw_only=True):
    """The file `questions/course.yaml`."""

    title: Text
    format: int
    order: tuple[str, ...] = ()
    languages: tuple[Language, ...] = LANGUAGES
    strict: bool = False

    @property
    def demands(self) -> Demands:
        """Return what the course asks of the files of its topics."""
        return Demands(self.languages, self.strict)


class QuestionOutline(msgspec.Struct, frozen=True):
    """A question as a listing knows it."""

    id: str
    level: int
    kind: Kind


class ExerciseOutline(msgspec.Struct, frozen=True):
    """An exercise as a listing knows it."""

    id: str
    level: int
    title: Text

    @property
    def function(self) -> str:
        """Return the name of its function, under which a learner knows it."""
        return self.id.replace("-", "_")


class TopicOutline(msgspec.Struct, frozen=True):
    """A topic as a listing knows it."""

    id: str
    title: Text
    interview: int | None
    demo: str
    points: tuple[str, ...]
    questions: tuple[QuestionOutline, ...]
    exercises: tuple[ExerciseOutline, ...]


class Outlines(Noun, frozen=True):
    """What is kept of a course between runs, each with the hash of the bytes that it was read from."""

    manifest: tuple[str, Manifest]
    topics: dict[str, tuple[str, TopicOutline]]


def outline_of(identity: str, topic: Topic) -> TopicOutline:
    """Return a topic as a listing knows it."""
    questions = tuple(QuestionOutline(question.id, question.level, question.kind) for question in topic.questions)
    exercises = tuple(ExerciseOutline(exercise.id, exercise.level, exercise.title) for exercise in topic.exercises)
    return TopicOutline(identity, topic.title, topic.interview, topic.demo, tuple(point.id for point in topic.points), questions, exercises)
