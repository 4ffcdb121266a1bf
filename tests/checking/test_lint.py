"""Lint: every name that leads nowhere is found, with the nearest right one, in both languages, all problems in one go."""

import pytest

from dl_quiz.checking.lint import lint
from dl_quiz.course.course import open_course
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_in_process

CASES = {
    "a kernel": (
        "key: add.add",
        "key: add.zzz",
        ["35: names an unknown kernel `zzz`; there is add, both", "37: names an unknown kernel `zzz`; there is add, both"],
        "引用了未知的函数 `zzz`；现有：add、both",
    ),
    "a file of kernels": (
        "key: add.add",
        "key: ad.add",
        ["35: names an unknown file of kernels `ad`; did you mean `add`?", "37: names an unknown file of kernels `ad`; did you mean `add`?"],
        "引用了未知的函数文件 `ad`；是否想写 `add`？",
    ),
    "a parameter of a kernel": (
        "{with: {carry: false}",
        "{with: {cary: false}",
        ["37: names an unknown parameter of the kernel `cary`; did you mean `carry`?"],
        "引用了未知的函数参数 `cary`；是否想写 `carry`？",
    ),
    "a scene": (
        "proof: {demo: add, scene: luck, check: even-odds}",
        "proof: {demo: add, scene: luk, check: even-odds}",
        ["102: names an unknown scene `luk`; did you mean `luck`?"],
        "引用了未知的场景 `luk`；是否想写 `luck`？",
    ),
    "a check of a prediction": (
        "check: even-odds\n",
        "check: odds\n",
        ["96: names an unknown check `odds`; did you mean `even-odds`?"],
        "引用了未知的检查 `odds`；是否想写 `even-odds`？",
    ),
    "a parameter": (
        "predict: {demo: add, scene: count, with: {left: 4, right: 5}, check: sum}",
        "predict: {demo: add, scene: count, with: {zzz: 4, right: 5}, check: sum}",
        ["86: names an unknown parameter `zzz`; there is left, right, way, aloud"],
        "引用了未知的参数 `zzz`；现有：left、right、way、aloud",
    ),
    "a value": (
        "predict: {demo: add, scene: count, with: {left: 4, right: 5}, check: sum}",
        "predict: {demo: add, scene: count, with: {left: 4, way: toes}, check: sum}",
        ["86: passes a value that the scene `count` refuses: --way has no “toes”; it takes fingers, abacus"],
        "传入了场景 `count` 不接受的值：--way 没有“toes”；可选：fingers, abacus",
    ),
    "a demo of the topic": (
        "demo: add\nask",
        "demo: zzz\nask",
        ["3: names an unknown demo `zzz`; there is add, pictures"],
        "引用了未知的演示 `zzz`；现有：add、pictures",
    ),
}  # fmt: skip


def found_in(course):
    return [problem for problem in lint(open_course(course)) if problem.path.name == "adding.yaml"]


@pytest.mark.parametrize(("old", "new", "sentences", "chinese"), CASES.values(), ids=CASES)
def test_a_name_that_leads_nowhere_gets_its_sentence(tmp_path, old, new, sentences, chinese):
    problems = found_in(edit(copy_of_small(tmp_path), old, new))
    assert [f"{problem.line}: {problem.en}" for problem in problems] == sentences
    assert problems[0].zh == chinese


def test_a_kernel_is_called_with_all_that_it_wants(tmp_path):
    course = edit(
        copy_of_small(tmp_path), "      key: add.add\n      slips:\n", "      key: add.add\n      with: {left: 1}\n      slips:\n"
    )
    course = edit(
        course,
        "def add(left: float, right: float, carry",
        "def add(left: float, right: float, third: float, fourth: float, carry",
        "demos/kernels/add.py",
    )
    problems = found_in(course)
    assert [(problem.line, problem.en, problem.zh) for problem in problems] == [
        (35, "calls `add.add` without third, fourth; draw or give it", "调用 `add.add` 时缺少 third, fourth；请抽取或给出"),
        (38, "calls `add.add` without third, fourth; draw or give it", "调用 `add.add` 时缺少 third, fourth；请抽取或给出"),
    ]


def test_two_topics_answer_one_interview_question(tmp_path):
    course = edit(copy_of_small(tmp_path), "interview: 2", "interview: 1", "questions/charts.yaml")
    (problem,) = lint(open_course(course))
    assert (problem.path.name, problem.line) == ("charts.yaml", 2)
    assert problem.en == "answers interview question 1, and so does adding; give each its own"
    assert problem.zh == "与 adding 都对应第 1 道面试题；请各用各的编号"


def test_every_problem_of_every_file_comes_in_one_go_sorted_by_file_and_line(tmp_path):
    course = copy_of_small(tmp_path)
    edit(course, "key: add.add", "key: add.ad")
    edit(course, "scene: luck, check: even-odds}", "scene: luc, check: even-odds}")
    edit(course, "scene: tables, check: ordered", "scene: tabels, check: ordered", "questions/charts.yaml")
    edit(course, '    """Add what falls."""\n', "", "demos/add.py")
    found = [(problem.path.name, problem.line) for problem in lint(open_course(course))]
    assert found == [("add.py", 37), ("adding.yaml", 35), ("adding.yaml", 37), ("charts.yaml", 80)]


def test_check_prints_every_problem_with_its_file_and_line(tmp_path):
    course = copy_of_small(tmp_path)
    edit(course, "    hint: {en: Count on., zh: 往后数。}", "    hnt: {en: Count on., zh: 往后数。}")
    edit(course, "title: {en: Adding,", "title: {en: yes,")
    edit(course, "scene: tables, check: ordered", "scene: tabels, check: ordered", "questions/charts.yaml")
    done = run_in_process("check", course, cwd=course)
    assert done.code == 1
    assert done.out.splitlines()[:4] == [
        "questions/adding.yaml:1: `title.en` must be text, but YAML takes `yes` for a truth value; put it in quotes",
        "questions/adding.yaml:29: lacks `hint`; add it",
        "questions/adding.yaml:33: has an unknown key `hnt`; did you mean `hint`?",
        "questions/charts.yaml:80: names an unknown scene `tabels`; did you mean `tables`?",
    ]
    assert done.out.splitlines()[-1] == "4 problems"


def test_a_course_without_a_fault_has_no_problem():
    assert lint(open_course(SMALL)) == []
    done = run_in_process("check", SMALL)
    assert (done.code, done.out.splitlines()[-1]) == (0, "no problem")
