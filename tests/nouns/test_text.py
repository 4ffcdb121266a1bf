"""Texts in two languages, their names filled in, and values as people write them."""

import pytest

from dl_quiz.nouns import Text, shown


def test_each_language_gets_the_value():
    text = Text(en="{left} + {right}", zh="{left} 加 {right}").format(left=1, right=0.5)
    assert (text.en, text.zh) == ("1 + 0.5", "1 加 0.5")


def test_a_text_fills_in_in_its_own_language():
    assert Text(en="no {kind}", zh="没有{kind}").format(kind=Text(en="demo", zh="演示")) == Text(en="no demo", zh="没有演示")


def test_what_is_not_named_stays_as_it_is():
    text = Text(en="{1, 2} and {other} and {x:g}", zh="{}")
    assert text.format(x=1) == text


def test_a_filled_in_value_is_not_filled_in_again():
    assert Text(en="{a}", zh="{a}").format(a="{b}", b="c") == Text(en="{b}", zh="{b}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"), (3.0, "3"), (0.25, "0.25"), (1 / 3, "0.333333"), (-0.5, "-0.5"), (1e20, "1e+20"), (123456789.0, "123456789"),
        (True, "True"), ("relu", "relu"), ((1, 2.0, 0.5), "[1, 2, 0.5]"), (((1, 2), (3, 4)), "[[1, 2], [3, 4]]"), ((), "[]"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_people_write_it(value, text):
    assert shown(value) == text
