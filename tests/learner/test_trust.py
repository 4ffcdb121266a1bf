"""A course's code is trusted by its content: any change asks again."""

import shutil

import pytest

from dl_quiz.learner.trust import code_hash, is_trusted, trust
from tests.courses import copy_of_small


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("DL_QUIZ_HOME", str(tmp_path / "home"))
    return copy_of_small(tmp_path)


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_nothing_is_trusted_before_it_is_allowed(course):
    assert not is_trusted(course)
    trust(course)
    assert is_trusted(course)


@pytest.mark.parametrize(
    "change",
    [
        lambda course: append(course / "demos" / "add.py", "\n"),
        lambda course: append(course / "demos" / "kernels" / "add.py", "# more\n"),
        lambda course: (course / "demos" / "new.py").write_text(""),
        lambda course: (course / "demos" / "deep").mkdir() or (course / "demos" / "deep" / "new.py").write_text(""),
        lambda course: (course / "demos" / "add.py").rename(course / "demos" / "plus.py"),
        lambda course: (course / "demos" / "add.py").unlink(),
    ],
    ids=["demo", "kernel", "new file", "new folder", "renamed", "removed"],
)
def test_any_change_of_code_asks_again(course, change):
    trust(course)
    change(course)
    assert not is_trusted(course)


def test_a_change_of_questions_does_not(course):
    trust(course)
    append(course / "questions" / "adding.yaml", "# more\n")
    assert is_trusted(course)


def test_the_same_content_elsewhere_is_trusted_too(course, tmp_path):
    trust(course)
    elsewhere = shutil.copytree(course, tmp_path / "elsewhere")
    assert is_trusted(elsewhere)
    assert code_hash(course) == code_hash(elsewhere)


def test_several_courses_are_trusted_side_by_side(course, tmp_path):
    other = shutil.copytree(course, tmp_path / "other")
    append(other / "demos" / "add.py", "# other\n")
    trust(course)
    trust(other)
    assert is_trusted(course) and is_trusted(other)


def test_a_damaged_list_trusts_nothing(course, tmp_path):
    trust(course)
    next((tmp_path / "home").iterdir()).write_bytes(b"\xff\xfe\x00 nothing")
    assert not is_trusted(course)


def test_where_the_folder_cannot_be_written_nothing_breaks(course, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DL_QUIZ_HOME", str(tmp_path / "file"))
    trust(course)
    assert not is_trusted(course)
