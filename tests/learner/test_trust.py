"""Trust is given to code by its content: any change, addition, renaming or removal asks again."""

import pytest

from dl_quiz.course.course import code_of, open_course
from dl_quiz.learner.trust import is_trusted, trust
from tests.courses import copy_of_small


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("DL_QUIZ_HOME", str(tmp_path / "home"))
    return copy_of_small(tmp_path)


def test_nothing_is_trusted_before_somebody_says_so(course):
    assert not is_trusted(code_of(course))
    trust(code_of(course))
    assert is_trusted(code_of(course))


CHANGES = {
    "a changed demo": lambda demos: (demos / "add.py").write_bytes((demos / "add.py").read_bytes() + b"\n"),
    "a changed kernel": lambda demos: (demos / "kernels" / "add.py").write_bytes(b"import os\n"),
    "a new file": lambda demos: (demos / "_new.py").write_bytes(b""),
    "a new file deep down": lambda demos: ((demos / "a" / "b").mkdir(parents=True), (demos / "a" / "b" / "c.py").write_bytes(b"")),
    "another name": lambda demos: (demos / "add.py").rename(demos / "sum.py"),
    "a file less": lambda demos: (demos / "kernels" / "add.py").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_code_is_not_trusted(course, change):
    trust(code_of(course))
    CHANGES[change](course / "demos")
    assert not is_trusted(code_of(course))


def test_prose_is_no_code(course):
    trust(code_of(course))
    topic = course / "questions" / "adding.yaml"
    topic.write_text(topic.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert is_trusted(code_of(course))


def test_code_that_cannot_be_read_is_not_trusted(course):
    (course / "demos" / "bad.py").symlink_to("/dev/zero")
    trust(code_of(course))
    assert not is_trusted(code_of(course))
    assert open_course(course).topics


def test_what_decides_keys_is_in_the_fingerprint(course):
    def hashes():
        opened = open_course(course)
        return opened.fingerprint, opened.code, opened.hash_of("questions/adding.yaml")

    fingerprint, code, adding = hashes()
    (course / "questions" / "charts.yaml").open("a").write("\n")
    assert hashes()[0] != fingerprint
    assert hashes()[1:] == (code, adding)
