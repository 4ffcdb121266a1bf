"""Comparing two results: what is the same for a person is the same, what is not is told by its sort."""

import numpy as np
import pytest

from dl_quiz.exercises.comparing import difference
from dl_quiz.exercises.values import Foreign, carried, written

NAN, INF = np.nan, np.inf
A = np.array

SAME = {
    "a float and a whole number": (3.0, 3),
    "a whole number and a float": (3, 3.0),
    "an array of no axis and a number": (A(2.5), 2.5),
    "a truth value and one": (A([True, False]), A([1.0, 0.0])),
    "what rounding moves": (A([1.0 + 4e-10, 1e-10]), A([1.0, 0.0])),
    "what rounding leaves of nothing": (A([1e-13]), A([0.0])),
    "NaN where it belongs": (A([NAN, 1.0]), A([NAN, 1.0])),
    "∞ where it belongs": (A([INF, -INF]), A([INF, -INF])),
    "nothing": (A([]), A([])),
    "a list for a tuple": ([1.0, A([2.0])], (1.0, A([2.0]))),
    "a text": ("a", "a"),
    "whole numbers without a sign": (A([3], np.uint8), A([3])),
    "None": (None, None),
}
OTHER = {
    "beyond rounding": (A([1.0 + 2e-9]), A([1.0]), "value"),
    "a small number beside a large one": (A([100.0, 2e-7]), A([100.0, 0.0]), "value"),
    "an ε": (A([1e-11]), A([0.0]), "value"),
    "−∞ for ∞": (A([-INF]), A([INF]), "value"),
    "NaN for ∞": (A([NAN]), A([INF]), "nan"),
    "half precision": (A([1.0], np.float16), A([1.0]), "dtype"),
    "complex": (A([1j]), A([1.0]), "dtype"),
    "a row for a column": (A([[1.0, 2.0]]), A([[1.0], [2.0]]), "shape"),
    "a number for an array of one": (1.0, A([1.0]), "type"),
    "below nothing without a sign": (A([255], np.uint8), A([-1]), "value"),
    "the second of two": ((1.0, A([1.0])), (1.0, A([2.0])), "value"),
    "one for two": ((1.0,), (1.0, 2.0), "type"),
    "another text": ("a", "b", "value"),
    "a foreign value": (Foreign("Tensor"), A([1.0]), "type"),
}


@pytest.mark.parametrize(("yours", "right"), SAME.values(), ids=SAME)
def test_what_is_the_same(yours, right):
    assert difference(yours, right) is None


@pytest.mark.parametrize(("yours", "right", "sort"), OTHER.values(), ids=OTHER)
def test_what_is_not_the_same(yours, right, sort):
    assert difference(yours, right).sort == sort


def test_within_is_the_distance_that_is_allowed():
    assert difference(A([1.2]), A([1.0]), 0.25) is None
    assert difference(A([1.3]), A([1.0]), 0.25).sort == "value"


def test_the_place_of_a_part_is_named():
    found = difference((1.0, A([[1.0, 2.0], [3.0, 9.0]])), (1.0, A([[1.0, 2.0], [3.0, 4.0]])))
    assert [(row.where, row.same) for row in found.rows] == [
        ("result[1][0, 0]", True),
        ("result[1][0, 1]", True),
        ("result[1][1, 0]", True),
        ("result[1][1, 1]", False),
    ]


@pytest.mark.parametrize(
    ("yours", "shown"),
    [
        pytest.param(1.3416407, ("1.3416", "1.1619"), id="apart"),
        pytest.param(1.1619000000123, ("1.16190000001", "1.1619"), id="near"),
        pytest.param(np.nan, ("nan", "1.1619"), id="nan"),
    ],
)
def test_numbers_have_as_many_digits_as_tell_them_apart(yours, shown):
    (row,) = difference(A([yours]), A([1.1619]), 0.0).rows
    assert (row.yours, row.right) == shown


def test_what_leaves_its_process_is_made_of_numbers_and_texts():
    class Odd(np.ndarray):
        pass

    assert carried((1, [A([1.0])], {"a": None}, "b")) == (1, [A([1.0])], {"a": None}, "b")
    assert carried(A([1.0]).view(Odd)) == Foreign("Odd")
    assert carried(A([object()])) == Foreign("array of object (1,)")
    assert carried(np.broadcast_to(1.0, (10**6, 10**6))) == Foreign("array of float64 (1000000, 1000000)")
    assert carried([0] * 1001) == Foreign("list")
    assert carried({1}) == Foreign("set")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (A([[1.0, -0.5]]), "[[1, -0.5]]"),
        (A([1.0986122]), "[1.099]"),
        (np.arange(24.0), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]"),
        (np.arange(25.0), "array(25,)"),
        (np.arange(7) / 3, "array(7,)"),
        (A([1, 2]), "[1, 2]"),
        (0.1, "0.1"),
        (np.float64(2.0), "2"),
        (3, "3"),
        ("same", "'same'"),
        (None, "None"),
        (np.random.default_rng(0), "rng"),
        ((1, [A([2.0])]), "(1, [[2]])"),
        ({"a": 1}, "{a: 1}"),
        (np.sin, "sin"),
    ],
)
def test_a_value_is_written_as_a_person_would(value, text):
    assert written(value) == text


def test_lists_of_arrays_are_compared_part_by_part():
    right = [np.arange(3), np.arange(2)]
    assert difference([np.arange(3), np.arange(2)], right) is None
    assert difference((np.arange(3), np.arange(2)), right) is None
    wrong = difference([np.arange(2), np.arange(3)], right)
    assert wrong.sort == "shape" and "result[0]" in wrong.remark.en
    assert difference(np.arange(5), right).sort == "type"
