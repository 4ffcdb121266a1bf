"""Beginning a course: files that pass `check` and hold when they are proved, and never one written over."""

import pytest

from dl_quiz.checking.begin import begin_demo, begin_topic
from dl_quiz.checking.lint import lint
from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.course import open_course
from dl_quiz.errors import UsageError


def test_a_new_topic_has_no_problem_and_all_its_answers_hold(tmp_path):
    begin_topic(tmp_path, "weighing", None)
    course = open_course(tmp_path, trusted=True)
    assert course.topics == ("weighing",) and course.code.demos == ("weighing",)
    assert lint(course) == []
    proven = list(prove_topic(course, "weighing"))
    assert len(proven) >= 3 and not any(one.problems for one in proven)


def test_a_topic_may_lead_to_a_demo_that_is_there(tmp_path):
    begin_demo(tmp_path, "scales")
    before = (tmp_path / "demos" / "scales.py").stat().st_mtime_ns
    written = begin_topic(tmp_path, "weighing-more", "scales")
    assert [path.relative_to(tmp_path).as_posix() for path in written] == ["questions/weighing-more.yaml"]
    assert (tmp_path / "demos" / "scales.py").stat().st_mtime_ns == before
    assert lint(open_course(tmp_path)) == []


def test_a_hyphen_becomes_an_underscore_in_the_demo_s_name(tmp_path):
    begin_topic(tmp_path, "weighing-more", None)
    assert open_course(tmp_path).code.demos == ("weighing_more",)


@pytest.mark.parametrize(
    ("name", "demo", "en", "zh"),
    [
        ("Bad Name", None, "“Bad Name” is no name for a topic; use lower-case words joined by hyphens, like weight-decay", "“Bad Name”不能作主题名；请用小写单词和连字符，如 weight-decay"),
        ("3d", None, "“3d” is no name for a demo; give --demo with one lower-case word, like softmax", "“3d”不能作演示名；请用 --demo 指定一个小写单词，如 softmax"),
        ("good", "Bad", "“Bad” is no name for a demo; give --demo with one lower-case word, like softmax", "“Bad”不能作演示名；请用 --demo 指定一个小写单词，如 softmax"),
        ("class", None, "“class” is no name for a demo; give --demo with one lower-case word, like softmax", "“class”不能作演示名；请用 --demo 指定一个小写单词，如 softmax"),
        ("course", "good", "“good” is no name for a demo; give --demo with one lower-case word, like softmax", None),
    ],
)  # fmt: skip
def test_an_impossible_name_gets_its_sentence(tmp_path, name, demo, en, zh):
    with pytest.raises(UsageError) as failure:
        begin_topic(tmp_path, name, demo)
    assert failure.value.text.en == en
    assert zh is None or failure.value.text.zh == zh
    assert list(tmp_path.iterdir()) == []


def test_an_impossible_demo_gets_its_sentence(tmp_path):
    with pytest.raises(UsageError) as failure:
        begin_demo(tmp_path, "bad-name")
    assert failure.value.text.en == "“bad-name” is no name for a demo; use one lower-case word, like softmax"
    assert failure.value.text.zh == "“bad-name”不能作演示名；请用一个小写单词，如 softmax"


def test_nothing_is_written_over(tmp_path):
    begin_topic(tmp_path, "weighing", None)
    path = tmp_path / "questions" / "weighing.yaml"
    path.write_text("mine")
    with pytest.raises(UsageError) as failure:
        begin_topic(tmp_path, "weighing", None)
    assert (failure.value.text.en, failure.value.text.zh) == (f"{path} exists; choose another name", f"{path} 已存在；请换个名称")
    assert path.read_text() == "mine"


def test_a_folder_that_cannot_be_made_gets_its_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as failure:
        begin_topic(tmp_path / "file", "weighing", None)
    folder = tmp_path / "file" / "questions"
    assert failure.value.text.en == f"{folder} cannot be made (Not a directory); choose another folder"
    assert failure.value.text.zh == f"无法创建 {folder}（Not a directory）；请换个文件夹"
