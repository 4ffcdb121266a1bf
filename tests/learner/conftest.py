"""What tests of the learner's folder share: another user, for whom permissions hold."""

import os
import pickle

import pytest


@pytest.fixture
def as_nobody(tmp_path):
    """Return what calls a function in a process of a user without rights, and gives back what it returns."""
    if os.getuid() != 0:
        return lambda use: use()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder.name.startswith(("pytest-", "test_")):
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
