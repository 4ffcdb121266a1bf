"""A row that is no attempt is left out, and what is odd in one that is one stops nobody."""

import pytest

from dl_quiz.learner.rows import FIELDS, attempt_of, row_of
from tests.attempts import attempt


def row(**cells):
    return list((dict(zip(FIELDS, row_of(attempt(1)), strict=True)) | cells).values())


def test_what_is_written_is_read():
    assert attempt_of(row_of(attempt(1))) == attempt(1)


@pytest.mark.parametrize(
    "cells",
    [
        {"at": "2026-02-31T10:00:00+00:00"},
        {"at": "now"},
        {"at": ""},
        {"at": None},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:00:00-10:00"},
        {"drawn": '{"a":1e999}'},
        {"drawn": "{"},
        {"drawn": "[1]"},
        {"drawn": '{"a": {"b": 1}}'},
        {"drawn": "[" * 100_000},
        {"drawn": b"{}"},
        {"seen": '["dream"]'},
        {"seen": None},
        {"score": None},
        {"score": float("nan")},
        {"score": "much"},
        {"seconds": None},
        {"id": ""},
        {"id": None},
        {"id": b"1"},
        {"question": 3},
        {"response": None},
        {"rule": None},
    ],
    ids=str,
)
def test_a_row_that_is_no_attempt_is_left_out(cells):
    assert attempt_of(row(**cells)) is None


@pytest.mark.parametrize(("stored", "score"), [(float("inf"), 1.0), (-5.0, 0.0), (1000, 1.0), (float("-inf"), 0.0), (1, 1.0), (0.25, 0.25)])
def test_a_score_lies_between_0_and_1(stored, score):
    assert attempt_of(row(score=stored)).score == score


@pytest.mark.parametrize(("stored", "seconds"), [(float("inf"), 0.0), (-3.0, 0.0), (12, 12.0)])
def test_seconds_are_finite_and_not_negative(stored, seconds):
    assert attempt_of(row(seconds=stored)).seconds == seconds


def test_the_last_day_of_all_is_a_time():
    assert attempt_of(row(at="9999-12-31T23:59:59+00:00")).at.year == 9999


def test_cells_that_are_too_many_or_missing_at_the_end_do_not_matter():
    assert attempt_of([*row_of(attempt(1)), None, "more"]) == attempt(1)
    for kept in range(8, len(FIELDS)):
        assert attempt_of(row_of(attempt(1))[:kept]) == attempt(1)
        assert attempt_of([*row_of(attempt(1))[:kept], None]) == attempt(1)
    assert attempt_of(row_of(attempt(1))[:7]) is None
    assert attempt_of([]) is None
