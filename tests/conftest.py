"""What all tests share: one thread for linear algebra, and the scenes of our course, each played once."""

import functools
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is imported: more threads make the suite slower, and other last digits

import pytest


@functools.cache
def _scenes():
    from dl_quiz.course.course import open_course  # who asks for no scene need not read thirty demos
    from tests.plays import SharedScene, shared_plays

    with shared_plays():
        course = open_course()
    return [SharedScene(course, demo, scene.name) for demo in course.code.demos for scene in course.demo(demo).scenes]


def pytest_generate_tests(metafunc):
    """Run a test that asks for a `shared` scene with each scene of our course; the tests of one follow one another, so that they share its plays and prints."""
    if "shared" in metafunc.fixturenames:
        metafunc.parametrize("shared", _scenes(), ids=lambda one: f"{one.demo}-{one.scene}", scope="session", indirect=True)


@pytest.fixture(scope="session")
def shared(request):
    """Each scene of our course."""
    return request.param
