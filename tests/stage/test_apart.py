"""Whatever a stranger's code does instead of what it was called for is that course's fault, in one sentence, and never a pass."""

import os
import signal
import time
from pathlib import PurePosixPath

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.stage import apart as module
from dl_quiz.stage.apart import MOST_STEPS, Limits, apart
from dl_quiz.stage.misconduct import Misconduct
from dl_quiz.stage.steps import Refusal, Say, Show, T
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_forked, run_in_process

DEEDS = {
    "raise SystemExit(0)": ("it raises SystemExit: 0", "它抛出 SystemExit：0"),
    "raise SystemExit": ("it raises SystemExit", "它抛出 SystemExit"),
    "raise GeneratorExit": ("it raises GeneratorExit", "它抛出 GeneratorExit"),
    "raise KeyboardInterrupt": ("it raises KeyboardInterrupt", "它抛出 KeyboardInterrupt"),
    "import os; os._exit(0)": ("it ends the whole program", "它结束了整个程序"),
    "import os; os.kill(os.getpid(), 9)": ("it ends the whole program", "它结束了整个程序"),
    "while True: pass": ("it takes longer than 1 seconds", "超过 1 秒仍未结束"),
    "import time; time.sleep(1000)": ("it takes longer than 1 seconds", "超过 1 秒仍未结束"),
}


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(module, "USUAL", Limits(seconds=1))


def course_that(tmp_path, deed, file="demos/kernels/add.py"):
    course = copy_of_small(tmp_path)
    path = course / file
    text = path.read_text(encoding="utf-8")
    old = "    return " if file.endswith("kernels/add.py") else "    if aloud:"
    assert old in text
    path.write_text(text.replace(old, f"    {deed}\n{old}", 1), encoding="utf-8")
    return course


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_kernel_does_instead_is_the_course_s_fault(tmp_path, deed, language):
    course = course_that(tmp_path, deed)
    sentence = DEEDS[deed][language == "zh"]
    arguments = ("quiz", "adding/sum-of-two", "--answers", "-", "--pass", 0.5, "--course", course, "--trust")
    done = run_in_process(*arguments, stdin="5\n", language=language, apart=True)
    assert (done.code, done.out) == (3, "") and sentence in done.err and len(done.err.splitlines()) == 1
    assert f"{course}/questions/adding.yaml:" in done.err


@pytest.mark.parametrize("deed", DEEDS)
def test_what_a_scene_does_instead_is_the_course_s_fault(tmp_path, deed):
    course = course_that(tmp_path, deed, "demos/add.py")
    start = time.monotonic()
    done = run_in_process("demo", "add", "count", "--course", course, "--trust", "--format", "json", apart=True)
    assert (done.code, done.out) == (3, "") and DEEDS[deed][0] in done.err and f"{course}/demos/add.py:" in done.err
    assert time.monotonic() - start < 30  # of a code that hangs a second is waited for


def test_check_tells_it_of_every_answer_and_goes_on(tmp_path):
    course = course_that(tmp_path, "import os; os._exit(0)")
    done = run_in_process("check", course, "--run", "--trust", "--jobs", 1, apart=True)
    assert done.code == 1 and done.out.count("it ends the whole program") >= 1 and "problems" in done.out


def test_a_module_that_leaves_when_it_is_imported_is_the_course_s_fault(tmp_path):
    course = copy_of_small(tmp_path)
    path = course / "demos" / "kernels" / "add.py"
    path.write_text("import os\nos._exit(0)\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    for command in (["demo", "add", "count", "--no-step"], ["explain", "adding", "--run"]):
        done = run_forked(*command, "--course", course, "--trust")
        assert done.code == 3 and "it ends the whole program" in done.err


def test_what_a_course_prints_goes_nowhere(tmp_path):
    deed = "import os; print('noise', flush=True); os.write(1, b'noise'); os.write(2, b'noise'); os.system('echo noise')"
    for file in ("demos/kernels/add.py", "demos/add.py"):
        course = course_that(tmp_path / file.replace("/", "-"), deed, file)
        there = ("--course", course, "--trust", "--format", "json")
        for command in (["demo", "add", "count"], ["quiz", "adding/sum-of-two", "--answers", "-"]):
            own, done = (run_forked(*command, *where, stdin="5\n") for where in (("--course", SMALL, *there[2:]), there))
            assert done.code == own.code == 0 and "noise" not in done.out + done.err
            assert done.out.count("\n") == own.out.count("\n")


def test_what_is_yielded_comes_over_as_it_is():
    steps = [Say(T("n = {n}", n=3)), Show("Numbers", np.arange(6.0).reshape(2, 3), heat=True)]
    told = list(apart(lambda: iter(steps)))
    assert told[0] == steps[0] and told[1].text == "Numbers" and np.array_equal(told[1].data, steps[1].data)


def test_a_refusal_keeps_its_words_and_an_error_its_kind():
    def refuse():
        raise Refusal("{n} is too many", n=4)
        yield

    with pytest.raises(Refusal) as refusal:
        next(apart(refuse))
    assert refusal.value.text == T("{n} is too many", n=4)
    for error in (KeyError("x"), ZeroDivisionError("y"), ValueError("z"), np.linalg.LinAlgError("w")):
        with pytest.raises(type(error).__mro__[0] if type(error).__module__ == "builtins" else ValueError) as raised:
            list(apart(lambda error=error: (_ for _ in ()).throw(error)))
        assert str(raised.value) == str(error)


class _Own:
    def __reduce__(self):
        return os.getpid, ()


class _Builtin:
    def __reduce__(self):
        return eval, ("0",)


@pytest.mark.parametrize("value", [_Own(), _Builtin(), lambda: 0, signal.SIGINT])
def test_what_is_no_value_does_not_come_over(value):
    with pytest.raises((Misconduct, AttributeError)):
        list(apart(lambda: iter([value])))


def test_steps_without_end_are_ended():
    with pytest.raises(Misconduct, match="it yields more than 1,000 steps"):
        for count, _ in enumerate(apart(lambda: iter(lambda: Say("on"), None)), 1):
            assert count <= MOST_STEPS


def test_memory_has_a_bound(tmp_path):
    with pytest.raises(MemoryError):
        list(apart(lambda: iter([np.ones(3 << 30, dtype=np.uint8).sum()])))


def test_no_process_is_left_behind(monkeypatch):
    forked, fork = [], os.fork
    monkeypatch.setattr(os, "fork", lambda: forked.append(fork()) or forked[-1])

    def endless():
        yield Say("one")
        time.sleep(1000)

    steps = apart(endless)
    assert next(steps) == Say("one")
    steps.close()
    (child,) = forked
    with pytest.raises(ChildProcessError):
        os.waitpid(child, os.WNOHANG)


def test_a_course_that_behaves_is_played_as_ours_is(tmp_path):
    course = edit(copy_of_small(tmp_path), "It is called the sum.", "It is the sum.")
    done = run_in_process("check", course, "--run", "--trust", "--jobs", 1, apart=True)
    assert done.code == 0, done.out


def test_what_is_no_value_of_ours_is_not_read():
    with pytest.raises(Misconduct) as failure:
        list(apart(lambda: iter([PurePosixPath("x")])))
    assert failure.value.text == Text(en="it gives what is no number, text or table", zh="它给出的不是数、文本或表格")
