"""What was done on which day, on how many days in a row, and which mistakes came again."""

from datetime import date, timedelta

import msgspec
import pytest

from dl_quiz.memory.activity import Day, Mistake, days_in_a_row, days_of, mistakes_of
from dl_quiz.nouns import Text
from tests.attempts import NOON, attempt

SIGN, BIAS = Text(en="The sign.", zh="符号。"), Text(en="The bias.", zh="偏置。")


def made(number, *slips, question="a/b", days=0):
    return msgspec.structs.replace(attempt(number, question, 0.0, days=days), slips=slips)


def test_a_day_has_its_answers_the_right_ones_the_interviews_and_the_seconds():
    said = [
        msgspec.structs.replace(attempt(9, f"a/points/{n}", days=1), session=s, seconds=0.0)
        for n, s in (("x", "1"), ("y", "1"), ("x", "2"))
    ]
    days = days_of([attempt(1), attempt(2, score=0.5), attempt(3, days=1), *said], lambda at: at.date())
    assert days == {date(2026, 11, 24): Day(2, 1, 0, 3.0), date(2026, 11, 25): Day(1, 1, 2, 1.5)}


@pytest.mark.parametrize(
    ("back", "count"), [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2], 3), ([1, 2], 2), ([0, 2, 3], 1), ([0, 1, 3], 2)]
)
def test_days_in_a_row_end_today_or_yesterday(back, count):
    today = date(2026, 3, 1)
    assert days_in_a_row([today - timedelta(days=day) for day in back], today) == count


def test_the_most_frequent_mistake_comes_first_and_of_equals_the_last():
    attempts = [made(1, SIGN), made(2, BIAS, question="a/c"), made(3, SIGN, BIAS), made(4), made(5, SIGN, days=2)]
    sign = Mistake(SIGN, 3, ("a/b",), attempt(5, days=2).at)
    bias = Mistake(BIAS, 2, ("a/c", "a/b"), attempt(3).at)
    assert mistakes_of(attempts) == [sign, bias]
    assert [one.told for one in mistakes_of(attempts[:3])] == [BIAS, SIGN] or mistakes_of(attempts[:3])[0].last == attempt(3).at
    assert [one.told for one in mistakes_of([made(1, SIGN), made(2, BIAS)])] == [BIAS, SIGN]


def test_a_mistake_is_told_as_it_was_told_last():
    mended = Text(en="The sign.", zh="正负号。")
    assert mistakes_of([made(1, SIGN), made(2, mended)])[0].told == mended
    assert mistakes_of([made(1, SIGN)])[0].last > NOON
