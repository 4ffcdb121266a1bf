"""A course's code is trusted by its content: any change asks again."""

import shutil

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.files.code import Code
from dl_quiz.learner.trust import is_trusted, trust
from tests.courses import copy_of_small


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("DL_QUIZ_HOME", str(tmp_path / "home"))
    return copy_of_small(tmp_path)


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_nothing_is_trusted_before_it_is_allowed(course):
    assert not is_trusted(Code(course / "demos").digest)
    trust(Code(course / "demos").digest)
    assert is_trusted(Code(course / "demos").digest)


@pytest.mark.parametrize(
    "change",
    [
        lambda course: append(course / "demos" / "add.py", "\n"),
        lambda course: append(course / "demos" / "kernels" / "add.py", "# more\n"),
        lambda course: (course / "demos" / "new.py").write_text(""),
        lambda course: (course / "demos" / "add.py").rename(course / "demos" / "plus.py"),
        lambda course: (course / "demos" / "add.py").rename(course / "demos" / "adding.py"),
        lambda course: (course / "demos" / "add.py").unlink(),
    ],
    ids=["demo", "kernel", "new file", "renamed", "renamed in its place", "removed"],
)
def test_any_change_of_code_asks_again(course, change):
    trust(Code(course / "demos").digest)
    change(course)
    assert not is_trusted(Code(course / "demos").digest)


def test_a_change_of_questions_does_not(course):
    trust(Code(course / "demos").digest)
    append(course / "questions" / "adding.yaml", "# more\n")
    assert is_trusted(Code(course / "demos").digest)


def test_the_same_content_elsewhere_is_trusted_too(course, tmp_path):
    trust(Code(course / "demos").digest)
    elsewhere = shutil.copytree(course, tmp_path / "elsewhere")
    assert is_trusted(Code(elsewhere / "demos").digest)
    assert Code(course / "demos").digest == Code(elsewhere / "demos").digest


def test_several_courses_are_trusted_side_by_side(course, tmp_path):
    other = shutil.copytree(course, tmp_path / "other")
    append(other / "demos" / "add.py", "# other\n")
    trust(Code(course / "demos").digest)
    trust(Code(other / "demos").digest)
    assert is_trusted(Code(course / "demos").digest) and is_trusted(Code(other / "demos").digest)


def test_a_damaged_list_trusts_nothing(course, tmp_path):
    trust(Code(course / "demos").digest)
    next((tmp_path / "home").iterdir()).write_bytes(b"\xff\xfe\x00 nothing")
    assert not is_trusted(Code(course / "demos").digest)


def test_where_the_folder_cannot_be_written_nothing_breaks(course, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DL_QUIZ_HOME", str(tmp_path / "file"))
    trust(Code(course / "demos").digest)
    assert not is_trusted(Code(course / "demos").digest)


def test_code_that_cannot_be_read_is_not_trusted_but_the_course_is_listed(course):
    (course / "demos" / "bad.py").symlink_to("/dev/zero")
    opened = open_course(course, trusted=lambda digest: True)
    assert opened.topics and not opened.trusted


def test_what_decides_keys_is_in_the_fingerprint(course):
    def hashes():
        opened = open_course(course)
        return opened.fingerprint, opened.code.digest, opened.hash_of("adding")

    fingerprint, code, adding = hashes()
    append(course / "questions" / "charts.yaml", "\n")
    assert hashes()[0] != fingerprint
    assert hashes()[1:] == (code, adding)
    append(course / "demos" / "kernels" / "add.py", "\n")
    assert hashes()[1] != code and hashes()[2] == adding
