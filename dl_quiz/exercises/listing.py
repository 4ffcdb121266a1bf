"""The exercises of a course as a document, with how the learner stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from dl_quiz.course.outline import TopicOutline
from dl_quiz.nouns import Document, Language

EXERCISES = "dl-quiz.exercises/1"

Standing = Literal["done", "tried", "new"]


class Listed(Document, frozen=True, kw_only=True):
    """An exercise as it is listed: `name` is what is typed, and the name of the function."""

    id: str
    name: str
    title: str
    level: int
    standing: Standing


class ExerciseList(Document, frozen=True, kw_only=True):
    """The exercises of a course, and how the learner stands."""

    schema: str
    language: Language
    exercises: tuple[Listed, ...]


def list_exercises(outlines: Sequence[TopicOutline], scores: Mapping[str, float], language: Language) -> ExerciseList:
    """Return the exercises of a course; `scores` are the last scores by id."""
    listed = []
    for outline in outlines:
        for exercise in outline.exercises:
            name, identity = exercise.function, f"{outline.id}/{exercise.id}"
            standing: Standing = "new" if identity not in scores else "done" if scores[identity] >= 1 else "tried"
            listed.append(Listed(id=identity, name=name, title=exercise.title.of(language), level=exercise.level, standing=standing))
    return ExerciseList(schema=EXERCISES, language=language, exercises=tuple(listed))
