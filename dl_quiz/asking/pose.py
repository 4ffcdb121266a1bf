"""Posing a question: values drawn, choices shuffled."""

from __future__ import annotations

import random

import msgspec

from dl_quiz.course.draws import draws
from dl_quiz.course.reading import Located, Reading
from dl_quiz.nouns import Answer, Choose, Interval, Option, Order, Predict, Question, Select, Text, Value


class Posed(msgspec.Struct, frozen=True):
    """A question as it is put to a learner: values drawn, choices shuffled.

    `order[i]` is the index in the course's file of the option (or step) shown at place i.
    """

    reading: Reading
    question: Question
    drawn: dict[str, Value] = {}
    order: tuple[int, ...] = ()

    @property
    def topic(self) -> str:
        """Return the id of the question's topic."""
        return self.reading.id

    @property
    def id(self) -> str:
        """Return the question's full id, `topic/slug`."""
        return f"{self.topic}/{self.question.id}"

    @property
    def located(self) -> Located:
        """Return where the question stands in its file."""
        slugs = [question.id for question in self.reading.topic.questions]
        return Located(self.reading, ("questions", slugs.index(self.question.id)))

    def redrawn(self, drawn: dict[str, Value]) -> Posed:
        """Return the question with other values drawn, its choices in the same order."""
        return msgspec.structs.replace(self, drawn=drawn)


def pose(reading: Reading, question: Question, seed: int) -> Posed:
    """Put a question for `seed`: the same seed draws the same values and the same order, whatever else is asked."""
    luck = random.Random(f"{seed}:{reading.id}/{question.id}")
    drawn = luck.choice(list(draws(question))) if question.draw else {}
    order = list(range(len(choices_of(question.answer))))
    if len(order) > 2:
        luck.shuffle(order)
    if isinstance(question.answer, Order) and order == sorted(order):
        order.reverse()  # steps never stand in their right order
    return Posed(reading, question, drawn, tuple(order))


def choices_of(answer: Answer) -> tuple[Option, ...] | tuple[Interval, ...] | tuple[Text, ...]:
    """Return the options or steps that a learner chooses among or puts in order, as the file has them; none for other kinds."""
    match answer:
        case Choose(options) | Select(options):
            return options
        case Predict(options=intervals):
            return intervals
        case Order(steps):
            return steps
    return ()
