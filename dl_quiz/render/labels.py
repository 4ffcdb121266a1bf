"""Labels and numbers as pictures and tables write them."""

from __future__ import annotations

import math

from dl_quiz.nouns import Language, Text
from dl_quiz.stage.steps import Label


def say(label: Label, language: Language) -> str:
    """Return a label in a language."""
    return label.of(language) if isinstance(label, Text) else str(label)


def short(value: float) -> str:
    """Return a number for an axis or a bar: short, and exact where it can be."""
    if not math.isfinite(value):
        return str(value)
    if float(value).is_integer() and abs(value) < 1e12:
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.0f}"
    if 1e-4 <= abs(value) < 1e5:
        return f"{value:.4g}"
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds, `4:10`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
