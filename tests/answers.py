"""Answers that earn the full score."""

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import Posed
from dl_quiz.course.course import Course
from dl_quiz.grading.letters import label, labels
from dl_quiz.nouns import Choose, IntervalKey, NumberKey, OrderKey, Phrase, PointsKey, Response, Select


def key_as_response(course: Course, posed: Posed) -> Response:
    """Return a response that earns the full score."""
    match key_of(course, posed):
        case Choose(options) | Select(options) | IntervalKey(_, options):
            return labels(tuple(index for index, option in enumerate(options) if option.right))
        case NumberKey(value=value):
            return value
        case Phrase(accept=accept):
            return accept.en[0]
        case OrderKey(steps, order):
            return "".join(label(order.index(turn)) for turn in range(len(steps)))
        case PointsKey(points, _):
            return "\n".join(point.say.en for point in points)
