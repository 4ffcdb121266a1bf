"""Multiples and units, as people write them after a number."""

from __future__ import annotations

import functools
import math
import re

_MULTIPLES = {
    "hundred": 1e2, "k": 1e3, "K": 1e3, "thousand": 1e3, "M": 1e6, "mn": 1e6, "million": 1e6, "G": 1e9, "bn": 1e9, "billion": 1e9, "T": 1e12, "trillion": 1e12,
    "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "万亿": 1e12,
}  # fmt: skip
_LETTERS = {"m": 1e6, "g": 1e9, "b": 1e9, "B": 1e9, "t": 1e12}
"""Multiples where nothing is measured; elsewhere these letters are units."""
_SHARES = {"%": 1e-2, "percent": 1e-2, "pct": 1e-2, "‰": 1e-3, "permille": 1e-3}
_EMPTY = ("个", "次", "张", "种", "条", "步", "轮", "倍", "项", "块", "unit", "units")
"""Words of counting, which measure nothing."""

_PREFIXES = {
    "n": 1e-9, "u": 1e-6, "μ": 1e-6, "m": 1e-3, "c": 1e-2, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
    "nano": 1e-9, "micro": 1e-6, "milli": 1e-3, "centi": 1e-2, "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12,
    "纳": 1e-9, "微": 1e-6, "毫": 1e-3, "厘": 1e-2, "千": 1e3, "兆": 1e6, "吉": 1e9, "": 1.0,
}  # fmt: skip
_OF_MEMORY = {"k": 1, "m": 2, "g": 3, "t": 4, "kilo": 1, "mega": 2, "giga": 3, "千": 1, "兆": 2, "吉": 3}
"""How many thousands, or rather 1,024s, a prefix of bytes means, in either case."""

_SECONDS = {
    "s": 1.0,
    "S": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "秒": 1.0,
    "秒钟": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "分钟": 60.0,
    "h": 3600.0,
    "hour": 3600.0,
    "小时": 3600.0,
}
_METRES = {"m": 1.0, "metre": 1.0, "meter": 1.0, "米": 1.0, "公里": 1e3}
_GRAMS = {"g": 1.0, "gram": 1.0, "gramme": 1.0, "克": 1.0, "公斤": 1e3}
_PIXELS = {"px": 1.0, "pixel": 1.0, "像素": 1.0}
_DEGREES = {"°": 1.0, "degree": 1.0, "deg": 1.0, "度": 1.0, "rad": 180 / math.pi, "radian": 180 / math.pi, "弧度": 180 / math.pi}
_MEASURES = (_SECONDS, _METRES, _GRAMS, _PIXELS, _DEGREES)
_BYTES = re.compile(r"(|[kmgt]|kilo|mega|giga|[千兆吉])(i?)(?:b|bytes?|字节)")


@functools.lru_cache(maxsize=512)
def factors_of(word: str, unit: str) -> tuple[float, ...]:
    """Return by what a word after a number multiplies it, where the number is asked for in a unit (empty: none).

    Several factors where people mean different things by it, none where it means nothing here.
    """
    if word in _SHARES:
        return (1.0 if unit == "%" else _SHARES[word],)
    if word in _EMPTY or (unit and _same(word, unit)):
        return (1.0,)
    if word in _MULTIPLES:
        return (_MULTIPLES[word],)
    if word.casefold() in _MULTIPLES and len(word) > 1:
        return (_MULTIPLES[word.casefold()],)
    measured = _measured(unit)
    if not measured:
        return (_LETTERS[word],) if word in _LETTERS else ()
    return tuple(dict.fromkeys(factor / asked for asked in measured for factor in _measured(word, unit)))


def _same(word: str, unit: str) -> bool:
    one, other = word.casefold(), unit.casefold()
    return one == other or (len(other) > 2 and one.removesuffix("s") == other.removesuffix("s"))


def _measured(word: str, like: str = "") -> tuple[float, ...]:
    """Return how many of the first of its measure a unit is; of the measure of `like` if that is given. None where it measures nothing."""
    if memory := _BYTES.fullmatch(word.casefold()):
        if like and not _BYTES.fullmatch(like.casefold()):
            return ()
        thousands = _OF_MEMORY.get(memory[1], 0)
        if word == "b" or (not thousands and memory[2]):
            return ()
        return (1024.0**thousands,) if memory[2] else tuple({1000.0**thousands, 1024.0**thousands})
    for measure in _MEASURES:
        if like and not _of(like, measure):
            continue
        if found := _of(word, measure):
            return (found,)
    return ()


def _of(word: str, measure: dict[str, float]) -> float:
    """Return how many of the first unit of a measure a word is, with or without a prefix; 0 where it is none."""
    for name, size in measure.items():
        for ending in (name, f"{name}s") if len(name) > 2 else (name,):
            prefix = word.removesuffix(ending) if word.endswith(ending) else None
            if prefix is not None and prefix in _PREFIXES:
                return _PREFIXES[prefix] * size
    return 0.0
