"""Arithmetic as text: what it reckons, and that nothing else can be reached."""

import math

import pytest

from dl_quiz.text.arithmetic import evaluate


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2 + 3 * 4", 14),
        ("7 / 2", 3.5),
        ("7 // 2", 3),
        ("7 % 2", 1),
        ("2 ** 10", 1024),
        ("-(3)", -3),
        ("sqrt(16) + abs(-1)", 5.0),
        ("log(e)", 1.0),
        ("log2(8)", 3.0),
        ("log10(1000)", 3.0),
        ("max(1, 2, 3) - min(1, 2)", 2),
        ("floor(2.7) + ceil(2.1)", 5),
        ("pi", math.pi),
        ("a * b[1]", 12),
        ("a < 4 < 5", True),
        ("a < 4 and not a > 3", True),
        ("a == 3 or a == 4", True),
        ("a != 3", False),
        ("len(b) + sum(b)", 11),
        ("round(2.5)", 2),
    ],
)
def test_arithmetic_is_reckoned(expression, value):
    assert evaluate(expression, {"a": 3, "b": (5, 4)}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("a +", "`a +` has no value"),
        ("c", "`c` is not known here"),
        ("1 / 0", "`1 / 0` has no value (division by zero)"),
        ("sqrt(-1)", "math domain error"),
        ("1e308 * 10", "`1e308 * 10` has no finite value"),
        ("(-8) ** 0.5", "only numbers can be reckoned with"),
        ("'a' * 3", "`'a'` is not arithmetic"),
        ("a.real", "`a.real` is not arithmetic"),
        ("__import__('os')", "is not arithmetic"),
        ("(lambda: 1)()", "is not arithmetic"),
        ("[x for x in b]", "is not arithmetic"),
        ("open('x')", "is not arithmetic"),
        ("9 ** 9 ** 9", "the exponent is too large"),
        ("1 + " * 60 + "1", "the expression is too long"),
        ("b[7]", "has no value"),
        ("b * 3", "only numbers can be reckoned with"),
    ],
)
def test_anything_else_is_refused(expression, sentence):
    with pytest.raises(ValueError) as failure:
        evaluate(expression, {"a": 3, "b": (5, 4)})
    assert sentence in str(failure.value)


def test_what_python_thinks_of_the_style_is_not_told(recwarn):
    assert evaluate("1or 0") == 1
    with pytest.raises(ValueError):
        evaluate("7if 1 is 1 else 0")
    assert list(recwarn) == []
