"""Plain scalars of YAML, read as people read them; what YAML takes for something else is told apart, with how to write it."""

from __future__ import annotations

import math
import re

from dl_quiz.nouns import Noun, Scalar, Text

MOST_DIGITS = 100

_NOTHING = ("", "~", "null", "Null", "NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_TRUTHS = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
_WORDS = {
    form: value
    for word, value in (("yes", True), ("on", True), ("no", False), ("off", False))
    for form in (word, word.title(), word.upper())
}
"""Words that YAML takes for truth values, and people for words."""

_LIKE_A_NUMBER = frozenset("0123456789abcdefABCDEFxX_.:+-eETtZz infINFnaNAN\t")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class Misread(Noun, frozen=True):
    """A scalar that YAML takes for something that a person does not mean by it: for what, and what to write instead."""

    what: Text
    remedy: Text


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


_IN_DECIMAL = _t("write it in decimal, or put it in quotes", "请写成十进制，或加引号")
_IN_QUOTES = _t("put it in quotes", "请加引号")

_MISREAD = (
    (re.compile(r"[-+]?0[xX][0-9a-fA-F_]+"), _t("a hexadecimal number", "十六进制数"), _IN_DECIMAL),
    (re.compile(r"[-+]?0[bB][01_]+"), _t("a binary number", "二进制数"), _IN_DECIMAL),
    (re.compile(r"[-+]?0[oO][0-7_]+"), _t("an octal number", "八进制数"), _IN_DECIMAL),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), _t("a number of base 60", "六十进制数"), _t("write a plain number, or put it in quotes", "请写成普通的数，或加引号")),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"), _t("a number that is not finite", "非有限的数"), _t("write a finite one", "请写有限的数")),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t][-+0-9:.TtZz \t]*)?"), _t("a date", "日期"), _IN_QUOTES),
)  # fmt: skip
_WITH_ZERO = re.compile(r"([-+]?)0+([0-9]+)")
_WITH_UNDERSCORES = re.compile(r"[-+]?[0-9.][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?")


def read_scalar(text: str) -> Scalar | Misread | None:
    """Return what a plain scalar says: nothing, a truth value, a finite decimal number, or else the text itself."""
    if text[:1] in "+-.0123456789" and text:
        return _number(text)
    if text in _WORDS:
        plain = str(_WORDS[text]).lower()
        return Misread(_t("a truth value", "真假值"), _t(f"write {plain}, or put it in quotes", f"请写 {plain}，或加引号"))
    return None if text in _NOTHING else _TRUTHS.get(text, text)


def truth_of(text: str) -> bool | None:
    """Return the truth value that a plain scalar says where one is wanted; there `yes` and `no` say it as well."""
    return (_TRUTHS | _WORDS).get(text)


def is_text(text: str) -> bool:
    """Return whether YAML itself takes a plain scalar for text, as programs that write YAML do."""
    if text in _TRUTHS or text in _WORDS or text in _NOTHING or text in ("=", "<<"):
        return False
    if text[0] not in "+-.0123456789" or not _LIKE_A_NUMBER.issuperset(text):
        return True
    import yaml  # its own patterns decide; few texts look like a number, and most readings need no YAML

    return not any(pattern.match(text) for _, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], ()))


def _number(text: str) -> Scalar | Misread:
    """Return what a scalar says that begins like a number."""
    if _DECIMAL.fullmatch(text):
        return _whole(text) if text.strip("+-0123456789") == "" else _decimal(text)
    for pattern, what, remedy in _MISREAD:
        if pattern.fullmatch(text):
            return Misread(what, remedy)
    if "_" in text and _WITH_UNDERSCORES.fullmatch(text):
        return _written(_t("a number with `_` in it", "带有 `_` 的数"), text.replace("_", ""))
    return text


def _whole(text: str) -> int | Misread:
    if zero := _WITH_ZERO.fullmatch(text):
        return _written(_t("an octal number", "八进制数"), zero[1] + zero[2])
    if len(text) > MOST_DIGITS:
        return Misread(
            _t(f"a number of {len(text):,} digits", f"一个 {len(text):,} 位的数"),
            _t(f"write at most {MOST_DIGITS}", f"请不要超过 {MOST_DIGITS} 位"),
        )
    return int(text)


def _decimal(text: str) -> float | Misread:
    value = float(text)
    if math.isinf(value) or (value == 0 and text.lower().partition("e")[0].strip("+-0.")):
        return Misread(_t("a number that no computer holds", "计算机无法表示的数"), _t("write one of a sane size", "请写大小合理的数"))
    return value


def _written(what: Text, plain: str) -> Misread:
    shown = plain if len(plain) <= MOST_DIGITS else "…"
    return Misread(what, _t(f"write {shown}, or put it in quotes", f"请写 {shown}，或加引号"))
