"""Beginning a course: files that pass `check` and hold when they are proved, and never one written over."""

import ast
from itertools import product

import pytest

from dl_quiz.checking.add import BEGUN, begin_question
from dl_quiz.checking.begin import begin_course, begin_demo, begin_topic, is_course
from dl_quiz.checking.lint import lint
from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError, UsageError
from dl_quiz.nouns import LANGUAGES

EACH = [("en",), ("zh",), LANGUAGES]


@pytest.fixture
def root(tmp_path):
    begin_course(tmp_path, "Weights", LANGUAGES)
    return tmp_path


@pytest.mark.parametrize("languages", EACH)
def test_a_new_course_is_one(tmp_path, languages):
    assert not is_course(tmp_path)
    assert begin_course(tmp_path, "2024", languages) == [tmp_path / "questions" / "course.yaml"]
    assert is_course(tmp_path)
    manifest = open_course(tmp_path).manifest
    assert manifest.languages == languages and manifest.title.of("en") == manifest.title.of("zh") == "2024"
    with pytest.raises(UsageError):
        begin_course(tmp_path, "again", languages)


@pytest.mark.parametrize("languages", EACH)
def test_the_lightest_topic_has_no_problem_and_no_demo(tmp_path, languages):
    begin_course(tmp_path, "Weights", languages)
    written = begin_topic(tmp_path, "weighing", None)
    assert [path.name for path in written] == ["weighing.yaml"]
    course = open_course(tmp_path)
    assert lint(course) == [] and course.topics == ("weighing",)
    text = course.path_of("weighing").read_text(encoding="utf-8")
    assert ("均值" in text, "The mean" in text) == ("zh" in languages, "en" in languages)


@pytest.mark.parametrize("languages", EACH)
def test_a_topic_with_a_demo_has_everything_and_all_its_answers_hold(tmp_path, languages):
    begin_course(tmp_path, "Weights", languages)
    begin_topic(tmp_path, "weighing", "scales")
    course = open_course(tmp_path, trusted=True)
    assert course.topics == ("weighing",) and course.code.demos == ("scales",)
    assert lint(course) == []
    proven = list(prove_topic(course, "weighing"))
    assert len(proven) >= 3 and not any(one.problems for one in proven)
    assert (tmp_path / "demos" / "zh").exists() == (len(languages) == 2)
    said = {node.value for node in ast.walk(ast.parse(course.code.source("scales"))) if isinstance(node, ast.Constant)}
    assert ("这些数" in said, "The numbers" in said) == (languages == ("zh",), languages != ("zh",))
    assert course.read("weighing").advice == ()


def test_a_strict_course_begins_with_everything(root):
    path = root / "questions" / "course.yaml"
    path.write_text(path.read_text() + "strict: true\n")
    begin_topic(root, "weighing-more", None)
    assert open_course(root).code.demos == ("weighing_more",)
    assert lint(open_course(root)) == []


def test_a_topic_may_lead_to_a_demo_that_is_there(root):
    begin_demo(root, "scales")
    before = (root / "demos" / "scales.py").stat().st_mtime_ns
    written = begin_topic(root, "weighing-more", "scales")
    assert [path.relative_to(root).as_posix() for path in written] == ["questions/weighing-more.yaml"]
    assert (root / "demos" / "scales.py").stat().st_mtime_ns == before
    assert lint(open_course(root)) == []


@pytest.mark.parametrize(("kind", "languages"), list(product(BEGUN, EACH)))
def test_a_question_of_each_kind_is_added_at_its_line(tmp_path, kind, languages):
    begin_course(tmp_path, "Weights", languages)
    begin_topic(tmp_path, "weighing", None)
    before = (tmp_path / "questions" / "weighing.yaml").read_text(encoding="utf-8")
    path, line = begin_question(tmp_path, "weighing/my-own", kind)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(before.rstrip()) and text.splitlines()[line - 1].strip() == "- id: my-own"
    course = open_course(tmp_path)
    assert lint(course) == []
    assert course.read("weighing").topic.questions[-1].kind == kind


@pytest.mark.parametrize(
    ("topic", "added"),
    [
        ("title: x\nquestions:\n- id: a\n  ask: b\n  number: 1", True),
        ("title: x\nquestions:\n      - id: a\n        ask: b\n        number: 1\n\n\n", True),
        ("title: x\nquestions:\n  -\n    id: a\n    ask: b\n    number: 1\n", False),
        ("title: x\nquestions: [{id: a, ask: b, number: 1}]\n", False),
        ("questions:\n  - {id: a, ask: b, number: 1}\ntitle: x\n", False),
        ("title: x\nquestions:\n  - id: a\n    number: 1\n    ask: |\n      - what\n", True),
        ("title: x\nquestions: []\n", False),
    ],
)
def test_a_question_is_added_where_that_can_be_done_and_else_nothing_is_touched(tmp_path, topic, added):
    begin_course(tmp_path, "Weights", ("en",))
    path = tmp_path / "questions" / "scales.yaml"
    path.write_text(topic, encoding="utf-8")
    if added:
        begin_question(tmp_path, "scales/b", "choose")
        assert [question.id for question in open_course(tmp_path).read("scales").topic.questions] == ["a", "b"]
        return
    with pytest.raises(UsageError) as failure:
        begin_question(tmp_path, "scales/b", "choose")
    assert (
        failure.value.text.en
        == f"{path}: a question can only be added where `questions` is the last key and each of them begins a line with -; write it by hand"
    )
    assert failure.value.text.zh == f"{path}：只有当 `questions` 是最后一个键、每道题各以 - 起行时才能自动添加；请手工添加"
    assert path.read_text(encoding="utf-8") == topic


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("weighing", "“weighing” is no name for a question; name its topic and it, like weight-decay/shrinks-by", "“weighing”不能作题目名；请写 主题/题目，如 weight-decay/shrinks-by"),
        ("weighing/A b", "“weighing/A b” is no name for a question; name its topic and it, like weight-decay/shrinks-by", "“weighing/A b”不能作题目名；请写 主题/题目，如 weight-decay/shrinks-by"),
        ("weighing/deviations", "weighing/deviations exists; ids are for ever, choose another", "weighing/deviations 已存在；id 永久有效，请换一个"),
    ],
)  # fmt: skip
def test_an_impossible_question_gets_its_sentence(root, name, en, zh):
    begin_topic(root, "weighing", None)
    with pytest.raises(UsageError) as failure:
        begin_question(root, name, "choose")
    assert (failure.value.text.en, failure.value.text.zh) == (en, zh)


@pytest.mark.parametrize(
    ("name", "demo", "en", "zh"),
    [
        ("Bad Name", None, "“Bad Name” is no name for a topic; use lower-case words joined by hyphens, like weight-decay", "“Bad Name”不能作主题名；请用小写单词和连字符，如 weight-decay"),
        ("course", None, "“course” is no name for a topic; use lower-case words joined by hyphens, like weight-decay", "“course”不能作主题名；请用小写单词和连字符，如 weight-decay"),
        ("good", "3d", "“3d” is no name for a demo; give --demo with one lower-case word, like softmax", "“3d”不能作演示名；请用 --demo 指定一个小写单词，如 softmax"),
        ("good", "Bad", "“Bad” is no name for a demo; give --demo with one lower-case word, like softmax", "“Bad”不能作演示名；请用 --demo 指定一个小写单词，如 softmax"),
        ("good", "class", "“class” is no name for a demo; give --demo with one lower-case word, like softmax", "“class”不能作演示名；请用 --demo 指定一个小写单词，如 softmax"),
    ],
)  # fmt: skip
def test_an_impossible_name_gets_its_sentence(root, name, demo, en, zh):
    with pytest.raises(UsageError) as failure:
        begin_topic(root, name, demo)
    assert (failure.value.text.en, failure.value.text.zh) == (en, zh)
    assert [path.name for path in root.rglob("*") if path.is_file()] == ["course.yaml"]


def test_an_impossible_demo_gets_its_sentence(root):
    with pytest.raises(UsageError) as failure:
        begin_demo(root, "bad-name")
    assert failure.value.text.en == "“bad-name” is no name for a demo; use one lower-case word, like softmax"
    assert failure.value.text.zh == "“bad-name”不能作演示名；请用一个小写单词，如 softmax"


def test_nothing_is_written_over(root):
    begin_topic(root, "weighing", None)
    path = root / "questions" / "weighing.yaml"
    path.write_text("mine")
    with pytest.raises(UsageError) as failure:
        begin_topic(root, "weighing", None)
    assert (failure.value.text.en, failure.value.text.zh) == (f"{path} exists; choose another name", f"{path} 已存在；请换个名称")
    assert path.read_text() == "mine"


def test_a_folder_that_cannot_be_made_gets_its_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as failure:
        begin_course(tmp_path / "file", "Weights", ("en",))
    folder = tmp_path / "file" / "questions"
    assert failure.value.text.en == f"{folder} cannot be made (Not a directory); choose another folder"
    assert failure.value.text.zh == f"无法创建 {folder}（Not a directory）；请换个文件夹"


def test_a_course_that_cannot_be_read_is_complained_of(tmp_path):
    with pytest.raises(CourseError):
        begin_topic(tmp_path, "weighing", None)
