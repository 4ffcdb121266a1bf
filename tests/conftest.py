"""What all tests share: the scenes of our course, each played once, and a user for whom permissions hold."""

import functools
import gc
import os
import pickle

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


def pytest_collection_finish():
    """Search for garbage only among what the tests themselves make: what is there now stays."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared(request):
    """Each scene of our course."""
    return request.param


@pytest.fixture
def as_nobody(tmp_path):
    """Return what calls a function in a process of a user without rights, and gives back what it returns."""
    if os.getuid() != 0:
        return lambda use: use()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder.name.startswith(("pytest-", "test_", "popen-")):
            folder.chmod(0o755)
    nobody = 65534

    def call(use):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.setgid(nobody)
                os.setuid(nobody)
                result = pickle.dumps((True, use()))
            except BaseException as error:
                result = pickle.dumps((False, repr(error)))
            os.write(writing, result)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            done, value = pickle.loads(stream.read())
        os.waitpid(pid, 0)
        assert done, value
        return value

    return call
