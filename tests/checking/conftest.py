"""What is checked of a course is told of its code as it is; that it runs apart from us is tested in `tests/stage`."""

import pytest

from dl_quiz.files.code import Code


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Run the code of courses in this process."""
    monkeypatch.setattr(Code, "apart", False)
