"""Judging: what is right passes, whatever its style; what is wrong gets one exact sentence in both languages; nothing that a program does reaches further."""

import os
import time

import numpy as np
import pytest

from dl_quiz.errors import CourseError
from dl_quiz.exercises import remarks
from dl_quiz.exercises.judging import Trial, unlike
from dl_quiz.exercises.running import Outcome
from dl_quiz.nouns import Text
from dl_quiz.stage.cases import Case
from tests.courses import copy_of_small, edit
from tests.exercises import judged, small, the
from tests.quick import seconds_of

LOOPS = """
import numpy as np

def correlate2d(image, kernel):
    h, w = image.shape
    u, v = kernel.shape
    out = np.zeros((h - u + 1, w - v + 1))
    for i in range(h - u + 1):
        for j in range(w - v + 1):
            out[i, j] = np.sum(image[i:i + u, j:j + v] * kernel)
    return out
"""
WINDOWS = """
import numpy as np

def correlate2d(image, kernel):
    return np.einsum("ijuv,uv->ij", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)
"""


def changed(old, new):
    assert LOOPS.count(old) == 1
    return LOOPS.replace(old, new)


@pytest.mark.parametrize("source", [LOOPS, WINDOWS])
@pytest.mark.parametrize("seed", [0, 1])
def test_right_programs_of_any_style_are_solved(source, seed):
    judgement = judged(source, seed=seed)
    assert (judgement.sort, judgement.passed, judgement.all, judgement.seed) == ("solved", 9, 9, seed)
    assert judgement.remark == remarks.SOLVED
    assert judgement.ratio > 0


WRONG = {
    "nothing written": ("return out", "raise NotImplementedError", "untouched", "`correlate2d` is still to be written: replace `raise NotImplementedError` by your code", "`correlate2d` 还没有写：请把 `raise NotImplementedError` 换成你的代码"),
    "a value": ("return out", "return out + 1", "value", "4 of 4 numbers wrong", "4 个数中有 4 个不对"),
    "a NaN": ("return out", "return out * np.nan", "nan", "4 of 4 numbers wrong; the first is NaN (not a number)", "4 个数中有 4 个不对；第一个是 NaN"),
    "infinite": ("return out", "return out + np.inf", "value", "4 of 4 numbers wrong; the first is infinite", "4 个数中有 4 个不对；第一个是无穷大"),
    "single precision within": ("return out", "return (image.astype('f')[:1, :1] * 0 + out * np.float32(1.0000001)).astype(float)[:, :]", "value", "4 of 4 numbers wrong, all by less than 0.001 %: an ε in another place, or single precision?", "4 个数中有 4 个不对，相差都不到 0.001%：是 ε 的位置不同，还是用了单精度？"),
    "a shape": ("return out", "return out[:1]", "shape", "result has the shape (1, 2), and should have (2, 2)", "result 的形状是 (1, 2)，应为 (2, 2)"),
    "a list": ("return out", "return out.tolist()", "type", "result is a list (np.array makes an array of it), and should be an array (2, 2)", "result 是列表（用 np.array 转成数组），应为形状为 (2, 2) 的数组"),
    "nothing": ("return out", "out", "type", "returns nothing, where an array (2, 2) is wanted: is there a `return`?", "没有返回值，应返回形状为 (2, 2) 的数组：是不是少了 `return`？"),
    "a tuple": ("return out", "return out, 1", "type", "result is a tuple of 2, and should be an array (2, 2)", "result 是 2 元组，应为形状为 (2, 2) 的数组"),
    "a text": ("return out", "return 'out'", "type", "result is a text, and should be an array (2, 2)", "result 是字符串，应为形状为 (2, 2) 的数组"),
    "a dict": ("return out", "return {'out': out}", "type", "result is a dict, and should be an array (2, 2)", "result 是字典，应为形状为 (2, 2) 的数组"),
    "a truth value": ("return out", "return True", "type", "result is a truth value, and should be an array (2, 2)", "result 是真假值，应为形状为 (2, 2) 的数组"),
    "a generator": ("return out", "return (row for row in out)", "type", "result is of the type generator, and should be an array (2, 2)", "result 是 generator 类型，应为形状为 (2, 2) 的数组"),
    "objects": ("return out", "return out.astype(object)", "type", "result is of the type array of object (2, 2), and should be an array (2, 2)", "result 是 array of object (2, 2) 类型，应为形状为 (2, 2) 的数组"),
    "float32": ("return out", "return out.astype(np.float32)", "dtype", "result is float32; compute in float64, the type of what comes in", "result 的类型是 float32；请用 float64 计算，与输入的类型一致"),
    "changed arguments": ("return out", "image *= 0; return out", "changes", "the result is right, but it changes its argument `image`: whoever calls it still needs that; work on a copy", "结果正确，但它修改了传入的参数 `image`：调用者还要用它；请在副本上计算"),
    "an exception": ("return out", "return out / (1 // 0)", "raised", "it raises ZeroDivisionError: integer division or modulo by zero (on line 11)", "第 11 行抛出 ZeroDivisionError: integer division or modulo by zero"),
    "an exception without words": ("return out", "raise KeyError", "raised", "it raises KeyError (on line 11)", "第 11 行抛出 KeyError"),
    "an error of its own": ("return out", "raise type('Odd', (Exception,), {})('bad\\x1b[2J')", "raised", "it raises Odd: bad␛[2J (on line 11)", "第 11 行抛出 Odd: bad␛[2J"),
    "an import": ("import numpy as np", "import numpy as np, nosuchmodule", "raised", "it raises ModuleNotFoundError: No module named 'nosuchmodule' (on line 2)", "第 2 行抛出 ModuleNotFoundError: No module named 'nosuchmodule'"),
    "recursion": ("return out", "return correlate2d(image, kernel)", "raised", "it calls itself without end (RecursionError): which case should stop it?", "它无止境地调用自身（RecursionError）：该由哪种情况终止？"),
    "sys.exit": ("return out", "raise SystemExit(0)", "leaves", "it ends the whole program (exit, or a crash): return the result instead", "它结束了整个程序（exit 或崩溃）：请改为返回结果"),
    "os._exit": ("return out", "import os; os._exit(0)", "leaves", "it ends the whole program (exit, or a crash): return the result instead", "它结束了整个程序（exit 或崩溃）：请改为返回结果"),
    "exit on loading": ("import numpy as np", "import numpy as np, os; os._exit(3)", "leaves", "it ends the whole program (exit, or a crash): return the result instead", "它结束了整个程序（exit 或崩溃）：请改为返回结果"),
    "a crash": ("return out", "import os; os.kill(os.getpid(), 9)", "leaves", "it ends the whole program (exit, or a crash): return the result instead", "它结束了整个程序（exit 或崩溃）：请改为返回结果"),
    "memory": ("return out", "return np.ones(10**10)", "memory", "it asks for more than the 2 GB of memory that it may have: is an array far too large?", "它要的内存超过了允许的 2 GB：是不是有数组大得离谱？"),
    "syntax": ("return out", "return out +", "syntax", "correlate2d.py, line 11, is not Python: invalid syntax", "correlate2d.py 第 11 行不是合法的 Python：invalid syntax"),
    "no function": ("def correlate2d", "def correlate", "missing", "correlate2d.py has no function `correlate2d`: keep the name and the signature that were given", "correlate2d.py 中没有函数 `correlate2d`：请保留给定的函数名和参数"),
    "a signature": ("(image, kernel):", "(image):", "signature", "`correlate2d(image)` cannot be called as `correlate2d(…, …)`: keep the signature that was given", "`correlate2d(image)` 无法按 `correlate2d(…, …)` 调用：请保留给定的参数"),
    "state": ("return out", "correlate2d.n = getattr(correlate2d, 'n', 0) + 1; return out + (correlate2d.n > 9)", "forgets", "called again with the same arguments it returns something else: it must not keep anything from call to call, nor draw numbers of its own", "用同样的参数再调用一次，结果却不同：不要在两次调用之间保留任何东西，也不要自行抽取随机数"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sort", "en", "zh"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_gets_its_sentence(old, new, sort, en, zh):
    judgement = judged(changed(old, new))
    assert (judgement.sort, judgement.remark.en, judgement.remark.zh) == (sort, en, zh)
    assert not judgement.solved


def test_an_endless_loop_is_ended(monkeypatch):
    start = time.monotonic()
    judgement = judged(changed("return out", "\n    while image.shape == (5, 5): pass\n    return out"))
    assert (judgement.sort, judgement.remark) == ("endless", remarks.ENDLESS)
    assert time.monotonic() - start < 20
    assert [case.right for case in judgement.cases] == [True, False]  # the case that it hangs in is named


def test_a_program_that_catches_everything_is_ended_too():
    source = (
        "\n    while image.shape == (5, 5):\n        try:\n            while True: pass\n        except BaseException: pass\n    return out"
    )
    assert judged(changed("return out", source)).sort == "endless"


def test_what_it_prints_is_kept_bounded_and_apart(capfd):
    judgement = judged(changed("return out", "print('x' * 10**6); import os; os.system('echo loud'); return out"))
    assert judgement.solved
    assert judgement.printed == "x" * 2000
    assert capfd.readouterr() == ("", "")


def test_only_what_the_wrong_case_prints_is_told():
    judgement = judged(changed("return out", "print(image.shape); return out + (image.shape == (9, 6))"))
    assert judgement.printed == "(9, 6)\n"


def test_nothing_that_it_does_to_the_process_stays(tmp_path):
    before = np.geterr()
    deed = "import os, sys, numpy; numpy.zeros = None; sys.path.clear(); os.environ['X_OF_A_LEARNER'] = '1'"
    assert judged(changed("import numpy as np", f"import numpy as np; {deed}")).sort == "raised"
    assert np.zeros(1).shape == (1,)
    assert "X_OF_A_LEARNER" not in os.environ
    assert np.geterr() == before


def test_a_traceback_is_cut_to_the_learners_lines():
    source = changed("return out", "return helper(out)") + "\n\ndef helper(out):\n    return np.linalg.inv(np.zeros((2, 2)))\n"
    judgement = judged(source)
    assert judgement.remark.en == "it raises LinAlgError: Singular matrix (on line 15)"
    assert judgement.lines == ((11, "return helper(out)"), (15, "return np.linalg.inv(np.zeros((2, 2)))"))


def test_the_first_difference_is_a_table():
    judgement = judged(changed("return out", "out[1, 0] += 0.5; return out"))
    assert [(row.where, row.yours, row.right, row.same) for row in judgement.rows] == [
        ("result[0, 0]", "4", "4", True),
        ("result[0, 1]", "6", "6", True),
        ("result[1, 0]", "10.5", "10", False),
        ("result[1, 1]", "12", "12", True),
    ]
    assert judgement.cases[0].call == "correlate2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [2, -1]])"


def test_of_a_large_result_only_what_differs_is_shown():
    judgement = judged(changed("return out", "out += (image.shape[0] > 20); return out"))
    assert judgement.remark.en == "576 of 576 numbers wrong"
    assert [row.where for row in judgement.rows] == [f"result[0, {column}]" for column in range(8)]
    assert not any(row.same for row in judgement.rows)
    assert judgement.cases[4].call == "correlate2d(array(28, 28), array(5, 5))"


def test_a_known_mistake_is_recognised_however_it_is_written():
    judgement = judged(changed("* kernel)", "* np.flip(kernel))"))
    assert judgement.recognised.id == "flipped"
    assert judgement.recognised.because.en.startswith("You flipped the kernel")
    assert judgement.recognised.proof.scene == "flip"


def test_an_unknown_mistake_is_not_taken_for_a_known_one():
    assert judged(changed("return out", "return out + 1")).recognised is None


def test_a_mistake_that_shows_in_some_cases_only_is_none_that_errs_in_others():
    assert judged(changed("* kernel)", "* (np.flip(kernel) if kernel.shape == (5, 5) else kernel))")).recognised is None


def test_what_one_program_draws_need_not_be_what_another_draws():
    source = """
    import numpy as np
    def dropout(x, rate, rng):
        mask = 1.0 - rng.binomial(1, rate, size=x.shape)
        return np.where(mask > 0, x / (1 - rate), 0.0), mask
    """
    assert judged(source, "dropout").solved
    assert judged(source.replace("x / (1 - rate)", "x"), "dropout").recognised.id == "not-scaled"
    assert judged(source.replace("binomial(1, rate", "binomial(1, 1 - rate"), "dropout").recognised.id == "rate-as-keep"
    assert judged(source.replace("x / (1 - rate)", "x / rate"), "dropout").recognised.id == "scaled-by-rate"


def test_what_cannot_be_measured_is_told_by_its_form():
    assert judged("def dropout(x, rate, rng): return x", "dropout").remark.en == "result is an array (16,), and should be a tuple of 2"
    three = "def dropout(x, rate, rng): return x, x, x"
    assert judged(three, "dropout").remark.en == "returns 3 values where 2 are wanted"
    assert judged(three, "dropout").remark.zh == "返回了 3 个值，应返回 2 个"


def test_a_measure_that_fails_is_told():
    case = Case(Text(en="a", zh="甲"), (), measure=lambda result: 1 / result)
    wrong = unlike(Trial(case, Outcome(2.0)), Outcome(0.0))
    assert (wrong.sort, wrong.remark) == (
        "type",
        Text(
            en="what it returns is not of the form that is wanted (ZeroDivisionError: float division by zero)",
            zh="返回值的形式不对（ZeroDivisionError: float division by zero）",
        ),
    )


def test_a_number_that_is_wrong_is_told():
    source = the("softmax_cross_entropy").solution.replace("return float(loss)", "return float(loss) * 2")
    judgement = judged(source, "softmax_cross_entropy")
    assert judgement.remark.en == "is 0.9808292530, and should be 0.4904146265".replace("0.9808292530", "0.980829253")
    assert judgement.remark.zh == "得到 0.980829253，应为 0.4904146265"
    assert judgement.rows[0].where == "result[0]"


def test_judging_a_typical_file_takes_less_than_a_second():
    judged(LOOPS)
    assert seconds_of(lambda: judged(changed("* kernel)", "* np.flip(kernel))"))) < 1


def test_a_strangers_exercise_runs_only_when_trusted_and_apart(tmp_path):
    right = "import numpy as np\ndef running_total(numbers, start=0.0): return start + np.cumsum(numbers)"
    assert judged(right, small()).solved
    forgotten = judged("def running_total(numbers, start=0.0): return numbers", small())
    assert (forgotten.sort, forgotten.recognised.id) == ("value", "start-forgotten")
    course = copy_of_small(tmp_path)
    edit(course, '"""Few and round first."""', "import os; os._exit(1)", "demos/exercises/add.py")
    with pytest.raises(CourseError) as caught:
        judged(right, small(root=course))
    assert caught.value.text.en.endswith("adding.yaml:104: the cases cannot be drawn: it ends the whole program")
    assert caught.value.text.zh.endswith("用例无法生成：它结束了整个程序")


def test_of_two_mistakes_the_first_is_told_and_what_is_not_finite_is_one():
    softmax = """
    import numpy as np
    def softmax_cross_entropy(logits, labels):
        {shifted}
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        rows = np.arange(len(labels))
        loss, gradient = -np.log(p[rows, labels]).mean(), p.copy()
        gradient[rows, labels] -= 1
        return loss, {gradient}
    """
    shifted = "logits = logits - logits.max(axis=1, keepdims=True)"
    unstable = judged(softmax.format(shifted="pass", gradient="gradient / len(rows)"), "softmax_cross_entropy")
    assert (unstable.sort, unstable.recognised.id) == ("nan", "not-shifted")
    twice = judged(softmax.format(shifted=shifted, gradient="gradient"), "softmax_cross_entropy")
    assert (twice.passed, twice.recognised.id) == (2, "gradient-not-averaged")


def test_of_two_known_mistakes_the_nearer_is_told(tmp_path):
    nearly = "return np.array(numbers) if len(numbers) != 6 else np.array(totals)"
    course = edit(copy_of_small(tmp_path), "return np.full(len(totals), totals[-1])", nearly)
    mine = "import numpy as np\ndef running_total(numbers, start=0.0): return numbers if len(numbers) != 6 else start + np.cumsum(numbers)"
    assert judged(mine, small(root=course)).recognised.id == "last-alone"
    assert judged(mine.replace("len(numbers) != 6", "True"), small(root=course)).recognised.id == "start-forgotten"


def test_who_only_fails_makes_no_known_mistake():
    """`untransposed` fails in all cases but the square one, and would be told to everybody who fails throughout."""
    assert judged("def affine(x, weights, bias):\n    raise ValueError('not yet')\n", "affine").recognised is None
    assert judged("def affine(x, weights, bias):\n    return x @ weights + bias\n", "affine").recognised.id == "untransposed"
