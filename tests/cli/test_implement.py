"""`dl-quiz implement`: what is listed, written, judged and saved, in scripts and at a terminal, in both languages."""

import json
import os
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.practising import exercise_after
from dl_quiz.learner import clock
from dl_quiz.learner.journal import Journal
from tests.attempts import remember
from tests.cli.test_errors import failing
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_in_process
from tests.screen import Screen

THERE = ("--course", SMALL, "--trust")
RIGHT = "import numpy as np\n\ndef running_total(numbers, start=0.0):\n    return start + np.cumsum(numbers)\n"
WRONG = RIGHT.replace("start + ", "")
FORGOTTEN = "def running_total(numbers, start=0.0):\n    return numbers * 1.0\n"
COMMAND = f"--course {SMALL}"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def here(tmp_path):
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


@pytest.fixture
def run(home, here):
    return lambda *arguments, **options: run_in_process("implement", *arguments, *THERE, home=home, cwd=here, columns=300, **options)


def write(here, source, name="running_total.py"):
    (here / name).write_text(source, encoding="utf-8")


def attempts(home):
    return list(Journal(home / "journal.sqlite").attempts()) if (home / "journal.sqlite").exists() else []


def test_the_exercises_are_listed_with_how_the_learner_stands(run, here):
    assert run().out == "state  function       title          level\n· new  running_total  Running total  2\n\n0 of 1 done\n"
    write(here, WRONG)
    run("running_total")
    assert "\n◐ tried  running_total  Running total  2\n" in run().out
    write(here, RIGHT)
    run("running_total")
    assert run(language="zh").out == "状态      函数           标题    难度\n✓ 已完成  running_total  累计和  2\n\n共 1 题，已完成 1 题\n"
    (listed,) = json.loads(run("--format", "json").out)["exercises"]
    assert listed == {"id": "adding/running-total", "name": "running_total", "title": "Running total", "level": 2, "standing": "done"}


@pytest.mark.parametrize("name", ["running_total", "running-total", "running", "adding/running-total", "adding", "add"])
def test_an_exercise_is_named_by_its_function_or_its_topic(run, here, name):
    assert run(name).out.startswith("Written: running_total.py\n")
    assert [path.name for path in here.iterdir()] == ["running_total.py"]


def test_an_empty_file_is_one_to_begin_with(run, here):
    write(here, "")
    assert run("running_total").out.startswith("Written: running_total.py\n")
    assert "def running_total(" in (here / "running_total.py").read_text(encoding="utf-8")


def test_the_file_says_what_is_wanted_in_the_learners_language(run, here):
    done = run("running_total", language="zh")
    assert done.code == 0
    assert done.out.splitlines()[:2] == ["已写入：running_total.py", "返回每个数之后的累计和。"]
    assert (here / "running_total.py").read_text(encoding="utf-8") == (
        f"# dl-quiz implement running_total --watch {COMMAND}\n"
        "\n"
        "import numpy as np\n"
        "\n"
        "\n"
        "def running_total(numbers, start=0.0):\n"
        '    """返回每个数之后的累计和。\n'
        "\n"
        "    numbers  np.ndarray\n"
        "    start    float\n"
        "    →        np.ndarray\n"
        '    """\n'
        "    raise NotImplementedError\n"
    )


def test_a_learners_own_file_is_judged_and_never_written_over(run, here):
    run("running_total")
    assert run("running_total").code == 1
    write(here, RIGHT)
    done = run("running_total")
    assert done.code == 0
    assert done.out.startswith("✓ Solved: every case is right.\n")
    assert done.out.endswith(
        f"4 of 4 cases right · seed 0\n\nOne sum carries the next.\nCompare: dl-quiz implement running_total --solution {COMMAND}\n"
    )
    assert (here / "running_total.py").read_text(encoding="utf-8") == RIGHT
    assert run("running_total", "--force").out.startswith("Written: running_total.py")
    assert "raise NotImplementedError" in (here / "running_total.py").read_text(encoding="utf-8")


def test_a_file_that_is_something_else_is_not_run(run, here):
    write(here, "import os\nos.mkdir('ran')\n")
    done = run("running_total")
    assert (done.code, done.err) == (
        2,
        "running_total.py is here already, and has no function running_total; go elsewhere, or name another file with -o\n",
    )
    chinese = run("running_total", language="zh")
    assert chinese.err == "这里已有 running_total.py，其中没有函数 running_total；请换个文件夹，或用 -o 另指文件\n"
    assert not (here / "ran").exists()


def test_an_exercise_that_was_begun_elsewhere_is_found_there(run, here, home, tmp_path):
    (tmp_path / "there").mkdir()
    run_in_process("implement", "running_total", *THERE, home=home, cwd=tmp_path / "there")
    write(tmp_path / "there", FORGOTTEN)
    done = run("running_total")
    assert done.code == 1
    assert f"-o {tmp_path / 'there' / 'running_total.py'} --hint" in done.out
    assert not list(here.iterdir())


def test_a_mistake_is_told_with_the_demo_that_shows_it(run, here):
    write(here, FORGOTTEN)
    assert run("running_total").out == (
        "✗ by hand: 2 of 3 numbers wrong\n"
        "  running_total([1, 2, 4])\n"
        "\n"
        "     where      yours  right\n"
        "     result[0]      1      1\n"
        "  ✗  result[1]      2      3\n"
        "  ✗  result[2]      4      7\n"
        "\n"
        "You forgot what was there before.\n"
        f"See it: dl-quiz demo add count {COMMAND}\n"
        "1 of 4 cases right · seed 0\n"
        f"Stuck? dl-quiz implement running_total --hint {COMMAND}\n"
    )


def test_a_script_reads_one_document(run, here):
    write(here, FORGOTTEN)
    done = run("running_total", "--format", "json", "--seed", "4")
    report = json.loads(done.out)
    assert done.code == 1
    assert set(report) == {"schema", "language", "exercise", "file", "seed", "solved", "rule", "remark", "passed", "all", "cases", "difference", "lines", "mistake", "ratio", "printed"}  # fmt: skip
    assert report["schema"] == "dl-quiz.exercise/1"
    assert (report["exercise"], report["seed"], report["solved"], report["rule"]) == ("adding/running-total", 4, False, "value")
    assert report["mistake"] == {
        "id": "start-forgotten",
        "because": "You forgot what was there before.",
        "command": f"dl-quiz demo add count {COMMAND}",
    }
    assert report["difference"][1] == {"where": "result[1]", "yours": "2", "right": "3", "same": False}
    write(here, RIGHT)
    assert run("running_total", "--format", "json").code == 0


def test_junit_has_a_case_for_each_case(run, here):
    write(here, FORGOTTEN)
    suite = ElementTree.fromstring(run("running_total", "--format", "junit").out)[0]
    assert suite.attrib == {"name": "adding/running-total", "tests": "4", "failures": "3", "errors": "0"}
    assert [case.find("failure") is None for case in suite] == [False, False, True, False]
    assert suite[0].find("failure").attrib == {"message": "2 of 3 numbers wrong", "type": "value"}
    assert suite[0].find("failure").text == "You forgot what was there before."
    write(here, "def running_total(:\n")
    suite = ElementTree.fromstring(run("running_total", "--format", "junit").out)[0]
    assert (suite.attrib["tests"], suite.attrib["failures"], suite[0].attrib["name"]) == ("1", "1", "syntax")
    write(
        here,
        RIGHT.replace(
            "    return start + np.cumsum(numbers)", "    total = start + np.cumsum(numbers)\n    numbers[:] = 0\n    return total"
        ),
    )
    suite = ElementTree.fromstring(run("running_total", "--format", "junit").out)[0]
    assert (suite.attrib["tests"], suite.attrib["failures"], suite[4].attrib["name"]) == ("5", "1", "changes")
    write(here, RIGHT)
    assert ElementTree.fromstring(run("running_total", "--format", "junit").out).attrib["failures"] == "0"


def test_hints_come_one_by_one_and_are_remembered(run, here, home):
    first = run("running_total", "--hint").out
    assert first == f"Hint 1 of 3: Keep the sum so far.\nAnother: dl-quiz implement running_total --hint {COMMAND}\n"
    assert run("running_total", "--hint", language="zh").out.startswith("提示 2/3：每加一个数就记下。\n")
    last = run("running_total", "--hint").out
    assert last.startswith("Hint 3 of 3: np.cumsum does it.\nThat was the last hint; the solution:")
    assert run("running_total", "--hint").out == last
    write(here, RIGHT)
    run("running_total")
    (attempt,) = attempts(home)
    assert (attempt.score, attempt.seen) == (1.0, ("hint",))
    assert run("running_total", "--hint").out.startswith("Hint 1 of 3")  # solved: the next time begins anew


def test_the_solution_runs_by_itself_and_counts_as_a_hint(run, here, home):
    done = run("running_total", "--solution")
    assert done.code == 0
    assert "def add(left, right, carry=True):" in done.out
    write(here, done.out)
    assert run("running_total").code == 0
    assert attempts(home)[0].seen == ("hint",)


def test_attempts_are_saved_once_a_sitting_and_when_solved(run, here, home, monkeypatch):
    write(here, "def running_total(numbers, start=0.0):\n    raise NotImplementedError\n")
    run("running_total")
    assert attempts(home) == []  # what was not begun is no attempt
    for source in (FORGOTTEN, WRONG, RIGHT, RIGHT, WRONG):
        write(here, source)
        run("running_total")
    tried, solved = attempts(home)
    assert (tried.question, tried.response, tried.score, tried.rule, tried.seen) == ("adding/running-total", FORGOTTEN, 0.0, "value", ())
    assert tried.slips[0].en == "You forgot what was there before."
    assert (solved.response, solved.score, solved.rule) == (RIGHT, 1.0, "solved")
    later = clock.now() + timedelta(hours=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    write(here, WRONG)
    run("running_total")
    assert [attempt.score for attempt in attempts(home)] == [0.0, 1.0, 0.0]


def test_the_time_since_it_was_begun_is_saved(run, here, home, monkeypatch):
    run("running_total")
    later = clock.now() + timedelta(minutes=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    write(here, RIGHT)
    run("running_total")
    assert 540 <= attempts(home)[0].seconds < 600


WRONG_WAYS = {
    ("nosuch",): (
        f"there is no exercise “nosuch”; see: dl-quiz implement {COMMAND}, or look for it: dl-quiz search nosuch {COMMAND}",
        f"没有名为“nosuch”的练习；请看：dl-quiz implement {COMMAND}，或查找：dl-quiz search nosuch {COMMAND}",
    ),
    ("running_totl",): ("there is no exercise “running_totl”; did you mean running_total?", "没有名为“running_totl”的练习；是否想写 running_total？"),
    ("charts",): (f"the topic “charts” has no exercise; see: dl-quiz implement {COMMAND}", f"主题“charts”没有练习；请看：dl-quiz implement {COMMAND}"),
    ("running_total", "--hint", "--solution"): ("--watch, --hint, --solution and --format exclude each other; give one", "--watch、--hint、--solution、--format 只能用一个"),
    ("running_total", "--format", "tap"): ("--format takes text, json or junit, not “tap”", "--format 只能是 text, json 或 junit，而不是“tap”"),
    ("--format", "junit"): ("--format takes text or json, not “junit”", "--format 只能是 text 或 json，而不是“junit”"),
    ("running_total", "--format", "json"): (
        f"there is no running_total.py yet; begin with: dl-quiz implement running_total --course {SMALL}",
        f"还没有 running_total.py；请先运行：dl-quiz implement running_total --course {SMALL}",
    ),
    ("running_total", "-o", "."): (". is a folder, not a file; put the file itself there", ". 是文件夹，不是文件；请换成文件本身"),
}  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG_WAYS, ids=" ".join)
def test_a_wrong_command_gets_its_sentence(here, arguments):
    en, zh = WRONG_WAYS[arguments]
    assert failing("implement", *arguments, *THERE, cwd=here) == (2, f"{en}\n")
    assert failing("implement", *arguments, *THERE, language="zh", cwd=here) == (2, f"{zh}\n")


def test_a_name_that_could_be_several_gets_them():
    assert failing("implement", "max_po") == (2, "“max_po” could be max_pool2d, max_pool2d_backward; type more of it\n")


def test_a_file_that_is_no_text_gets_its_sentence(run, here):
    (here / "mine.py").write_bytes(b"\xff\xfe")
    done = run("running_total", "-o", "mine.py")
    assert (done.code, done.err) == (2, "mine.py is not UTF-8 text; save it as UTF-8\n")
    assert run("running_total", "-o", "mine.py", language="zh").err == "mine.py 不是 UTF-8 文本；请另存为 UTF-8 编码\n"


def test_a_course_that_is_not_trusted_is_written_from_and_not_run(tmp_path, here, home):
    course = copy_of_small(tmp_path)
    edit(course, '"""Adding up."""', '"""Adding up."""\n\nimport os\n\nos.mkdir("ran")', "demos/exercises/add.py")
    alone = ("--course", course)
    written = run_in_process("implement", "running_total", *alone, home=home, cwd=here)
    assert written.code == 0
    write(here, RIGHT)
    refused = run_in_process("implement", "running_total", *alone, home=home, cwd=here)
    assert refused.code == 3
    assert "this course brings code of its own, which is not trusted yet; read it, then add --trust" in refused.err
    assert not (here / "ran").exists()
    run_in_process("implement", "running_total", *alone, "--trust", home=home, cwd=here)
    assert (here / "ran").exists()


def test_watching_judges_each_save_until_it_is_solved(here, home):
    screen = Screen("implement", "running_total", "--watch", *map(str, THERE), home=home, cwd=here)
    screen.wait_for("is still to be written")
    write(here, FORGOTTEN)
    assert "You forgot what was there before." in screen.wait_for("1 of 4 cases right")
    screen.type("h")
    screen.wait_for("Hint 1 of 3: Keep the sum so far.")
    write(here, RIGHT + "\n#")
    screen.wait_for("Solved: every case is right.")
    assert screen.end() == 0
    assert [attempt.score for attempt in attempts(home)] == [0.0, 1.0]


def test_watching_ends_on_ctrl_c_and_on_q(here, home):
    write(here, FORGOTTEN)
    screen = Screen("implement", "running_total", "--watch", *map(str, THERE), home=home, cwd=here, DL_QUIZ_LANG="zh")
    screen.wait_for("4 个用例中 1 个正确")
    Path(here / "running_total.py").unlink()
    screen.wait_for("running_total.py 不见了；等它回来。")
    os.write(screen.fd, b"\x03")
    text = screen.wait_for("继续：dl-quiz implement running_total --watch")
    assert "Traceback" not in text
    assert screen.end() == 130
    write(here, FORGOTTEN)
    screen = Screen("implement", "running_total", "--watch", *map(str, THERE), home=home, cwd=here)
    screen.wait_for("1 of 4 cases right")
    screen.type("q")
    assert screen.end() == 1


def interviewed(home, here, *options, **environment):
    """Sit an interview that ends with an exercise, up to that."""
    screen = Screen("interview", "adding", "--code", *options, *map(str, THERE), home=home, cwd=here, **environment)
    for line in ("It puts two numbers together into their sum.", "", "It does not.", "", "y"):
        screen.wait_for_a_prompt()
        screen.type(line)
    return screen


def test_an_interview_ends_with_an_exercise(here, home):
    screen = interviewed(home, here)
    text = screen.wait_for("0 of 4 cases right")
    assert text.index("Score card") < text.index("Now write some code: Running total") < text.index("Written: running_total.py")
    write(here, RIGHT)
    screen.wait_for("Code: running_total is solved.")
    assert screen.end() == 0
    assert [(one.question, one.score) for one in attempts(home)][-1] == ("adding/running-total", 1.0)


def test_an_exercise_that_an_interview_leaves_open_is_gone_on_with(here, home):
    write(here, FORGOTTEN)
    screen = interviewed(home, here, DL_QUIZ_LANG="zh")
    assert "Written" not in screen.wait_for("4 个用例中 1 个正确")
    os.write(screen.fd, b"\x03")
    screen.wait_for("编程题：running_total 还没有完成。")
    assert screen.end() == 130


def test_an_interview_that_is_left_has_no_exercise(here, home):
    screen = Screen("interview", "adding", "--code", *map(str, THERE), home=home, cwd=here)
    screen.wait_for_a_prompt()
    screen.type("q")
    assert screen.end() == 0
    assert "Now write some code" not in screen.text
    assert not list(here.iterdir())


def test_a_course_without_exercises_says_so(tmp_path, here, home):
    course = copy_of_small(tmp_path)
    page = course / "questions" / "adding.yaml"
    page.write_text(page.read_text(encoding="utf-8").partition("exercises:")[0], encoding="utf-8")
    given = Globals(roots=(course,), trust=True)
    assert exercise_after(given, ("adding",), 0) is None
    assert run_in_process("implement", "--course", course, home=home).out == "This course has no exercise.\n"


def test_what_is_not_solved_comes_first_and_the_interviews_own_topics(monkeypatch, home):
    monkeypatch.setenv("DL_QUIZ_HOME", str(home))
    given = Globals()
    own = [f"{outline.id}/{one.id}" for outline in given.course().outlines for one in outline.exercises if outline.id == "losses"]
    assert {exercise_after(given, ("losses",), seed).exercise.id for seed in range(8)} == set(own)
    remember(home, *((one, 1.0) for one in own))
    assert exercise_after(given, ("losses",), 0).exercise.id not in own


def test_what_was_solved_long_ago_is_to_be_written_once_more(home):
    remember(home, ("adding/running-total", 1.0))
    due = json.loads(run_in_process("review", "--format", "json", *THERE, home=home).out)
    assert due["exercises"] == ["adding/running-total"]
    assert json.loads(run_in_process("review", "charts", "--format", "json", *THERE, home=home).out)["exercises"] == []
    shown = run_in_process("review", *THERE, home=home, typed=[], columns=200)
    assert shown.out.startswith(f"To be written once more: dl-quiz implement running_total {COMMAND}\n")


def test_a_topic_tells_what_can_be_written(home):
    shown = run_in_process("topics", "adding", *THERE, home=home, columns=200, language="zh")
    assert f"自己动手实现：dl-quiz implement running_total {COMMAND}\n" in shown.out
    assert json.loads(run_in_process("topics", "adding", "--format", "json", *THERE, home=home).out)["exercises"] == ["running_total"]
    assert "dl-quiz implement" not in run_in_process("topics", "charts", *THERE, home=home).out
