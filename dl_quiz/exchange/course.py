"""Questions that were read from somebody else's file, made a course of one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dl_quiz.course.grammar import Demands
from dl_quiz.course.reading import read_topic, tree_of
from dl_quiz.course.rules import MOST_ITEMS
from dl_quiz.course.write import yaml_text
from dl_quiz.errors import CourseError
from dl_quiz.exchange.drafts import Draft, Drafts, Left, distinct, language_of, slug_of
from dl_quiz.nouns import Language, Text


@dataclass(frozen=True, slots=True)
class NewCourse:
    """A course to be written: its language, the text of each topic's file by the topic's id, how many questions, and what was left behind."""

    language: Language
    topics: dict[str, str]
    count: int
    left: tuple[Left, ...]


def course_of(drafts: Drafts, title: str) -> NewCourse:
    """Return a course of all questions that have no problem in it, a topic for each that they name; what has one is left behind."""
    language = language_of(drafts)
    good: dict[str, list[Draft]] = {}
    left = list(drafts.left)
    for draft in drafts.questions:
        why = _problem(draft, language)
        if why is None:
            good.setdefault(draft.topic, []).append(draft)
        else:
            left.append(Left(draft.line, why))
    topics = list(_topics(good, title))
    ids = distinct(slug_of(name, slug_of(title, "questions")) if slug_of(name, "") != "course" else "the-course" for name, _ in topics)
    texts = {identity: yaml_text({"title": name, "questions": questions}) for identity, (name, questions) in zip(ids, topics, strict=True)}
    count = sum(len(questions) for _, questions in topics)
    return NewCourse(language, texts, count, tuple(sorted(left, key=lambda one: one.line)))


def _topics(good: dict[str, list[Draft]], title: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each topic with its questions, each with an id; one of too many is several."""
    for name, drafts in good.items():
        for start in range(0, len(drafts), MOST_ITEMS):
            yield name.rpartition("/")[2] or title, _questions(drafts[start : start + MOST_ITEMS])


def _questions(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    ids = distinct(slug_of(draft.name, f"q{turn}") for turn, draft in enumerate(drafts, 1))
    return [{"id": identity, **draft.data} for identity, draft in zip(ids, drafts, strict=True)]


def _problem(draft: Draft, language: Language) -> Text | None:
    """Return why a question cannot be one here, as a course is told."""
    path = Path("question.yaml")
    text = yaml_text({"title": "-", "questions": [{"id": "q", **draft.data}]})
    try:
        read_topic(path, tree_of(path, text.encode("utf-8", "surrogatepass")), Demands((language,)))
    except CourseError as error:
        return Text(en="; ".join(problem.en for problem in error.problems), zh="；".join(problem.zh for problem in error.problems))
    return None
