"""Figures are read as people write them; what may mean two things is read both ways, and what means nothing is said to."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl_quiz.text.expression import Unclear
from dl_quiz.text.figures import LONGEST, read_figures
from tests.quick import seconds_of


def values(text, unit=""):
    return [figure.value for figure in read_figures(text, unit)]


SPELLINGS = {
    0.5: ["½", "1⁄2", "1∕2", "１／２", "¹⁄₂", "¹/₂", "1÷2", "1➗2", "5⋅0.1", "5∗0.1", "5×0.1", "5·0.1", "5✕0.1", "5∙0.1", "5・0.1", "5x0.1", "5 X 0.1", "0.5π/π", "0.5pi/pi", "0.5 PI/PI", "50%", "５０％", "٥٠٪", "٠٫٥", "0,5", "0,500", "500‰", "50 percent", "50 per cent", "百分之50", "2分之1", "千分之500",
          "$0.5$", "`0.5`", "\"0.5\"", "**0.5**", "(0.5)", "0.5?", "0.5。", "０．５", "0.5\u200b", "\u200e0.5", "\ufeff0.5", "\u20680.5\u2069", r"\frac{1}{2}", r"\dfrac{1}{2}", "½ (50%)", "0.5 (1/2)", "1/2 = 0.5", "x = 0.5", "P(A) = 1/2", "H_out=0.5", "∂L/∂w = 0.5", "1/2 ≈ 0.5", "~0.5", "≈0.5", "约0.5", "大约 0.5", "0.5左右", "about 0.5", "0.5 or so", "0.5 (approximately)", "0.5（约）", "maybe 0.5", "I think 0.5", "probably 0.5?", "0.5 (not sure)", "0.5（不确定）", "可能是0.5吧", "我觉得是 0.5", "the answer is 0.5", "it's 0.5", "ans: 0.5", "I got 0.5", "that gives 0.5", "equal to 0.5", "exactly 0.5", "should be 0.5", "in total 0.5", "0.5 in total", "0.5, I think", "0.5; rounded", r"\(0.5\)", "0.5 units", "答：0.5", "得到0.5", "正好0.5", "一共0.5", "0.5，不确定", "值为0.5", "答案：0.5", "答案是0.5", "結果是0.5"],
    0.8: ["100%-20%", "1-20%", "10%+70%", "80%", "1-0.2", "100 % − 20 %", "(100-20)%", "2×40%", "1 - 0,2", "80٪", "８０％"],
    1.5: ["1½", "1 ½", "1 1/2", "1 1⁄2", "3/2", "1+½", "3·½"],
    0.0012: ["1.2e-3", "1.2E−3", "1.2×10⁻³", "1.2*10^-3", "1.2·10**-3", r"1.2\cdot 10^{-3}", r"1.2\times10^{-3}", "1,2e-3", "1.2 e-3", "0.12%"],
    8.0: ["2³", "2^3", "2**3", "2 × 2 × 2", "2x2x2", "(1+1)(2+2)", "2(1+3)", "∛512", "√64", "√(64)", r"\sqrt{64}", "sqrt 64", "log2(256)", "log₂256", "log_2 256", "08", "+8", "8.", "8.0", "- -8".replace("- -", "")],
    512.0: ["2^3^2", "2**3**2", "2^9"],
    1024.0: ["1,024", "1，024", "1 024", "1\u00a0024", "1\u2009024", "1'024", "1’024", "1_024", "１,０２４", "2^10", "1.024k", "1.024 thousand"],
    25000.0: ["2.5万", "25k", "25K", "25 千", "2.5萬", "25000个"],
    1234567.8: ["1,234,567.8", "1 234 567.8", "1.234.567,8", "1 234 567,8", "1'234'567.8"],
    math.exp(-2): ["e^-2", "e⁻²", "exp(-2)", "exp -2", "e**-2", "1/e^2"],
}  # fmt: skip


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in SPELLINGS.items() for text in texts])
def test_one_number_in_all_its_spellings(value, text):
    assert values(text)[0] == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("3,714", [3714, 3.714]), ("6,306e-7", [6.306e-7]), ("0,500", [0.5]), ("1234,567", [1234.567]), ("1,234,567", [1234567]), ("1,234.5", [1234.5]), ("1.234,5", [1234.5]), ("3,714+0,5", [4.214]), ("10,62", [10.62]),
        ("1/2π", [math.pi / 2, 1 / (2 * math.pi)]), ("2*10-3", [17, 0.002]), ("1.2 × 10−3", [9, 0.0012]), ("3/4 million", [0.75e-6, 750000]), ("1/2%", [50, 0.005]), ("2 100/200", [10.5, 2.5]),
        ("1.2M + 300k", [1.5e6]), ("2^10 k", [1024000]), ("5万个", [50000]), ("3千万", [3e7]),
    ],
)  # fmt: skip
def test_what_may_mean_two_things_is_read_both_ways(text, meanings):
    assert values(text) == pytest.approx(meanings, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "meanings"),
    [
        ("3000ms", "s", [3]), ("5000 mm", "m", [5]), ("2000mg", "g", [2]), ("2 min", "s", [120]), ("3 s + 200 ms", "s", [3.2]), ("3 秒", "s", [3]), ("3000 毫秒", "s", [3]), ("3 s", "ms", [3000]), ("1.5 km", "m", [1500]), ("2 公斤", "g", [2000]),
        ("100,000,000 B", "bytes", [1e8, 100]), ("688k bytes", "bytes", [688000]), ("5 bytes", "bytes", [5]), ("5 byte", "bytes", [5]), ("5字节", "bytes", [5]), ("2 kB", "bytes", [2000, 2048]), ("2KiB", "bytes", [2048]), ("2 mb", "bytes", [2e6, 2097152]), ("2 MB", "MB", [2]),
        ("5 px", "px", [5]), ("5ＰＸ", "px", [5]), ("5 pixels", "px", [5]), ("5 [px]", "px", [5]), ("30°", "°", [30]), ("30 degrees", "°", [30]), ("30度", "°", [30]), ("5 m/s", "m/s", [5]), ("7 images", "images", [7]), ("7k images", "images", [7000]),
        ("89.36%", "%", [89.36]), ("89.36", "%", [89.36]), ("1-20%", "%", [-19, 80]), ("100%-20%", "%", [80, 80]),
    ],
)  # fmt: skip
def test_units_are_taken_off_or_converted(text, unit, meanings):
    found = values(text, unit)
    assert all(any(value == pytest.approx(meaning) for value in found) for meaning in meanings if meaning != 100), found
    assert found[0] == pytest.approx(meanings[0])


@pytest.mark.parametrize(
    ("text", "unit", "word"),
    [("3 m", "s", "m"), ("3m", "s", "m"), ("5 b", "bytes", "b"), ("3 parsec", "s", "parsec"), ("3000 ms", "", "ms"), ("5 mm", "", "mm"), ("2 mg", "", "mg"), ("5 apples", "", "apples"), ("5 kg", "m", "kg"), ("2 and 3", "", "and"), ("3x", "", "x")],
)  # fmt: skip
def test_a_word_that_means_nothing_here_is_named(text, unit, word):
    with pytest.raises(Unclear) as unclear:
        read_figures(text, unit)
    assert unclear.value.word == word


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "1:2", "3:1", "26//7", "7%3", "5 % 3", "0x10", "0X1F", "5!", "1..2", "1,2,3", "1, 2", "3、5", "(1,2)", "0.5 or 0.25", "not 0", "0.5±0.1", "<5", "≥5", "5 == 5", "1 = 2", "26/7 = 5", "0.5 (0.7)", "1e400", "9**9**9", "2**99999", "1/0", "√-1", "--5", "-", "1 2", "x", "nan", "inf", "[1]", "'a'*9", "__import__('os')", "9" * (LONGEST + 1), "１" * 5000],
)  # fmt: skip
def test_what_means_no_number_is_unclear(text):
    with pytest.raises(Unclear):
        read_figures(text)


@pytest.mark.parametrize(
    "text", ["1,1/" * 49 + "1", "(" * 100 + "1" + ")" * 99, "(" * 200, "2^" * 99 + "2", "√" * 199 + "2", "1/2π" * 49, "1 000/2 " * 25, "1≈" * 99 + "1", "(1)" * 66, "½" * 200, "1 (" * 60, "\ufdfa" * 200, "百分之" * 60, "ln " * 66, "9" * 200]
)  # fmt: skip
def test_nothing_takes_long_to_read(text):
    def read():
        with contextlib.suppress(Unclear):
            read_figures(text, "%")

    assert seconds_of(read) < 0.5


@given(st.text(alphabet="0123456789.,' +-*/^()%eExkMπ√½⁄²:=≈~百分之万sqrtlog", max_size=30), st.sampled_from(["", "%", "s", "bytes"]))
def test_anything_is_a_finite_number_or_unclear(text, unit):
    try:
        found = read_figures(text, unit)
    except Unclear:
        return
    assert found and all(math.isfinite(figure.value) for figure in found)


@given(st.floats(-1e12, 1e12))
def test_a_number_reads_back(value):
    assert values(repr(value)) == [pytest.approx(value, rel=1e-12, abs=1e-300)]
