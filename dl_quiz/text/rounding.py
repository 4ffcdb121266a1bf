"""How exactly a question asks for a number, by its own words."""

from __future__ import annotations

import re

from dl_quiz.nouns import Rounding, Text

_COUNTS = {"no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTS_ZH = {"零": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_COUNT, _COUNT_ZH = rf"({'|'.join(_COUNTS)}|\d)", rf"([{''.join(_COUNTS_ZH)}\d])"
_DECIMALS = re.compile(
    rf"\b{_COUNT}[ -]decimals?\b|\b{_COUNT} ?d\.?p\b|\b{_COUNT} digits after the (?:decimal )?point|{_COUNT_ZH} ?位小数|小数点后 ?{_COUNT_ZH} ?位",
    re.IGNORECASE,
)
_DIGITS = re.compile(rf"\b{_COUNT}[ -]significant\b|\b{_COUNT} ?(?:sig\.? ?figs?|s\.?f)\b|{_COUNT_ZH} ?位有效数字", re.IGNORECASE)
_WHOLE = re.compile(
    r"\bwhole number\b|\bnearest (?:whole|integer)\b|\b(?:to|as) (?:an|the nearest) integer\b|取整|保留整数|最接近的整数|(?<=[（(])整数(?=[）)])",
    re.IGNORECASE,
)


def asked_rounding(ask: Text) -> Rounding | None:
    """Return to how many decimals or significant digits a question asks for its number; None where it does not say."""
    for text in (ask.en, ask.zh):
        if found := _DIGITS.search(text):
            return Rounding(_count(found), significant=True)
        if found := _DECIMALS.search(text):
            return Rounding(_count(found))
        if _WHOLE.search(text):
            return Rounding(0)
    return None


def _count(found: re.Match[str]) -> int:
    word = next(group for group in found.groups() if group).lower()
    return int(word) if word.isdigit() else (_COUNTS | _COUNTS_ZH)[word]
