"""What is checked of a course is told of its code as it is; that it runs apart from us is tested in `tests/stage`."""

import pytest

from tests.plays import courses_here


@pytest.fixture(autouse=True)
def here():
    """Run the code of courses in this process."""
    with courses_here():
        yield
