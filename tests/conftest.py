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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put side by side what looks at one demo, its scenes and the topics that they prove: so one process plays each scene for all of them."""
    demos = [_demo_of(item) for item in items]
    here = [place for place, demo in enumerate(demos) if demo]
    for place, item in zip(here, [items[place] for place in sorted(here, key=lambda place: demos[place])], strict=True):
        items[place] = item


def _demo_of(item):
    """Return the demo whose scenes a test plays: that of a shared scene, or of a topic of our bank; else nothing."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if "shared" in parameters:
        return parameters["shared"].demo
    topic = str(parameters.get("topic") or item.callspec.id).partition("/")[0] if parameters and item.path.parent.name == "bank" else ""
    return _demos().get(topic) or topic


@functools.cache
def _demos():
    from dl_quiz.course.course import open_course

    return {outline.id: outline.demo for outline in open_course().outlines}


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
