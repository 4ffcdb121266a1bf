"""A topic, and its questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from dl_quiz.nouns.answers import Answer, Kind, Point
from dl_quiz.nouns.exercise import Exercise
from dl_quiz.nouns.support import Source, Supported
from dl_quiz.nouns.text import UNSAID, Bare, Language, Noun, Text, Told, Value


class FollowUp(Supported, frozen=True, kw_only=True):
    """What an interviewer asks next."""

    level: Literal[1, 2, 3]
    ask: Text
    answer: Text


class Sentence(Told, Supported, frozen=True, kw_only=True):
    """A sentence of a model answer, with what supports it; one that claims nothing (an opening, a link) needs no support."""

    en: str
    zh: str

    def of(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.en if language == "en" else self.zh


def spaced(paragraph: Sequence[Sentence], language: Language) -> Iterator[str]:
    """Yield the sentences of a paragraph, each with the space before it that its language wants: none after Chinese punctuation."""
    before = ""
    for sentence in paragraph:
        text = sentence.of(language).strip()
        yield text if before[-1:] >= "\u2e80" or not before else f" {text}"
        before = text


class ModelAnswer(Bare, frozen=True):
    """What is said in an interview: paragraphs of sentences; or plainly a text, which nothing supports."""

    said: Text | tuple[tuple[Sentence, ...], ...] = UNSAID

    def __bool__(self) -> bool:
        return bool(self.said)

    @property
    def paragraphs(self) -> tuple[tuple[Sentence, ...], ...]:
        """Return the paragraphs, each of sentences that something may support; none of a plain text."""
        return () if isinstance(self.said, Text) else self.said

    def of(self, language: Language) -> str:
        """Return the whole text in `language`."""
        if isinstance(self.said, Text):
            return self.said.of(language).rstrip()
        return "\n\n".join("".join(spaced(paragraph, language)) for paragraph in self.said)


class Question(Supported, frozen=True, kw_only=True):
    """Something with a machine-gradable answer; `url` leads to a page that shows it."""

    id: str
    level: Literal[1, 2, 3] = 1
    ask: Text
    hint: Text = UNSAID
    explain: Text = UNSAID
    answer: Answer
    draw: dict[str, tuple[Value, ...]] = {}
    where: str | None = None

    @property
    def kind(self) -> Kind:
        """Return the kind of its answer."""
        return self.answer.kind


class Topic(Noun, frozen=True, kw_only=True):
    """One open interview question with all that belongs to it; the least is a title and questions."""

    title: Text
    ask: Text = UNSAID
    demo: str = ""
    answer: ModelAnswer = ModelAnswer()
    points: tuple[Point, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    sources: tuple[Source, ...] = ()
    questions: tuple[Question, ...]
    exercises: tuple[Exercise, ...] = ()
    interview: int | None = None

    def claims(self) -> Iterator[tuple[tuple[str | int, ...], Supported]]:
        """Yield all that claims something, each with its place in the file: sentences, points, follow-ups, questions, exercises."""
        for turn, paragraph in enumerate(self.answer.paragraphs):
            yield from ((("answer", turn, index), sentence) for index, sentence in enumerate(paragraph))
        items = {"points": self.points, "follow_ups": self.follow_ups, "questions": self.questions, "exercises": self.exercises}
        for name, several in items.items():
            yield from (((name, index), item) for index, item in enumerate(several))
