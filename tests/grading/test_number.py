"""Numbers are read as people type them, and mistakes are recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl_quiz.grading.number import grade_number, read_number
from dl_quiz.nouns import NumberKey, Text, Unparsable, Verdict


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


KEY = NumberKey(value=0.25, within=0.01, slips=((0.5, Text(en="doubled", zh="翻倍")), (0.505, Text(en="near", zh="接近"))))


def test_the_tolerance_is_absolute_and_relative():
    assert grade_number(KEY, "0.26").right
    assert not grade_number(KEY, "0.262").right
    relative = NumberKey(value=200.0, relative=0.01)
    assert grade_number(relative, "202").right
    assert not grade_number(relative, "202.1").right


def test_the_key_wins_over_a_slip_and_the_nearest_slip_over_the_others():
    assert grade_number(KEY, "0.5").remarks == (Text(en="doubled", zh="翻倍"),)
    assert grade_number(KEY, "0.506").remarks == (Text(en="near", zh="接近"),)
    assert grade_number(KEY, "0.5").rule == "a known slip"


@pytest.mark.parametrize(("typed", "word"), [("-0.25", "sign"), ("25", "percentage"), ("250", "power of ten")])
def test_mistakes_that_need_no_author_are_recognised(typed, word):
    assert word in grade_number(KEY, typed).remarks[0].en


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
