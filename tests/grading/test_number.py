"""Numbers are read as people type them, and mistakes are recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl_quiz.grading.number import grade_number, read_number
from dl_quiz.nouns import NumberKey, Rounding, Text, Unparsable, Verdict
from tests.quick import seconds_of


def value_of(typed, unit=""):
    """Return the most likely value of what was typed."""
    return read_number(typed, unit)[0].value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("42", 42), ("-0.5", -0.5), ("−0.5", -0.5), ("+3", 3), ("007", 7), (".5", 0.5), ("5.", 5),
        ("1,024", 1024), ("1，024", 1024), ("102 764 544", 102764544), ("1'024", 1024), ("0,125", 0.125), ("3,5", 3.5),
        ("３．５", 3.5), ("3。5", 3.5), ("４２。", 42), ("3/4", 0.75), ("１／２", 0.5), ("1 3/4", 1.75), ("-1 1/2", -1.5),
        ("75%", 0.75), ("75 ％", 0.75), ("百分之75", 0.75), ("1.2e-3", 0.0012), ("1.2×10⁻³", 0.0012), ("1.2*10^-3", 0.0012), ("10^-3", 0.001), ("10⁶", 1e6),
        ("9.6M", 9.6e6), ("3k", 3000), ("2.5万", 25000), ("1.2亿", 1.2e8), ("28*28+1", 785), ("2^10", 1024), ("3/4*10^2", 75), ("2^3*10^2", 800), ("6 x 10^2 + 1", 601), ("2π", 2 * 3.141592653589793), ("3千万", 3e7), ("sqrt(2)", 2**0.5), ("√2", 2**0.5),
        ("约0.5", 0.5), ("≈0.5", 0.5), ("x = 3", 3), ("about 7", 7), ("log(e)", 1),
    ],
)  # fmt: skip
def test_what_people_type_is_read(typed, value):
    assert value_of(typed) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("typed", ["5 px", "5px", "５ｐｘ", "5"])
def test_the_unit_may_be_there_or_not(typed):
    assert value_of(typed, "px") == 5


def test_a_percent_sign_is_no_factor_where_percent_is_the_unit():
    assert value_of("89.36%", "%") == value_of("89.36", "%") == value_of("89.36 percent", "%") == 89.36
    assert value_of("688k bytes", "bytes") == 688_000


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "abc",
        "1,2,3",
        "1e400",
        "nan",
        "inf",
        "9" * 300,
        "2**99999",
        "9**9**9",
        "__import__('os')",
        "5 apples",
        "--",
        "1..2",
        "[1]",
        "'a'*9",
    ],
)
def test_what_is_no_number_is_unparsable_and_never_wrong(typed):
    assert isinstance(grade_number(NumberKey(value=1.0), typed), Unparsable)


@pytest.mark.parametrize(
    "typed", ["0.5 or 0.25", "2 and 3", "3<4", "5 == 5", "not 0", 10**400, True, (1, 2)], ids=lambda typed: str(typed)[:12]
)
def test_more_than_one_number_or_none_is_unparsable(typed):
    assert isinstance(read_number(typed), Unparsable)


@pytest.mark.parametrize(
    ("key", "typed"),
    [(3.714, "3,714"), (3714.0, "3,714"), (6.306e-7, "6,306e-7"), (0.8, "100%-20%"), (0.5, "½"), (26 / 7, "26/7"), (0.0012, "1.2×10-3")],
)
def test_what_can_be_read_in_several_ways_is_right_if_it_is_so_in_one(key, typed):
    assert grade_number(NumberKey(value=key, relative=0.001), typed).right


@pytest.mark.parametrize(
    ("key", "typed", "unit"), [(3.0, "3000ms", "s"), (5.0, "5000 mm", "m"), (2.0, "2000mg", "g"), (1e8, "100,000,000 B", "bytes"), (2048.0, "2 kB", "bytes"), (80.0, "1-20%", "%")]
)  # fmt: skip
def test_units_are_converted(key, typed, unit):
    assert grade_number(NumberKey(value=key, unit=unit), typed).right


@pytest.mark.parametrize(
    ("typed", "unit", "sentence"),
    [
        ("3 m", "s", Text(en="“m” is not known here; give it in s", zh="这里不认识“m”；请以 s 为单位作答")),
        ("5 apples", "", Text(en="“apples” is not known here; give the number alone", zh="这里不认识“apples”；请只写数字")),
        ("3:1", "", Text(en="“3:1” is not a number; answer like 42, 0.5, 3/4, 75% or 1.2e-3", zh="“3:1”不是数字；请写成 42、0.5、3/4、75% 或 1.2e-3 这样")),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_asked_for_again(typed, unit, sentence):
    assert grade_number(NumberKey(value=3.0, unit=unit), typed) == Unparsable(why=sentence)


def test_a_list_of_one_is_that_one():
    assert grade_number(NumberKey(value=3.0), ("3",)).right
    assert grade_number(NumberKey(value=3.0), (3.0,)).right


@pytest.mark.parametrize("typed", ["\ufdfa" * 700_000, "1" * 5_000_000, 10**4000, (1,) * 10**6, ("9" * 10**6,), "1:" * 100_000])
def test_what_is_too_long_is_refused_before_it_is_folded(typed):
    verdict = grade_number(NumberKey(value=1.0), typed)
    assert isinstance(verdict, Unparsable) and len(verdict.why.en) < 200
    assert seconds_of(lambda: grade_number(NumberKey(value=1.0), typed)) < 0.5


@pytest.mark.parametrize("key", [1644171264.0, 5e8, 10.0**12, 10.0**15])
def test_one_more_than_a_whole_number_is_another_however_large_it_is(key):
    for off in (-1, 1):
        assert not grade_number(NumberKey(value=key), f"{key + off:.0f}").right
        assert not grade_number(NumberKey(value=key), key + off).right
    assert grade_number(NumberKey(value=key), f"{key:.0f}").right


@pytest.mark.parametrize(
    ("key", "count", "significant", "right", "wrong"),
    [
        (0.1353352832, 3, False, ["0.135", "13.5%", "0.1350"], ["0.136", "0.134", "0.13", "14%"]),
        (0.0625, 3, False, ["0.062", "0.063"], ["0.061", "0.064", "0.06"]),
        (14.4, 0, False, ["14"], ["15", "14.6", "13"]),
        (9_640_000.0, 1, False, ["9.6M", "9640000"], ["9.7M", "9.6"]),
        (1234.5678, 3, True, ["1230", "1.23e3", "1.23k"], ["1240", "1200", "1231"]),
        (0.0123456, 2, True, ["0.012", "1.2%", "1.2e-2"], ["0.013", "0.01"]),
        (9.996, 3, True, ["10.0", "10"], ["9.9", "9.98"]),
        (-0.5554, 2, False, ["-0.56"], ["0.56", "-0.55"]),
    ],
)  # fmt: skip
def test_the_rounding_that_is_asked_for_is_accepted(key, count, significant, right, wrong):
    number = NumberKey(value=key, relative=1e-9, rounding=Rounding(count, significant))
    assert [typed for typed in right if not grade_number(number, typed).right] == []
    assert [typed for typed in wrong if grade_number(number, typed).right] == []


def test_a_rounded_slip_is_recognised():
    key = NumberKey(value=0.25, within=1e-6, rounding=Rounding(2), slips=((0.123456, Text(en="halved", zh="减半")),))
    assert grade_number(key, "0.12").rule == "a known slip"
    assert grade_number(key, "0.13").rule == "outside the tolerance"


KEY = NumberKey(value=0.25, within=0.01, slips=((0.5, Text(en="doubled", zh="翻倍")), (0.505, Text(en="near", zh="接近"))))


def test_the_tolerance_is_absolute_and_relative():
    assert grade_number(KEY, "0.26").right
    assert not grade_number(KEY, "0.262").right
    relative = NumberKey(value=200.0, relative=0.01)
    assert grade_number(relative, "202").right
    assert not grade_number(relative, "202.1").right


def test_the_key_wins_over_a_slip_and_the_nearest_slip_over_the_others():
    known = grade_number(KEY, "0.5")
    assert known.remarks == known.slips == (Text(en="doubled", zh="翻倍"),)
    assert grade_number(KEY, "0.506").remarks == (Text(en="near", zh="接近"),)
    assert grade_number(KEY, "0.5").rule == "a known slip"


@pytest.mark.parametrize(("typed", "word"), [("-0.25", "sign"), ("25", "percentage"), ("250", "power of ten")])
def test_mistakes_that_need_no_author_are_recognised(typed, word):
    verdict = grade_number(KEY, typed)
    assert word in verdict.remarks[0].en and verdict.slips == verdict.remarks


def test_a_percent_counts_as_its_fraction():
    assert grade_number(KEY, "25%").right


def test_an_exact_key_takes_no_neighbour():
    assert grade_number(NumberKey(value=112.0), "112").right
    assert grade_number(NumberKey(value=112.0), 112).right
    assert not grade_number(NumberKey(value=112.0), "113").right
    assert not grade_number(NumberKey(value=112.0), "112.001").right


@given(st.text(max_size=60))
def test_any_text_gets_a_verdict_or_is_unparsable(text):
    verdict = grade_number(KEY, text)
    assert isinstance(verdict, Unparsable) or 0 <= verdict.score <= 1


@given(st.floats(-1e12, 1e12))
def test_a_number_reads_back(value):
    assert value_of(repr(value)) == pytest.approx(value, rel=1e-12, abs=1e-300)
    assert isinstance(grade_number(NumberKey(value=value), value), Verdict)


def test_what_is_quoted_stands_on_one_line():
    unparsable = read_number("x\n✓ a question  1.00  6\n\n1 of 1 points")
    assert unparsable.why.en.startswith("“x ✓ a question 1.00 6 1 of 1 points” is not a number")
