"""The guide for authors says what is so: its examples pass, and so do the courses that were written from it alone."""

import re
from pathlib import Path

import pytest

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.reveal import key_text
from dl_quiz.checking.add import BEGUN
from dl_quiz.checking.begin import begin_course
from dl_quiz.checking.lint import lint
from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.course import open_course
from dl_quiz.grading.grade import grade
from tests.exercises import judged, the
from tests.program import run_in_process

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = {language: (DOCS / name).read_text(encoding="utf-8") for language, name in (("en", "authors.md"), ("zh", "authors.zh.md"))}
ROWS = [
    (language, row)
    for language, guide in GUIDES.items()
    for row in re.findall(r"^\| `(.*?)`(?: [^|`]*`right: true`)?(?: [^|`]*)?(?:(?:, or |，或 )`(.*?)`)? \|", guide, re.MULTILINE)
]
COURSES = {"english": ("en", "softmax"), "chinese": ("zh", "attention")}
FOLDER = Path(__file__).parents[1] / "courses"
SOURCE = "sources:\n  - {id: goodfellow2016, title: Deep Learning, authors: I. Goodfellow, year: 2016, where: MIT Press, for: softmax}\n"


@pytest.mark.parametrize("language", GUIDES)
def test_the_examples_pass(tmp_path, language):
    begin_course(tmp_path, "team", (language,))
    least, more, template, _ = re.findall(r"```yaml\n(.*?)```", GUIDES[language], re.DOTALL)
    path = tmp_path / "questions" / "softmax.yaml"
    for text in (least, least + more, least + more + template):
        path.write_text(SOURCE + text, encoding="utf-8")
        assert lint(open_course(tmp_path)) == []
    topic = open_course(tmp_path).read("softmax").topic
    assert [question.id for question in topic.questions] == ["sums-to", "all-equal"] and topic.questions[0].level == 2


@pytest.mark.parametrize("language", GUIDES)
def test_the_exercise_is_proved_and_judged(tmp_path, language):
    begin_course(tmp_path, "team", (language,))
    least, *_, exercise = re.findall(r"```yaml\n(.*?)```", GUIDES[language], re.DOTALL)
    (tmp_path / "questions" / "softmax.yaml").write_text(least + exercise, encoding="utf-8")
    (tmp_path / "demos" / "exercises").mkdir(parents=True)
    (solution,) = re.findall(r"```python\n(.*?)```", GUIDES[language], re.DOTALL)
    (tmp_path / "demos" / "exercises" / "softmax.py").write_text(solution, encoding="utf-8")
    course = open_course(tmp_path, trusted=True)
    assert lint(course) == []
    assert [problem.en for one in prove_topic(course, "softmax") for problem in one.problems] == []
    naive = "import numpy as np\ndef soft_max(row): return np.exp(row) / np.exp(row).sum()"
    assert judged(naive, the("soft_max", course)).recognised.id == "not-shifted"


@pytest.mark.parametrize(("language", "row"), ROWS)
def test_the_table_of_kinds_says_what_is_read(tmp_path, language, row):
    begin_course(tmp_path, "team", (language,))
    for written in filter(None, row):
        if ": " not in written:
            assert written.rstrip(":") in BEGUN
            continue
        topic = f"title: x\nquestions:\n  - id: a\n    ask: b\n    {written}\n"
        (tmp_path / "questions" / "x.yaml").write_text(topic, encoding="utf-8")
        assert lint(open_course(tmp_path)) == []


def test_both_tables_have_a_row_for_each_kind():
    assert [row[0].partition(":")[0] for _, row in ROWS] == [*BEGUN, *BEGUN]


@pytest.mark.parametrize("name", COURSES)
def test_a_course_in_one_language_is_whole(name):
    language, topic = COURSES[name]
    course = open_course(FOLDER / name)
    assert course.manifest.languages == (language,) and lint(course) == [] and course.code.modules == ()
    questions = course.read(topic).topic.questions
    assert [question.kind for question in questions] == list(BEGUN) or {question.kind for question in questions} == set(BEGUN)
    for question in questions:
        posed = pose(course.read(topic), question, 7)
        key = key_of(course, posed)
        answer = " ".join(re.findall(r"^\d(?=\))", key_text(key).of(language), re.MULTILINE)) or key_text(key).of(language)
        assert grade(key, answer).score == 1.0, question.id


@pytest.mark.parametrize("name", COURSES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_works_over_a_course_in_one_language(name, language, tmp_path):
    topic = COURSES[name][1]
    for command in (
        ["topics"],
        ["topics", topic],
        ["explain", topic],
        [],
        ["sheet"],
        ["demo"],
        ["check"],
        ["progress"],
    ):
        done = run_in_process(*command, "--course", FOLDER / name, language=language, home=tmp_path)
        assert done.code == 0, (command, done)
    done = run_in_process("quiz", "--answers", "-", "--course", FOLDER / name, language=language, home=tmp_path, stdin="1\n" * 5)
    assert done.code == 0, done
