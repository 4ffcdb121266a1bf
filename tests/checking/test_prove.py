"""Proving: every key is computed, every proof run, and what is not so gets its exact sentence at its line, in both languages."""

import json

import pytest

from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.course import open_course
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_in_process

VALUE = '{value: "left * right", because: {en: That is the product., zh: 那是积。}}'
PRINTS = "predict: {demo: add, scene: count, with: {left: 4, right: 5}, check: sum}"
CASES = {
    "a slip that is the key for every draw": (VALUE, VALUE.replace("left * right", "left + right"), "36: a slip equals the key for every draw; a slip is a wrong number", "有 slip 在每次抽取时都与答案相同；slip 必须是错误的数"),
    "a key with a fraction": ("draw: {left: [1, 2, 3]", "draw: {left: [1.5, 2, 3]", "34: the key 5.5 is no whole number for {'left': 1.5, 'right': 4}; give `within` or `relative`", "抽到 {'left': 1.5, 'right': 4} 时答案 5.5 不是整数；请给出 `within` 或 `relative`"),
    "a check that fails": ("proof: {demo: add, scene: luck, check: even-odds}", "proof: {demo: pictures, scene: claims, with: {side: 1}, check: falls}", "102: the check `falls` of `pictures claims` fails", "`pictures claims` 的检查 `falls` 未成立（fails）"),
    "a check that does not apply": ("proof: {demo: add, scene: luck, check: even-odds}", "proof: {demo: pictures, scene: claims, with: {side: 1}, check: larger}", "102: the check `larger` of `pictures claims` not applicable", "`pictures claims` 的检查 `larger` 未成立（not applicable）"),
    "a figure that is a grid": (PRINTS, "predict: {demo: pictures, scene: claims, check: grid}", "86: the check `grid` gives no single figure: it gives an array; pick an element with `at`", "检查 `grid` 没有给出单个数值：it gives an array; pick an element with `at`"),
    "an element that is not there": (PRINTS, "predict: {demo: pictures, scene: claims, check: list, at: [7]}", "86: the check `list` gives no single figure: index 7 is out of bounds for axis 0 with size 2", None),
    "a figure in no interval": ("low: 0.4, high: 0.6}", "low: 0.4, high: 0.45}", "93: no option holds the figure 0.516906; mend `low` and `high`", "没有选项包含数值 0.516906；请修改 `low` 和 `high`"),
    "a scene that refuses": ("proof: {demo: add, scene: count, with: {left: 4, right: 5}, check: sum}", "proof: {demo: add, scene: count, with: {left: 0, right: 0}, check: sum}", "88: the scene `add count` breaks off: nothing is there to count", "场景 `add count` 中断：nothing is there to count"),
    "a kernel that is not there": ("key: add.add", "key: add.ad", "35: `add.ad` gives no number (kernels/add.py has no kernel ad) for left=1, right=4; mend the call or the kernel", "`add.ad` 算不出数（kernels/add.py has no kernel ad），参数：left=1, right=4；请修改调用或函数"),
    "a kernel that gives two": ("      key: add.add\n", "      key: add.both\n", "35: `add.both` gives no number (float() argument must be a string or a real number, not 'tuple') for left=1, right=4; mend the call or the kernel", None),
}  # fmt: skip


def problems_of(course, topic="adding"):
    return [problem for proven in prove_topic(open_course(course, trusted=True), topic) for problem in proven.problems]


@pytest.mark.parametrize(
    ("old", "new", "english", "chinese"),
    [case for case in CASES.values() if case[2]],
    ids=[name for name, case in CASES.items() if case[2]],
)
def test_what_is_not_so_gets_its_sentence(tmp_path, old, new, english, chinese):
    problems = problems_of(edit(copy_of_small(tmp_path), old, new))
    assert [f"{problem.line}: {problem.en}" for problem in problems][:1] == [english]
    assert chinese is None or problems[0].zh == chinese


def test_a_slip_of_a_fixed_question_may_not_be_the_key(tmp_path):
    course = edit(copy_of_small(tmp_path), PRINTS, PRINTS[:-1] + ", slips: [{value: 9, because: {en: b, zh: 乙}}]}")
    (problem,) = problems_of(course)
    assert (problem.line, problem.en, problem.zh) == (
        86,
        "a slip equals the key; a slip is a wrong number",
        "有 slip 与答案相同；slip 必须是错误的数",
    )


@pytest.mark.parametrize(("value", "shown"), [("inf", "inf"), ("-inf", "-inf"), ("nan", "nan")])
def test_a_key_that_is_not_finite_is_none(tmp_path, value, shown):
    course = edit(
        copy_of_small(tmp_path), "return left + right + (0", f"return float('{value}') + left + right + (0", "demos/kernels/add.py"
    )
    problem = next(problem for problem in problems_of(course) if problem.line == 34)
    assert (problem.line, problem.en) == (34, f"the key is {shown}, which no answer can be; mend what computes it")
    assert problem.zh == f"答案是 {shown}，没有作答能与之相等；请修改其算法"


def test_a_relative_tolerance_of_a_key_that_is_zero_allows_nothing(tmp_path):
    course = edit(copy_of_small(tmp_path), "draw: {left: [1, 2, 3], right: [4, 5]}", "draw: {left: [-4, 2, 3], right: [4, 5]}")
    edit(course, "      key: add.add\n", "      key: add.add\n      relative: 0.01\n")
    problem, *_ = problems_of(course)
    assert (problem.line, problem.en, problem.zh) == (
        34,
        "`relative` allows nothing beside the key 0; give `within`",
        "答案是 0 时 `relative` 不起作用；请给出 `within`",
    )


def test_a_fixed_key_with_a_fraction_needs_a_tolerance(tmp_path):
    course = edit(copy_of_small(tmp_path), PRINTS, "predict: {demo: pictures, scene: claims, with: {tilt: 0.25}, check: near, side: right}")
    course = edit(course, "side**2, within=1e-9", "side**2 + 0.25, within=0.5", "demos/pictures.py")
    (problem,) = problems_of(course)
    assert (problem.line, problem.en) == (86, "the key 9.25 is no whole number; give `within` or `relative`")
    assert problem.zh == "答案 9.25 不是整数；请给出 `within` 或 `relative`"


def test_a_check_that_the_arguments_leave_out_gets_its_sentence(tmp_path):
    course = edit(
        copy_of_small(tmp_path),
        '    yield Check(\n        "commutes",',
        '    if left == 1:\n        return\n    yield Check(\n        "commutes",',
        "demos/add.py",
    )
    course = edit(
        course, "proof: {demo: add, scene: count, check: commutes}", "proof: {demo: add, scene: count, with: {left: 1}, check: commutes}"
    )
    (problem,) = problems_of(course)
    assert (problem.line, problem.en) == (51, "the scene `add count` yields no check `commutes` with these arguments")
    assert problem.zh == "场景 `add count` 在这些参数下没有给出检查 `commutes`"


def test_every_draw_of_a_key_is_computed_and_the_first_wrong_one_told(tmp_path):
    course = edit(
        copy_of_small(tmp_path),
        "    return left + right + (0 if carry else 1)",
        "    return left + right + (0 if carry else 1) + (0.5 if (left, right) == (3, 5) else 0)",
        "demos/kernels/add.py",
    )
    found = [problem.en for problem in problems_of(course)]
    assert "the key 8.5 is no whole number for {'left': 3, 'right': 5}; give `within` or `relative`" in found


def test_every_answer_is_named_with_its_line_and_holds():
    proven = list(prove_topic(open_course(SMALL, trusted=True), "adding"))
    assert [(one.id, one.line) for one in proven] == [
        ("adding#sum", 10),
        ("adding/sum-of-two", 29),
        ("adding/commutes", 41),
        ("adding/which-sums", 52),
        ("adding/name", 63),
        ("adding/counting-on", 72),
        ("adding/what-prints", 82),
        ("adding/what-falls", 89),
        ("adding/running-total", 104),
    ]
    assert not any(one.problems for one in proven)
    assert all(one.seconds >= 0 for one in proven)


@pytest.mark.parametrize("jobs", [1, 2])
def test_any_number_of_processes_finds_the_same(tmp_path, jobs):
    course = edit(copy_of_small(tmp_path), "low: 0.4, high: 0.6}", "low: 0.4, high: 0.45}")
    done = run_in_process("check", course, "--run", "--trust", "--jobs", jobs, "--format", "json")
    found = json.loads(done.out)
    assert done.code == 1
    assert [problem["problem"] for problem in found["problems"]] == ["no option holds the figure 0.516906; mend `low` and `high`"]
    assert [proof["id"] for proof in found["proofs"] if not proof["holds"]] == ["adding/what-falls"]
    assert len(found["proofs"]) == 14


def test_only_the_topics_that_are_named_are_proved():
    done = run_in_process("check", SMALL, "--topic", "charts", "--run", "--trust", "--format", "json")
    assert {proof["id"].partition("/")[0].partition("#")[0] for proof in json.loads(done.out)["proofs"]} == {"charts"}
