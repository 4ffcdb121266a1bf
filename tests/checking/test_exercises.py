"""An exercise is checked: what reading shows, and with --run what running shows, each in its sentence, at its line, in both languages."""

import pytest

from dl_quiz.checking.lint import lint
from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from tests.courses import copy_of_small, edit

PAGE, CASES = "questions/adding.yaml", "demos/exercises/add.py"
FIRST = "old: start = add(start, number)"

READ = {
    "no cases": (CASES, "def running_total_cases", "def cases", "104: there is no `running_total_cases` beside `running_total`; write it, it yields the cases", "`running_total` 旁边没有 `running_total_cases`；请编写，它给出用例"),
    "no function": (CASES, "def running_total(", "def total(", "104: demos/exercises/add.py neither defines nor imports `running_total`; the exercise's id is its function's name", "demos/exercises/add.py 既没有定义也没有导入 `running_total`；练习的 id 就是函数名"),
    "nothing to change": (PAGE, FIRST, "old: start = plus(start, number)", "113: `old` of `start-forgotten` stands 0 times in the solution; it must stand there once", "`start-forgotten` 的 `old` 在参考解中出现 0 次；必须恰好出现一次"),
    "two places to change": (PAGE, FIRST, "old: number", "113: `old` of `start-forgotten` stands 6 times in the solution; it must stand there once", "`start-forgotten` 的 `old` 在参考解中出现 6 次；必须恰好出现一次"),
    "no Python": (PAGE, "new: start = number", "new: start = number +", "113: with `start-forgotten` the solution is no Python: invalid syntax", "套用 `start-forgotten` 后参考解不再是合法的 Python：invalid syntax"),
    "nothing changed": (PAGE, "new: start = number", "new: start = add(start, number)", "113: changes nothing: `old` and `new` are the same", "什么都没改：`old` 与 `new` 相同"),
    "a hint too few": (PAGE, "      - {en: np.cumsum does it., zh: np.cumsum 就能做到。}\n", "", "108: has 2 hints; give 3, from a nudge to nearly all", "有 2 条提示；请给 3 条，由浅入深"),
    "a slip's id twice": (PAGE, "id: last-alone", "id: start-forgotten", "118: the id `start-forgotten` is used twice; choose another", "id `start-forgotten` 重复；请换一个"),
    "a question's id": (PAGE, "id: running-total", "id: name", "104: the id `name` is a question's already; ids are for ever, choose another", "id `name` 已被一道题目使用；id 永久有效，请换一个"),
    "an id that is no name": (PAGE, "id: running-total", "id: 2-sum", "104: the id `2-sum` is the name of a function, and cannot begin with a digit", "id `2-sum` 就是函数名，不能以数字开头"),
    "a check that is not there": (PAGE, "        proof: {check: sum, scene", "        proof: {check: sums, scene", "117: names an unknown check `sums`; did you mean `sum`?", "引用了未知的检查 `sums`；是否想写 `sum`？"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "en", "zh"), READ.values(), ids=READ)
def test_what_reading_shows_gets_its_sentence(tmp_path, file, old, new, en, zh):
    problems = lint(open_course(edit(copy_of_small(tmp_path), old, new, file)))
    assert (f"{problems[0].line}: {problems[0].en}", problems[0].zh) == (en, zh)


def test_slips_are_needed(tmp_path):
    course = copy_of_small(tmp_path)
    text = (course / PAGE).read_text(encoding="utf-8")
    start, end = text.index("    slips:\n      - id"), text.index("    explain: {en: One sum")
    (course / PAGE).write_text(text[:start] + "    slips: []\n" + text[end:], encoding="utf-8")
    (problem,) = lint(open_course(course))
    assert (problem.en, problem.zh) == ("lists no wrong program; give those that people write", "没有列出错误程序；请给出人们常写的那些")


def test_a_file_that_is_not_there_is_missed(tmp_path):
    course = copy_of_small(tmp_path)
    (course / CASES).unlink()
    (problem,) = lint(open_course(course))
    assert problem.en == "there is no file demos/exercises/add.py with the function `running_total` and its cases; write it"
    assert problem.zh == "没有文件 demos/exercises/add.py，其中应有函数 `running_total` 及其用例；请编写"


RUN = {
    "a slip that passes": (PAGE, "new: start = number", "new: start = start + number", "113: the wrong program `start-forgotten` passes every case (seed 0); add a case that shows it", "错误程序 `start-forgotten` 通过了所有用例（种子 0）；请补充能揭示它的用例"),
    "two slips alike": (PAGE, "new: return np.full(len(totals), totals[-1])", "new: return np.array(numbers)", "112: no case tells the wrong programs `start-forgotten` and `last-alone` apart (seed 0); add one, or drop one of them", "没有用例能区分错误程序 `start-forgotten` 与 `last-alone`（种子 0）；请补充用例或去掉其一"),
    "no case": (CASES, '"""Few and round first."""', "return", "104: there is no case to judge by; yield some", "没有可供判定的用例；请 yield 一些"),
    "cases that raise": (CASES, '"""Few and round first."""', "1 / 0", "104: the cases cannot be drawn: ZeroDivisionError: division by zero", "用例无法生成：ZeroDivisionError：division by zero"),
    "a solution that raises": (CASES, "    totals = []\n", "    totals = [][len(numbers)]\n", "104: the solution fails in running_total([1, 2, 4]): IndexError: list index out of range", "参考解在 running_total([1, 2, 4]) 中失败：IndexError: list index out of range"),
    "a measure that raises": (CASES, "lambda totals, *_: totals[-1]", "lambda totals, *_: totals['x']", None, None),
}  # fmt: skip


def problems_of(course):
    return [problem for proven in prove_topic(open_course(course, trusted=True), "adding") for problem in proven.problems]


@pytest.mark.parametrize(("file", "old", "new", "en", "zh"), RUN.values(), ids=RUN)
def test_what_running_shows_gets_its_sentence(tmp_path, file, old, new, en, zh):
    (problem,) = problems_of(edit(copy_of_small(tmp_path), old, new, file))
    if en is None:
        assert problem.en.startswith("the solution fails in running_total([")
    else:
        assert (f"{problem.line}: {problem.en}", problem.zh) == (en, zh)


def test_a_slips_own_proof_is_run(tmp_path):
    course = edit(
        copy_of_small(tmp_path),
        "        proof: {check: sum, scene: count, demo: add}",
        "        proof: {demo: pictures, scene: claims, with: {side: 1}, check: falls}",
        PAGE,
    )
    (problem,) = problems_of(course)
    assert (problem.line, problem.en) == (117, "the check `falls` of `pictures claims` fails")


def test_a_strangers_cases_run_apart(tmp_path, monkeypatch):
    monkeypatch.undo()  # of what lets them run here
    course = edit(copy_of_small(tmp_path), '"""Few and round first."""', "import os; os._exit(1)", CASES)
    (problem,) = problems_of(course)
    assert problem.en == "the cases cannot be drawn: it ends the whole program"


def test_nothing_runs_that_is_not_trusted(tmp_path):
    mark = tmp_path / "ran"
    course = edit(copy_of_small(tmp_path), '"""Few and round first."""', f"open({str(mark)!r}, 'w')", CASES)
    proven = list(prove_topic(open_course(course), "adding"))
    (exercise,) = [one for one in proven if one.id == "adding/running-total"]
    assert exercise.problems[0].en.startswith("this course brings code of its own, which is not trusted yet")
    assert not mark.exists()


def test_reading_runs_nothing(tmp_path):
    course = edit(copy_of_small(tmp_path), '"""Adding up."""', '"""Adding up."""\nraise SystemExit', CASES)
    assert lint(open_course(course)) == []
    with pytest.raises(CourseError):
        open_course(course).runnable()
