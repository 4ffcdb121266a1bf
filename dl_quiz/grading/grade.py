"""Grading: a key and a response give a verdict, by the grader of the kind."""

from __future__ import annotations

from dl_quiz.grading.choose import grade_choose
from dl_quiz.grading.number import grade_number
from dl_quiz.grading.order import grade_order
from dl_quiz.grading.phrase import grade_phrase
from dl_quiz.grading.points import grade_points
from dl_quiz.grading.select import grade_select
from dl_quiz.nouns import Choose, IntervalKey, Key, NumberKey, OrderKey, Phrase, PointsKey, Response, Select, Unparsable, Verdict


def grade(key: Key, response: Response) -> Verdict | Unparsable:
    """Grade a response against the key of the question as it was posed."""
    match key:
        case Choose(options) | IntervalKey(_, options):
            return grade_choose(options, response)
        case Select(options):
            return grade_select(options, response)
        case NumberKey():
            return grade_number(key, response)
        case Phrase():
            return grade_phrase(key, response)
        case OrderKey(steps, order):
            return grade_order(steps, order, response)
        case PointsKey(points, ask):
            return grade_points(points, ask, response)
