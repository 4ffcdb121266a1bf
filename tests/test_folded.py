"""Folded cases: each is tried, and whatever fails is named."""

import pytest

pytest_plugins = ["pytester"]

TESTS = """
from tests.folded import folded

@folded([("even", 2), ("odd", 3), ("even", 5), ("even", 7), ("even", 8)], by=lambda case: case[0])
def test_parity(case):
    name, number = case
    assert number % 2 == (name == "odd")
"""


@pytest.fixture
def done(pytester):
    pytester.makepyfile(TESTS)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-v")


def test_every_case_is_tried_and_each_that_fails_is_told(done):
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        ["*test_parity?even? FAILED*", "*2 of 4 cases fail*", "*in the case ('even', 5)*", "*in the case ('even', 7)*"]
    )
    assert "('even', 8)" not in "\n".join(line for line in done.outlines if "in the case" in line)
