"""`demo NAME --source` prints a program that runs with NumPy alone and computes what the library computes."""

import subprocess
import sys

from dl_quiz.course.course import open_course
from dl_quiz.stage.source import standalone
from tests.program import run_in_process

CODE = open_course().code
ALONE = "import sys; sys.modules['dl_quiz'] = None; sys.argv = ['x']; "
"""A program that could not import dl_quiz if it tried."""


def test_the_printed_kernels_run_alone(tmp_path):
    for name in CODE.kernels:
        (tmp_path / f"printed_{name}.py").write_text(standalone(CODE, name), encoding="utf-8")
    code = f"{ALONE}sys.path[:0] = [{str(tmp_path)!r}]; import {', '.join(f'printed_{name}' for name in CODE.kernels)}"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert len(CODE.kernels) > 30 and done.returncode == 0, done.stderr


def test_a_pipe_gets_the_program_and_it_computes(tmp_path):
    printed = run_in_process("demo", "conv", "--source")
    (tmp_path / "printed.py").write_text(printed.out, encoding="utf-8")
    call = "import printed; print(printed.conv2d([[[[1, 2], [3, 4]]]], [[[[1, 0], [0, -1]]]]))"
    done = subprocess.run([sys.executable, "-c", f"{ALONE}{call}"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (printed.code, done.stdout) == (0, "[[[[-3.]]]]\n"), done.stderr
