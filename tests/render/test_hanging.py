"""Text hangs beside its mark, breaks by display width, and no line is filled up with spaces."""

from io import StringIO

import pytest
from rich.console import Console

from dl_quiz.render.hanging import Hanging, hung
from dl_quiz.render.line import Line


def lines(renderable, width):
    console = Console(width=width, file=StringIO(), force_terminal=True, color_system=None)
    console.print(renderable)
    return console.file.getvalue().split("\n")[:-1]


def test_what_does_not_fit_goes_on_below_the_text():
    rows = Hanging([(Line("1) "), Line("one two three")), (Line("10) "), Line("four\nfive"))])
    assert lines(rows, 11) == ["1)  one two", "    three", "10) four", "    five"]


@pytest.mark.parametrize(("width", "wanted"), [(8, ["  卷积核", "  翻转，"]), (12, ["  卷积核翻", "  转，"])])
def test_chinese_breaks_by_its_width_and_not_before_its_punctuation(width, wanted):
    assert lines(hung(Line("卷积核翻转，")), width) == wanted


def test_text_that_may_not_wrap_ends_in_an_ellipsis():
    assert lines(Hanging([(Line("✗ 1 "), Line("What is convolution?", no_wrap=True))]), 14) == ["✗ 1 What is c…"]
    assert lines(Hanging([(Line("✗ 1 "), Line("什么是卷积运算？", no_wrap=True))]), 13) == ["✗ 1 什么是卷…"]
