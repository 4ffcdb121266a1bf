"""What a learner meets of a question before the answer."""

from __future__ import annotations

from dl_quiz.asking.pose import Posed, choices_of
from dl_quiz.nouns import Kind, Noun, Predict, Text
from dl_quiz.text import words


class Presented(Noun, frozen=True, kw_only=True):
    """A question before its answer: what is asked, the options or steps in the order shown, how to answer, and a hint."""

    id: str
    kind: Kind
    level: int
    ask: Text
    choices: tuple[Text, ...]
    how: Text
    hint: Text


def present(posed: Posed) -> Presented:
    """Return what a learner meets of a posed question, names filled in."""
    question, drawn = posed.question, posed.drawn
    choices = [choice if isinstance(choice, Text) else choice.say for choice in choices_of(question.answer)]
    picked = isinstance(question.answer, Predict) and choices
    return Presented(
        id=posed.id,
        kind=question.kind,
        level=question.level,
        ask=question.ask.format(**drawn),
        choices=tuple(choices[index].format(**drawn) for index in posed.order),
        how=words.HOW_TO["choose" if picked else question.kind],
        hint=question.hint.format(**drawn),
    )
