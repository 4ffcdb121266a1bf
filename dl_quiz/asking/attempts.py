"""The answers to one question or to a topic's, one after another, as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from dl_quiz.asking.listing import list_questions
from dl_quiz.asking.progress import Calendar, Known, RepeatedSlip, known_by_day, slips_of
from dl_quiz.course.course import Course
from dl_quiz.learner.clock import local
from dl_quiz.memory.practice import Learner
from dl_quiz.memory.recall import Recall, in_order, recall, standing
from dl_quiz.nouns import Attempt, Document, Kind, Language, Seen, point_id


class Answer(Document, frozen=True, kw_only=True):
    """An answer: when (in the machine's zone), what was typed, what it earned by which rule, the seconds, what was looked at before, the mistakes recognised, and whether it was taken back."""

    at: str
    response: str
    score: float
    rule: str
    seconds: float
    seen: tuple[Seen, ...]
    slips: tuple[str, ...]
    taken_back: bool


class QuestionAnswers(Document, frozen=True, kw_only=True):
    """A question, or an exercise or a key point (which have neither kind nor level), with its answers, the chance of a right one now, and the day from which it is due."""

    question: str
    kind: Kind | None
    level: int | None
    ask: str
    known: float
    due: str | None
    answers: tuple[Answer, ...]


class AnswerList(Document, frozen=True, kw_only=True):
    """The answers to one question or to all of a topic; `known` is what is known of them day by day, from 28 days ago to `later`, if nothing more is answered."""

    schema: Literal["dl-quiz.answers/1"] = "dl-quiz.answers/1"
    language: Language
    topic: str
    title: str
    later: str
    known: tuple[Known, ...]
    questions: tuple[QuestionAnswers, ...]
    slips: tuple[RepeatedSlip, ...]


def ids_of(course: Course, topic: str) -> list[str]:
    """Return the ids under which a topic's questions, exercises and points stand in a journal."""
    outline = next(outline for outline in course.outlines if outline.id == topic)
    asked = [*(one.id for one in outline.questions), *(one.id for one in outline.exercises)]
    return [*(f"{topic}/{one}" for one in asked), *(point_id(topic, point) for point in outline.points)]


def answers_to(
    course: Course, topic: str, ids: Sequence[str], attempts: Iterable[Attempt], calendar: Calendar, language: Language
) -> AnswerList:
    """Return the answers to some of a topic's questions and points; `attempts` are all that the journal has of them, in any order."""
    ordered = in_order(attempts, calendar.now)
    counted = standing(ordered)
    learner = Learner(recall(counted, calendar.now), calendar.now)
    listed = list_questions(course, topic, learner.memory, language)
    asked = {entry.question: entry for entry in listed.questions}
    others = _others(course, topic, language)
    return AnswerList(
        language=language,
        topic=topic,
        title=listed.topic.title,
        later=calendar.later.isoformat(),
        known=known_by_day(counted, [one for one in ids if one in asked] or ids, calendar),
        questions=tuple(
            QuestionAnswers(
                question=one,
                kind=asked[one].kind if one in asked else None,
                level=asked[one].level if one in asked else None,
                ask=asked[one].ask if one in asked else others[one],
                known=round(learner.chance(one), 4),
                due=_due(one, learner.memory),
                answers=_answers(one, ordered, counted, language),
            )
            for one in ids
        ),
        slips=slips_of(counted, calendar, language),
    )


def _others(course: Course, topic: str, language: Language) -> dict[str, str]:
    """Return what exercises and points ask for, by the ids under which they stand in a journal."""
    read = course.read(topic).topic
    exercises = {f"{topic}/{one.id}": one.title.of(language) for one in read.exercises}
    return exercises | {point_id(topic, point.id): point.say.of(language) for point in read.points}


def _due(question: str, memory: Mapping[str, Recall]) -> str | None:
    return local(memory[question].due).date().isoformat() if question in memory else None


def _answers(question: str, ordered: Iterable[Attempt], counted: Iterable[Attempt], language: Language) -> tuple[Answer, ...]:
    stand = {one.id for one in counted}
    return tuple(
        Answer(
            at=local(one.at).isoformat(timespec="seconds"),
            response=one.response,
            score=one.score,
            rule=one.rule,
            seconds=one.seconds,
            seen=one.seen,
            slips=tuple(slip.of(language) for slip in one.slips),
            taken_back=one.id not in stand,
        )
        for one in ordered
        if one.question == question and not one.retracts
    )
