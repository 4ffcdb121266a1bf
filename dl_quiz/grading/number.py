"""Grading of `number`: a figure, give or take a tolerance."""

from __future__ import annotations

import math
import re

from dl_quiz.nouns import NumberKey, Response, Text, Unparsable, Verdict
from dl_quiz.text.arithmetic import evaluate
from dl_quiz.text.fold import fold

_PREFIX = re.compile(r"^(?:about|approx(?:imately)?\.?|roughly|ca\.?|[a-z]\w* ?=|=|~|≈|∼|大约|大概|约|等于|是|为)+ *")
_GROUPED = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:[, ']\d{3})+(?![\d])")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d,.])")
_PERCENT = re.compile(r"^(?:百分之)(.+)$|^(.+?) *(?:%|percent|per cent)$")
_TIMES_TEN = re.compile(r"(?<=[\d.)]) ?x ?(?=10\b)")
_NO_NUMBER = re.compile(r"[<>]|==|!=|\b(?:and|or|not)\b")
"""What the expressions of a course may say, and an answer may not."""

_MULTIPLES = {
    "k": 1e3,
    "thousand": 1e3,
    "千": 1e3,
    "万": 1e4,
    "m": 1e6,
    "million": 1e6,
    "百万": 1e6,
    "亿": 1e8,
    "g": 1e9,
    "b": 1e9,
    "billion": 1e9,
    "十亿": 1e9,
    "千万": 1e7,
}
_MULTIPLE = re.compile(r"^(.*[\d.)]) *(" + "|".join(sorted(_MULTIPLES, key=len, reverse=True)) + r")$")
_FLOAT_NOISE = 1e-9
_LONGEST = 200


def grade_number(key: NumberKey, response: Response) -> Verdict | Unparsable:
    """Grade a figure.

    Right when |response − key| ≤ within + relative·|key|; else the nearest slip within the same tolerance is recognised.
    """
    value = read_number(response, key.unit)
    if isinstance(value, Unparsable):
        return value
    read_as = f"{value:.12g}"
    if _near(value, key.value, key):
        return Verdict(score=1.0, rule=_rule(key), read_as=read_as)
    slips = [(abs(value - wrong), because) for wrong, because in key.slips if _near(value, wrong, key)]
    if slips:
        return Verdict(score=0.0, rule="a known slip", read_as=read_as, remarks=(min(slips, key=lambda slip: slip[0])[1],))
    return Verdict(score=0.0, rule="outside the tolerance", read_as=read_as, remarks=_general_remarks(value, key))


def read_number(response: Response, unit: str = "") -> float | Unparsable:
    """Read a number as people type it: `1,024`, `３．５`, `3/4`, `75%`, `1.2×10⁻³`, `9.6M`, `28*28+1`, `约0.5`, with or without its unit."""
    if isinstance(response, bool | tuple) or (isinstance(response, str) and len(response) > _LONGEST):
        return _unparsable(str(response)[:_LONGEST])
    try:
        value = _read_text(response, unit) if isinstance(response, str) else float(response)
    except (ValueError, OverflowError):
        return _unparsable(response if isinstance(response, str) else f"{response:.0e}" if isinstance(response, float) else "…")
    return value if math.isfinite(value) else _unparsable(str(response))


def _read_text(response: str, unit: str) -> float:
    text, scale = _without_unit(_PREFIX.sub("", fold(response)).rstrip(" ."), fold(unit))
    if _NO_NUMBER.search(text):
        raise ValueError("more than one answer")
    return float(evaluate(_as_expression(text))) * scale


def _without_unit(text: str, unit: str) -> tuple[str, float]:
    """Return the text without unit, percent sign or multiple, and the factor that these stand for."""
    if unit and unit != "%":
        text = text.removesuffix(unit).rstrip()
    if percent := _PERCENT.match(text):
        return percent.group(1) or percent.group(2), 1.0 if unit == "%" else 0.01
    if (multiple := _MULTIPLE.match(text)) is not None:
        return multiple.group(1), _MULTIPLES[multiple.group(2)]
    return text, 1.0


def _as_expression(text: str) -> str:
    text = _GROUPED.sub(lambda number: re.sub(r"[, ']", "", number.group()), text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    text = _TIMES_TEN.sub("*", text)
    text = re.sub(r"√ ?(\d+(?:\.\d+)?)", r"sqrt(\1)", text).replace("√", "sqrt")
    text = re.sub(r"(?<=\d) ?(?=π)", "*", text).replace("π", "pi")
    text = re.sub(r"^(-?) *(\d+) +(\d+) */ *(\d+)$", r"\1(\2+\3/\4)", text)  # a mixed number, 1 3/4
    text = re.sub(r"(?<![\w.])0+(?=\d)", "", text)
    return text.replace("^", "**")


def is_near(value: float, target: float, within: float, relative: float = 0.0) -> bool:
    """Return whether a value is off its target by at most `within` + `relative`·|target|, give or take the noise of floats."""
    return abs(value - target) <= within + relative * abs(target) + _FLOAT_NOISE * max(abs(target), 1e-300)


def _near(value: float, target: float, key: NumberKey) -> bool:
    return is_near(value, target, key.within, key.relative)


def _rule(key: NumberKey) -> str:
    if key.within:
        return f"within {key.within:g}" + (f" and {key.relative:.3g} of the key" if key.relative else "")
    return f"within {key.relative:.3g} of the key" if key.relative else "the exact number"


def _general_remarks(value: float, key: NumberKey) -> tuple[Text, ...]:
    """Recognise mistakes that need no author: the sign, percent against fraction, a power of ten."""
    if key.value and _near(-value, key.value, key):
        return (Text(en="The size is right, the sign is not.", zh="数值对了，符号反了。"),)
    for factor in (100.0, 0.01) if key.value else ():
        if _near(value * factor, key.value, key):
            return (
                Text(
                    en="The digits are right, but a fraction was taken for a percentage or the other way round.",
                    zh="数字对了，但把小数和百分数弄混了。",
                ),
            )
    for power in (1e-9, 1e-6, 1e-3, 0.1, 10.0, 1e3, 1e6, 1e9) if key.value else ():
        if _near(value * power, key.value, key):
            return (Text(en="The digits are right, the power of ten is not.", zh="数字对了，数量级不对。"),)
    return ()


def _unparsable(text: str) -> Unparsable:
    shown = text.strip()[:40]
    return Unparsable(
        why=Text(
            en=f"“{shown}” is not a number; answer like 42, 0.5, 3/4, 75% or 1.2e-3",
            zh=f"“{shown}”不是数字；请写成 42、0.5、3/4、75% 或 1.2e-3 这样",
        )
    )
