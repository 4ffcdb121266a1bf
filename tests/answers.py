"""Answers that earn the full score."""

from dl_quiz.asking.grade import shown_options
from dl_quiz.asking.keys import number_key
from dl_quiz.course.course import Course
from dl_quiz.grading.letters import label, labels
from dl_quiz.nouns import Posed, Response


def key_as_response(course: Course, posed: Posed) -> Response:
    """Return a response that earns the full score."""
    question = posed.question
    options = shown_options(course, posed)
    if options:
        return labels(tuple(place for place, option in enumerate(options) if option.right))
    if question.phrase is not None:
        return question.phrase.accept.en[0]
    if question.order is not None:
        return "".join(label(posed.order.index(turn)) for turn in range(len(question.order)))
    if question.points is not None:
        return "\n".join(point.say.en for point in question.points)
    return number_key(course, posed).value
