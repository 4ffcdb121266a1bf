"""Listings as values: the topics with what is known of them, and the questions of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from dl_quiz.course.course import Course
from dl_quiz.course.outline import TopicOutline
from dl_quiz.memory.recall import Recall, mastery
from dl_quiz.nouns import Document, Kind, Language, point_id


class TopicEntry(Document, frozen=True, kw_only=True):
    """A topic: how many of its questions were answered, what is known of it (the mean of the last scores), and the points not said when asked for."""

    topic: str
    title: str
    interview: int | None
    demo: str
    questions: int
    answered: int
    mastery: float
    unsaid: tuple[str, ...]


class TopicList(Document, frozen=True, kw_only=True):
    """The topics of a course, in its order."""

    schema: Literal["dl-quiz.topics/1"] = "dl-quiz.topics/1"
    course: str
    language: Language
    topics: tuple[TopicEntry, ...]


class QuestionEntry(Document, frozen=True, kw_only=True):
    """A question: what it asks (with values of its first draw), the last score and the day from which it is due, null where it was not answered yet."""

    question: str
    level: int
    kind: Kind
    ask: str
    score: float | None
    due: str | None


class QuestionList(Document, frozen=True, kw_only=True):
    """The questions of a topic, in the order of its file; `exercises` are the functions to be written, as `implement` names them."""

    schema: Literal["dl-quiz.questions/1"] = "dl-quiz.questions/1"
    language: Language
    topic: TopicEntry
    points: tuple[str, ...]
    questions: tuple[QuestionEntry, ...]
    exercises: tuple[str, ...]


def list_topics(course: Course, memory: Mapping[str, Recall], language: Language) -> TopicList:
    """Return the topics of a course with what is remembered of them."""
    entries = tuple(_topic(outline, memory, language) for outline in course.outlines)
    return TopicList(course=course.manifest.title.of(language), language=language, topics=entries)


def list_questions(course: Course, topic: str, memory: Mapping[str, Recall], language: Language) -> QuestionList:
    """Return the questions of a topic with what is remembered of them."""
    from dl_quiz.asking.pose import pose  # the list of topics poses nothing
    from dl_quiz.asking.present import present

    outline = next(outline for outline in course.outlines if outline.id == topic)
    reading = course.read(topic)
    presented = (present(pose(reading, question, 0)) for question in reading.topic.questions)
    entries = (
        QuestionEntry(
            question=one.id,
            level=one.level,
            kind=one.kind,
            ask=one.ask.of(language).rstrip(),
            score=memory[one.id].score if one.id in memory else None,
            due=memory[one.id].due.isoformat() if one.id in memory else None,
        )
        for one in presented
    )
    return QuestionList(
        language=language,
        topic=_topic(outline, memory, language),
        points=outline.points,
        questions=tuple(entries),
        exercises=tuple(exercise.function for exercise in outline.exercises),
    )


def never_said(outline: TopicOutline, memory: Mapping[str, Recall]) -> tuple[str, ...]:
    """Return the key points of a topic that were asked for and not said the last time."""
    last = ((point, memory.get(point_id(outline.id, point))) for point in outline.points)
    return tuple(point for point, remembered in last if remembered is not None and remembered.score == 0)


def _topic(outline: TopicOutline, memory: Mapping[str, Recall], language: Language) -> TopicEntry:
    ids = [f"{outline.id}/{question.id}" for question in outline.questions]
    return TopicEntry(
        topic=outline.id,
        title=outline.title.of(language),
        interview=outline.interview,
        demo=outline.demo,
        questions=len(ids),
        answered=sum(question in memory for question in ids),
        mastery=mastery(ids, memory) if memory else 0.0,
        unsaid=never_said(outline, memory),
    )
