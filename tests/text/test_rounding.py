"""How exactly a number is asked for is read from the question's own words, in both languages."""

import pytest

from dl_quiz.nouns import Rounding, Text
from dl_quiz.text.rounding import asked_rounding


@pytest.mark.parametrize(
    ("ask", "rounding"),
    [
        ("What is it? (three decimals)", Rounding(3)), ("(natural log, one decimal)", Rounding(1)), ("to 2 decimal places", Rounding(2)), ("(exact, or three decimals)", Rounding(3)), ("Give 4 d.p.", Rounding(4)), ("(in percent, two decimals: 1.25)", Rounding(2)), ("two digits after the decimal point", Rounding(2)),
        ("(two significant digits)", Rounding(2, True)), ("(a fraction, or four significant figures)", Rounding(4, True)), ("3 sig figs", Rounding(3, True)),
        ("the nearest whole number", Rounding(0)), ("(a whole number)", Rounding(0)), ("rounded to the nearest integer", Rounding(0)), ("no decimals", Rounding(0)),
        ("How many decimals has it?", None), ("twenty-one decimals", Rounding(1)), ("not rounded to whole steps", None), ("What is 3 + 4?", None),
    ],
)  # fmt: skip
def test_english_asks(ask, rounding):
    assert asked_rounding(Text(en=ask, zh="是多少？")) == rounding


@pytest.mark.parametrize(
    ("ask", "rounding"),
    [("是多少？（三位小数）", Rounding(3)), ("保留两位小数", Rounding(2)), ("精确到小数点后 4 位", Rounding(4)), ("（三位有效数字）", Rounding(3, True)), ("四舍五入取整", Rounding(0)), ("（整数）", Rounding(0)), ("输入是整数，输出是多少？", None), ("两个", None)],
)  # fmt: skip
def test_chinese_asks(ask, rounding):
    assert asked_rounding(Text(en="How much?", zh=ask)) == rounding
