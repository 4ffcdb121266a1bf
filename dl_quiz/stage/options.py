"""Values for a scene's parameters: read from what was typed, and held to their ranges."""

from __future__ import annotations

from typing import Any

from dl_quiz.nouns import Text, Value
from dl_quiz.stage.parameters import Parameter
from dl_quiz.text.fold import fold
from dl_quiz.text.names import meant
from dl_quiz.visible import has_unseen

_HUGE = 1e300
_TRUE = {"true", "yes", "on", "1", "是"}
_FALSE = {"false", "no", "off", "0", "否"}


def read_value(parameter: Parameter, typed: str) -> Value | Text:
    """Return the value that was typed for a parameter, or a sentence that says what is wrong with it."""
    text = fold(typed)
    try:
        if parameter.kind == "int":
            value: Value = int(text)
        elif parameter.kind == "float":
            value = float(text)
        elif parameter.kind == "floats":
            value = tuple(float(part) for part in text.split(",") if part.strip())
        elif parameter.kind == "bool":
            value = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}[text]
        else:
            value = typed.strip()
    except (ValueError, KeyError):
        return _not_a(parameter, typed)
    return fault(parameter, value) or value


def fault(parameter: Parameter, value: Any) -> Text | None:
    """Return a sentence that says why a value is not one of the parameter's, or None where it is."""
    if not _fits(parameter, value):
        return _not_a(parameter, str(value))
    if parameter.choices:
        return None if value in parameter.choices else _no_choice(parameter, value)
    each = value if isinstance(value, tuple) else (value,)
    if parameter.shortest is not None and parameter.longest is not None and not parameter.shortest <= len(each) <= parameter.longest:
        count = f"{parameter.shortest}–{parameter.longest}"
        return Text(
            en=f"{parameter.option} takes {count} numbers, not {len(each)}",
            zh=f"{parameter.option} 需要 {count} 个数，而不是 {len(each)} 个",
        )
    if parameter.low is not None and parameter.high is not None and parameter.kind in ("int", "float", "floats"):
        for number in each:
            if not parameter.low <= number <= parameter.high:
                span = f"{parameter.low:g}–{parameter.high:g}"
                return Text(
                    en=f"{parameter.option} must lie in {span}; {number:g} does not",
                    zh=f"{parameter.option} 必须在 {span} 之间；{number:g} 不在其中",
                )
    return None


def _fits(parameter: Parameter, value: Any) -> bool:
    if parameter.kind == "bool":
        return isinstance(value, bool)
    if parameter.kind == "str":
        return isinstance(value, str) and not has_unseen(value)
    numbers = value if parameter.kind == "floats" and isinstance(value, tuple) else (value,)
    kinds = int if parameter.kind == "int" else (int, float)
    return all(isinstance(n, kinds) and not isinstance(n, bool) and abs(n) < _HUGE for n in numbers)


_WANTED = {
    "int": Text(en="a whole number", zh="整数"),
    "float": Text(en="a number", zh="数字"),
    "floats": Text(en="numbers separated by commas", zh="以逗号分隔的数字"),
    "bool": Text(en="true or false", zh="true 或 false"),
    "str": Text(en="a word", zh="一个词"),
}


def _not_a(parameter: Parameter, typed: str) -> Text:
    wanted = _WANTED[parameter.kind]
    return Text(en=f"{parameter.option} takes {wanted.en}, not “{typed}”", zh=f"{parameter.option} 需要{wanted.zh}，而不是“{typed}”")


def _no_choice(parameter: Parameter, value: str) -> Text:
    listed = ", ".join(parameter.choices)
    hint = meant(value, parameter.choices, Text(en=f"it takes {listed}", zh=f"可选：{listed}"))
    return Text(en=f"{parameter.option} has no “{value}”; {hint.en}", zh=f"{parameter.option} 没有“{value}”；{hint.zh}")
