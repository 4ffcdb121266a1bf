"""Values for a scene's parameters: every kind is read as people type it, and held to its range, with its exact sentence."""

import pytest

from dl_quiz.nouns import Text
from dl_quiz.stage.options import fault, read_value
from dl_quiz.stage.outline import Parameter

HELP = Text(en="help", zh="帮助")
SIDE = Parameter("side", "int", 3, HELP, 1, 9)
RATE = Parameter("keep_rate", "float", 0.5, HELP, 0.0, 1.0)
SIDES = Parameter("sides", "floats", (1.0,), HELP, 0.0, 9.0, (), 1, 3)
SHOW = Parameter("show", "bool", True, HELP)
NAME = Parameter("name", "str", "blur", HELP, choices=("blur", "sharpen"))


@pytest.mark.parametrize(
    ("parameter", "typed", "value"),
    [
        (SIDE, "3", 3),
        (SIDE, "９", 9),
        (SIDE, "1", 1),
        (RATE, "0.25", 0.25),
        (RATE, "1", 1.0),
        (RATE, "１", 1.0),
        (SIDES, "1,2.5", (1.0, 2.5)),
        (SIDES, "1，2", (1.0, 2.0)),
        (SHOW, "yes", True),
        (SHOW, "TRUE", True),
        (SHOW, "是", True),
        (SHOW, "off", False),
        (SHOW, "0", False),
        (SHOW, "否", False),
        (NAME, "blur", "blur"),
    ],
)
def test_a_value_is_read_as_people_type_it(parameter, typed, value):
    read = read_value(parameter, typed)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("parameter", "typed", "en", "zh"),
    [
        (SIDE, "three", "--side takes a whole number, not “three”", "--side 需要整数，而不是“three”"),
        (SIDE, "2.5", "--side takes a whole number, not “2.5”", "--side 需要整数，而不是“2.5”"),
        (SIDE, "0", "--side must lie in 1–9; 0 does not", "--side 必须在 1–9 之间；0 不在其中"),
        (SIDE, "10", "--side must lie in 1–9; 10 does not", "--side 必须在 1–9 之间；10 不在其中"),
        (RATE, "half", "--keep-rate takes a number, not “half”", "--keep-rate 需要数字，而不是“half”"),
        (RATE, "nan", "--keep-rate takes a number, not “nan”", "--keep-rate 需要数字，而不是“nan”"),
        (RATE, "1e999", "--keep-rate takes a number, not “inf”", "--keep-rate 需要数字，而不是“inf”"),
        (RATE, "1.5", "--keep-rate must lie in 0–1; 1.5 does not", "--keep-rate 必须在 0–1 之间；1.5 不在其中"),
        (SIDES, "1;2", "--sides takes numbers separated by commas, not “1;2”", "--sides 需要以逗号分隔的数字，而不是“1;2”"),
        (SIDES, "1,2,3,4", "--sides takes 1–3 numbers, not 4", "--sides 需要 1–3 个数，而不是 4 个"),
        (SIDES, "", "--sides takes 1–3 numbers, not 0", "--sides 需要 1–3 个数，而不是 0 个"),
        (SIDES, "1,10", "--sides must lie in 0–9; 10 does not", "--sides 必须在 0–9 之间；10 不在其中"),
        (SHOW, "maybe", "--show takes true or false, not “maybe”", "--show 需要true 或 false，而不是“maybe”"),
        (NAME, "blurr", "--name has no “blurr”; did you mean blur?", "--name 没有“blurr”；是否想写 blur？"),
        (NAME, "xyz", "--name has no “xyz”; it takes blur, sharpen", "--name 没有“xyz”；可选：blur, sharpen"),
    ],
)  # fmt: skip
def test_a_wrong_value_gets_its_sentence(parameter, typed, en, zh):
    assert read_value(parameter, typed) == Text(en=en, zh=zh)


@pytest.mark.parametrize(("parameter", "value"), [(SIDE, True), (SIDE, 2.0), (RATE, True), (SHOW, 1), (NAME, 3), (SIDES, 10**400)])
def test_a_value_of_a_course_must_be_of_the_kind(parameter, value):
    assert fault(parameter, value).en.startswith(f"{parameter.option} takes ")
