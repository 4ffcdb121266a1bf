"""Grading: a posed question and a response give a verdict, by the kind's own grader."""

from __future__ import annotations

from dl_quiz.asking.keys import key_text, number_key, right_interval
from dl_quiz.asking.pose import options_as_shown
from dl_quiz.course.course import Course
from dl_quiz.grading.choose import grade_choose
from dl_quiz.grading.letters import label
from dl_quiz.grading.number import grade_number
from dl_quiz.grading.order import grade_order
from dl_quiz.grading.phrase import grade_phrase
from dl_quiz.grading.points import grade_points
from dl_quiz.grading.select import grade_select
from dl_quiz.nouns import Option, Posed, Response, Text, Unparsable, Verdict


def grade(course: Course, posed: Posed, response: Response) -> Verdict | Unparsable:
    """Grade a response to a question as it was posed.

    Raises CourseError when the key cannot be computed.
    """
    question = posed.question
    if question.choose is not None:
        return grade_choose(options_as_shown(posed), response)
    if question.select is not None:
        return grade_select(options_as_shown(posed), response)
    if question.phrase is not None:
        return grade_phrase(question.phrase, response)
    if question.order is not None:
        return grade_order(question.order, posed.order, response)
    if question.points is not None:
        return grade_points(question.points, question.ask, response)
    if shown_options(course, posed):
        return grade_choose(shown_options(course, posed), response)
    return grade_number(number_key(course, posed), response)


def shown_options(course: Course, posed: Posed, *, keyed: bool = True) -> tuple[Option, ...]:
    """Return the options of a question as they are shown; those of a `predict` know which is right only if `keyed`."""
    predict = posed.question.predict
    if predict is None or not predict.options:
        return options_as_shown(posed)
    right = right_interval(predict, number_key(course, posed).value) if keyed else -1
    return tuple(Option(say=predict.options[i].say, right=i == right, because=predict.options[i].because) for i in posed.order)


def shown_steps(posed: Posed) -> tuple[Text, ...]:
    """Return the steps of an `order` question in the order shown."""
    return tuple((posed.question.order or ())[index] for index in posed.order)


def key_as_text(course: Course, posed: Posed) -> Text:
    """Return the key as it is shown to a learner after grading."""
    question = posed.question
    options = shown_options(course, posed)
    if options:
        right = [place for place, option in enumerate(options) if option.right]
        return _joined([(label(place), options[place].say) for place in right])
    if question.phrase is not None:
        return Text(en=question.phrase.accept.en[0], zh=question.phrase.accept.zh[0])
    if question.order is not None:
        return _joined([(label(posed.order.index(turn)), step) for turn, step in enumerate(question.order)])
    if question.points is not None:
        return _joined([(str(turn), point.say) for turn, point in enumerate(question.points, 1)])
    return key_text(number_key(course, posed))


def _joined(parts: list[tuple[str, Text]]) -> Text:
    return Text(en="\n".join(f"{name}) {text.en}" for name, text in parts), zh="\n".join(f"{name}) {text.zh}" for name, text in parts))
