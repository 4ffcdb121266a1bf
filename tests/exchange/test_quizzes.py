"""Questions as other programs know them: the same answers right and wrong as here."""

import math

import pytest

from dl_quiz.exchange.quizzes import _numbers
from dl_quiz.grading.number import grade_number
from dl_quiz.nouns import NumberKey, Rounding, Text

WHY = Text(en="so", zh="如此")


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        (NumberKey(value=8.0), [8], [8.001, 7.9]),
        (NumberKey(value=2.0, within=0.5), [1.5, 2.5], [1.4, 2.6]),
        (NumberKey(value=-40.0, relative=0.05), [-38, -42], [-37.9, -42.1]),
        (NumberKey(value=1 / 3, within=1e-6, rounding=Rounding(2)), [0.33], [0.32, 0.35]),
        (NumberKey(value=123.456, within=1e-6, rounding=Rounding(2, significant=True)), [120], [110, 130]),
    ],
)
def test_a_tolerance_lets_through_what_is_right_here(key, right, wrong):
    answer = next(_numbers(key, "en")).numeric
    for value, expected in [*((value, 1.0) for value in right), *((value, 0.0) for value in wrong)]:
        assert grade_number(key, value).score == expected
        assert (math.fabs(value - answer.value) <= answer.within * (1 + 1e-9)) == bool(expected), (value, answer)


def test_a_known_mistake_keeps_its_reason_unless_it_is_too_near():
    key = NumberKey(value=10.0, within=1.0, slips=((20.0, WHY), (11.5, WHY)))
    answers = list(_numbers(key, "zh"))
    assert [(answer.numeric.value, answer.share, answer.because) for answer in answers] == [(10.0, 1.0, ""), (20.0, 0.0, "如此")]
