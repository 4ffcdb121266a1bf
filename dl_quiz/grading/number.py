"""Grading of `number`: a figure, give or take a tolerance."""

from __future__ import annotations

import math

from dl_quiz.nouns import NumberKey, Response, Rounding, Text, Unparsable, Verdict
from dl_quiz.text.expression import Figure, Unclear
from dl_quiz.text.figures import LONGEST, read_figures

_FLOAT_NOISE, _MOST_NOISE = 1e-9, 0.25
"""What floats may be off by, as a share, and at most: one more than a whole number is another number, however large."""

_TOO_LARGE = 1e300


def grade_number(key: NumberKey, response: Response) -> Verdict | Unparsable:
    """Grade a figure.

    Right when |response − key| ≤ within + relative·|key|, or when it is the key rounded as the question asks; else the nearest slip
    within the same tolerance is recognised. What can be read in several ways is right if it is so in one.
    """
    figures = read_number(response, key.unit)
    if isinstance(figures, Unparsable):
        return figures
    for figure in figures:
        if _fits(figure, key.value, key):
            return Verdict(score=1.0, rule=_rule(key), read_as=f"{figure.value:.12g}")
    read_as = f"{figures[0].value:.12g}"
    slips = [(abs(figure.value - wrong), because) for figure in figures for wrong, because in key.slips if _fits(figure, wrong, key)]
    told = (min(slips, key=lambda slip: slip[0])[1],) if slips else _general_slips(figures[0].value, key)
    return Verdict(score=0.0, rule="a known slip" if slips else "outside the tolerance", read_as=read_as, remarks=told, slips=told)


def read_number(response: Response, unit: str = "") -> tuple[Figure, ...] | Unparsable:
    """Return what a response can mean as a number, the most likely first."""
    if isinstance(response, tuple) and len(response) == 1:
        (response,) = response
    if isinstance(response, bool | tuple):
        return _unparsable(", ".join(map(str, response[:3])) + " …" if isinstance(response, tuple) else str(response))
    if not isinstance(response, str):
        return (
            (Figure(float(response)),)
            if abs(response) < _TOO_LARGE
            else _unparsable(f"{response:.3g}" if isinstance(response, float) else "…")
        )
    try:
        return read_figures(response, unit)
    except Unclear as unclear:
        named = unclear.word and len(response) <= LONGEST and any(map(str.isdigit, response))
        return _unclear_word(unclear.word, unit) if named else _unparsable(response)


def is_near(value: float, target: float, within: float, relative: float = 0.0) -> bool:
    """Return whether a value is off its target by at most `within` + `relative`·|target|, give or take the noise of floats."""
    return abs(value - target) <= within + relative * abs(target) + min(_FLOAT_NOISE * max(abs(target), 1e-300), _MOST_NOISE)


def is_rounded(figure: Figure, target: float, rounding: Rounding) -> bool:
    """Return whether a figure, as it was written, is its target rounded so: up or down where it lies between."""
    sizes = [abs(number / scale) for number in (target, figure.value) for scale in {1.0, figure.scale} if number]
    counts = {rounding.count - 1 - math.floor(math.log10(size)) for size in sizes} if rounding.significant else {rounding.count}
    return any(_on_the_step(figure.value, target, scale * 10.0**-count) for count in counts for scale in {1.0, figure.scale})


def _on_the_step(value: float, target: float, step: float) -> bool:
    steps = value / step
    return math.isclose(steps, round(steps), abs_tol=1e-6) and abs(value - target) <= step * (0.5 + _FLOAT_NOISE)


def _fits(figure: Figure, target: float, key: NumberKey) -> bool:
    rounded = key.rounding is not None and is_rounded(figure, target, key.rounding)
    return rounded or is_near(figure.value, target, key.within, key.relative)


def _near(value: float, key: NumberKey) -> bool:
    return is_near(value, key.value, key.within, key.relative)


def _rule(key: NumberKey) -> str:
    if key.within:
        return f"within {key.within:g}" + (f" and {key.relative:.3g} of the key" if key.relative else "")
    return f"within {key.relative:.3g} of the key" if key.relative else "the exact number"


def _general_slips(value: float, key: NumberKey) -> tuple[Text, ...]:
    """Recognise mistakes that need no author: the sign, percent against fraction, a power of ten."""
    if key.value and _near(-value, key):
        return (Text(en="The size is right, the sign is not.", zh="数值对了，符号反了。"),)
    for factor in (100.0, 0.01) if key.value else ():
        if _near(value * factor, key):
            return (
                Text(
                    en="The digits are right, but a fraction was taken for a percentage or the other way round.",
                    zh="数字对了，但把小数和百分数弄混了。",
                ),
            )
    for power in (1e-9, 1e-6, 1e-3, 0.1, 10.0, 1e3, 1e6, 1e9) if key.value else ():
        if _near(value * power, key):
            return (Text(en="The digits are right, the power of ten is not.", zh="数字对了，数量级不对。"),)
    return ()


def _unparsable(text: str) -> Unparsable:
    shown = " ".join(text.split())[:40]
    return Unparsable(
        why=Text(
            en=f"“{shown}” is not a number; answer like 42, 0.5, 3/4, 75% or 1.2e-3",
            zh=f"“{shown}”不是数字；请写成 42、0.5、3/4、75% 或 1.2e-3 这样",
        )
    )


def _unclear_word(word: str, unit: str) -> Unparsable:
    where = Text(en=f"give it in {unit}", zh=f"请以 {unit} 为单位作答") if unit else Text(en="give the number alone", zh="请只写数字")
    return Unparsable(why=Text(en=f"“{word[:40]}” is not known here; {where.en}", zh=f"这里不认识“{word[:40]}”；{where.zh}"))
