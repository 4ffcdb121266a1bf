"""What all tests share: one thread for linear algebra, and the scenes of our course, each played once."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is imported: more threads make the suite slower, and other last digits

import pytest

from dl_quiz.course.course import open_course
from tests.plays import SharedScene, forget

COURSE = open_course()


@pytest.fixture(
    scope="session",
    params=[SharedScene(COURSE, demo, scene.name) for demo in COURSE.code.demos for scene in COURSE.demo(demo).scenes],
    ids=lambda shared: f"{shared.demo}-{shared.scene}",
)
def scene(request):
    """Each scene of our course; the tests of one scene follow one another, so that they can share its plays and its prints."""
    yield request.param
    forget()
