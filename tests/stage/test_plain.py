"""Kernels without their guards: the same program, without what says shapes, and with every comment."""

import ast

import numpy as np
import pytest

from dl_quiz.course.course import open_course
from dl_quiz.kernels import conv
from dl_quiz.stage.plain import plain
from dl_quiz.stage.source import standalone_function

CODE = open_course().code

GUARDED = '''@functools.cache
@shaped
def scaled(x: Float[Array, "n c"], by: Size = 1, *rest: int, at: Positive = 2.0, **more: Any) -> tuple[Float[Array, "n c"], int]:
    """Ünïcode: (before) the rest."""
    total: Array = x * by  # 乘
    kept: int
    return total, 1


@shaped
def long(
    first: Float[Array, "n c"],
    second: Annotated[Float[Array, "n c"], In("[0, 1)")] | None = None,
    *,
    word: str = "a, b = c",
) -> None:
    pass


class Pair(NamedTuple):
    left: Float[Array, "n"]
    right: int = 1
'''
PLAIN = '''@functools.cache
def scaled(x, by=1, *rest, at=2.0, **more):
    """Ünïcode: (before) the rest."""
    total = x * by  # 乘
    pass
    return total, 1


def long(
    first,
    second = None,
    *,
    word = "a, b = c",
):
    pass


class Pair(NamedTuple):
    left: object
    right: object = 1
'''


def test_only_guards_and_annotations_go():
    assert plain(GUARDED) == PLAIN
    assert plain(PLAIN) == PLAIN


@pytest.mark.parametrize("name", CODE.kernels)
def test_every_kernel_stays_the_same_program(name):
    source = CODE.source(f"kernels.{name}").decode()
    if name in ("shapes", "guards"):
        return
    bodies = [[ast.dump(node) for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)] for text in (source, plain(source))]
    assert len(bodies[0]) == len(bodies[1])
    assert "@shaped" not in plain(source)
    assert source.count("#") == plain(source).count("#")


def test_a_function_comes_with_what_it_calls_and_nothing_else():
    program = standalone_function(CODE, "kernels.conv", "correlate2d")
    names = {}
    exec(program, names)
    image, kernel = np.arange(12.0).reshape(3, 4), np.array([[1.0, 2.0], [0.0, -1.0]])
    np.testing.assert_array_equal(names["correlate2d"](image, kernel), conv.correlate2d(image, kernel))
    assert {"conv2d", "output_size", "_windows"} <= names.keys()
    assert "convolve" not in names
    assert "Array" not in program and "import product" not in program


def test_a_function_under_another_name_is_called_so(tmp_path):
    program = standalone_function(CODE, "exercises.dropout", "dropout")
    assert program.startswith("import numpy as np\n\n\ndef dropout(x, rate, rng):\n")


def test_a_function_that_is_not_there_is_missed():
    with pytest.raises(LookupError):
        standalone_function(CODE, "kernels.conv", "nosuch")
