"""Several courses as one, and a topic's file as a course: what adds up, what stands in place of what, and what clashes."""

import shutil

import pytest

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.bundled import bundled_root
from dl_quiz.course.course import open_course
from dl_quiz.course.joined import OURS, open_courses, overridden
from dl_quiz.errors import CourseError, TrustError
from tests.course.test_light import LIGHT, course_of
from tests.courses import SMALL, copy_of_small
from tests.program import run_in_process


@pytest.fixture
def light(tmp_path):
    (tmp_path / "light").mkdir()
    return course_of(tmp_path / "light").root


def test_topics_and_demos_add_up_and_the_keys_are_those_of_each_course(light):
    course = open_courses((SMALL, light), trusted=True)
    assert course.topics == ("adding", "charts", "descent")
    assert [outline.id for outline in course.outlines] == list(course.topics)
    assert course.manifest.title.of("en") == "A small course + Mine"
    assert course.code.demos == open_course(SMALL).code.demos
    alone = open_course(SMALL, trusted=True)
    for topic in ("adding", "charts"):
        for question in alone.read(topic).topic.questions:
            posed = pose(alone.read(topic), question, 0)
            assert key_of(course, pose(course.read(topic), question, 0)) == key_of(alone, posed)


def test_a_later_course_s_topic_stands_in_place_of_an_earlier_one(light, tmp_path):
    shutil.copy(light / "questions" / "descent.yaml", light / "questions" / "adding.yaml")
    course = open_courses((SMALL, light), trusted=True)
    assert course.topics == ("adding", "charts", "descent")
    assert course.read("adding").topic.title.of("en") == "Gradient descent"
    assert course.path_of("adding") == light / "questions" / "adding.yaml"
    assert course.hash_of("adding") == course.hash_of("descent") != course.hash_of("charts")
    assert [(topic, mine.root, other.root) for topic, mine, other in overridden(course)] == [("adding", light, SMALL)]
    assert overridden(open_course(SMALL)) == []
    done = run_in_process(
        "quiz", "adding", "--answers", "-", "--course", SMALL, "--course", light, stdin="1\n12\nSGD\n", home=tmp_path / "home"
    )
    told = f"{light} has a topic adding of its own, which stands in place of that of "
    assert done.code == 0 and done.err.count("stands in place") == 1 and done.err.startswith(told), done.err


def test_ours_is_one_of_several(light, tmp_path):
    course = open_courses((OURS, light))
    assert "dropout" in course.topics and course.topics[-1] == "descent"
    assert course.code is not None and course.runnable().ours, "a course without code asks for no trust, and leaves ours as it is"
    done = run_in_process("explain", "dropout", "--course", "builtin", "--course", light, home=tmp_path / "home")
    assert done.code == 0 and "Dropout" in done.out


def test_code_of_two_courses_is_run_in_one_package(tmp_path):
    other = copy_of_small(tmp_path)
    (other / "questions" / "charts.yaml").unlink()
    (other / "questions" / "course.yaml").write_text("title: {en: a, zh: b}\nformat: 2\n")
    for kind in ("demos", "demos/kernels"):
        (other / kind / "more.py").write_bytes((other / kind / "add.py").read_bytes().replace(b".kernels.add", b".kernels.more"))
    course = open_courses((SMALL, other), trusted=True)
    assert {"add", "more", "pictures"} <= set(course.code.demos) == {*open_course(SMALL).code.demos, "more"}
    done = run_in_process("demo", "more", "count", "--no-step", "--trust", "--course", SMALL, "--course", other, home=tmp_path / "home")
    assert done.code == 0 and done.out, done.err


def test_a_stranger_s_code_must_be_trusted_beside_ours(tmp_path):
    other = copy_of_small(tmp_path)
    course = open_courses((OURS, other))
    with pytest.raises(TrustError) as failure:
        course.runnable()
    assert failure.value.digest == open_course(other).code.digest
    assert open_courses((OURS, other), trusted=True).runnable() is not None


def test_two_files_of_one_name_clash(tmp_path):
    other = copy_of_small(tmp_path)
    (other / "demos" / "add.py").write_bytes((other / "demos" / "add.py").read_bytes() + b"\n")
    with pytest.raises(CourseError) as failure:
        open_courses((SMALL, other), trusted=True).code.source("add")
    first, path = SMALL / "demos" / "add.py", other / "demos" / "add.py"
    assert failure.value.text.en == f"{path}: is another file than {first}, and both courses are open; rename one of them"
    assert failure.value.text.zh == f"{path}: 与 {first} 不同，而两门课程同时打开；请给其中一个改名"


def test_a_topic_s_file_is_a_course_of_this_topic(light):
    course = open_course(light / "questions" / "descent.yaml")
    assert course.topics == ("descent",) and course.manifest == open_course(light).manifest
    assert open_course(SMALL / "questions" / "adding.yaml").code.demos == open_course(SMALL).code.demos


@pytest.mark.parametrize(("title", "languages"), [("Descent", ("en",)), ("下降", ("zh",)), ("{en: Descent, zh: 下降}", ("en", "zh"))])
def test_a_file_in_no_course_tells_its_languages_by_its_title(tmp_path, title, languages):
    path = tmp_path / "descent.yaml"
    path.write_text(LIGHT.replace("Gradient descent", title), encoding="utf-8")
    assert open_course(path).manifest.languages == languages


def test_files_are_explained_and_asked_by_their_paths(tmp_path):
    path = tmp_path / "descent.yaml"
    path.write_text(LIGHT, encoding="utf-8")
    assert run_in_process("explain", path, home=tmp_path).out.startswith("Gradient descent\n")
    assert run_in_process("explain", f"{path}/samples", home=tmp_path).out.startswith("descent/samples\n")
    asked = run_in_process("quiz", path, "--answers", "-", "--seed", "1", "--pass", "1", stdin="12\n1\nSGD\n", home=tmp_path)
    right = {line.split()[1] for line in asked.out.splitlines() if line.startswith("✓")}
    assert {question.partition("/")[0] for question in right} == {"descent"}, asked
    missing = run_in_process("explain", tmp_path / "descend.yaml", home=tmp_path)
    assert missing.code == 3 and missing.err.endswith(f"did you mean {path}?\n")


def test_complaints_name_files_as_they_are_seen_from_here(tmp_path):
    folder = tmp_path / "my course"
    folder.mkdir()
    (tmp_path / "home").mkdir()
    course_of(folder, topic=LIGHT.replace("number: 12", "number: twelve"))
    sentence = "questions/descent.yaml:11: `twelve` is neither a number nor `demo.kernel`\n"
    for here, path in ((tmp_path, "my course/"), (folder, ""), (tmp_path / "home", f"{folder}/")):
        done = run_in_process("check", folder, cwd=here, home=tmp_path / "home")
        assert done.code == 1 and done.out.startswith(path + sentence), (here, done.out)
        done = run_in_process("explain", "descent", "--course", folder, cwd=here, home=tmp_path / "home")
        assert (done.code, done.err) == (3, path + sentence)


def test_our_own_course_is_where_it_was():
    assert open_courses().root == bundled_root() and open_courses().trusted
