"""One arithmetic expression as people write it, read in one of the ways in which it may be meant."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from dl_quiz.text.units import factors_of

_LARGEST_POWER = 10_000

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "exp": math.exp, "ln": math.log, "log": math.log, "lg": math.log10, "log2": math.log2, "log10": math.log10,
    "abs": abs, "floor": math.floor, "ceil": math.ceil, "round": round, "sin": math.sin, "cos": math.cos, "tan": math.tan, "tanh": math.tanh,
}  # fmt: skip
_ROOTS = {"√": 2, "∛": 3, "∜": 4}
_CONSTANTS = {"π": math.pi, "pi": math.pi, "e": math.e}

_NAMES = {*_FUNCTIONS, *_CONSTANTS}

_TOKEN = r" *((?:\d+(?:[_,.']\d+%s)*\.?|\.\d+)(?: ?[eE] ?[-+]?\d+(?![\d.]))?|log_?(?:10|2)(?!\d)|[^\W\d_]+|\*\*|[-+*/^()%%‰°√∛∜])"
_TOKENS, _TOKENS_APART = re.compile(_TOKEN % r"| \d{3}(?!\d)"), re.compile(_TOKEN % "")
_PLAIN = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_DECIMAL_COMMA = re.compile(r"\d+,\d+|[1-9]\d{0,2}(?:[. ']\d{3})+,\d+")
_COMMAS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")
_OTHER_GROUPS = re.compile(r"[1-9]\d{0,2}(?:[ ']\d{3})+(?:\.\d*)?|[1-9]\d{0,2}(?:\.\d{3}){2,}")


class Figure(NamedTuple):
    """A value, and the size of the unit, multiple or percent sign in which it was written."""

    value: float
    scale: float = 1.0


class Unclear(ValueError):
    """Raised for what cannot be read; `word` is the word that means nothing here, if that is why."""

    def __init__(self, word: str = "") -> None:
        super().__init__(word)
        self.word = word


class Way(NamedTuple):
    """One way in which an expression may be meant."""

    decimal_comma: bool = False  # 3,714 is 3.714
    apart: bool = False  # 2 100/200 is two and a half
    tight: bool = False  # 1/2π is 1/(2π)
    whole: bool = False  # 3/4 million is three quarters of a million
    binary: bool = False  # a kB is 1,024 bytes
    lost: bool = False  # 2*10-3 was copied from 2·10⁻³
    of_one: bool = False  # 1-20%, asked for in percent, is 80


def factor_of(word: str, unit: str, way: Way) -> float:
    """Return by what a word after a number multiplies it; a run of Chinese may be several words."""
    for end in range(len(word), 0, -1):
        factors = factors_of(word[:end], unit)
        if factors and (end == len(word) or not word.isascii()):
            first = factors[min(way.binary, len(factors) - 1)]
            return first if end == len(word) else first * factor_of(word[end:], unit, way)
    raise Unclear(word)


class Reader:
    """Reads one expression in one way, from left to right."""

    def __init__(self, text: str, unit: str, way: Way) -> None:
        self.unit, self.way = unit, way
        self.tokens = _tokens(text, way)
        self.scales: list[float] = []

    def figure(self) -> Figure:
        """Return the value of the whole."""
        value = float(self._sum())
        if self.tokens or not math.isfinite(value):
            raise Unclear
        return Figure(value, self.scales[0] if len(self.scales) == 1 else 1.0)

    def _next(self, *wanted: str) -> str:
        """Take the next token if it is one of those wanted."""
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else ""

    def _sum(self) -> float:
        value = self._product()
        while sign := self._next("+", "-"):
            term = self._product()
            value = value + term if sign == "+" else value - term
        return value

    def _product(self) -> float:
        value = self._signed()
        while operator := self._next("*", "/", "x", "X"):
            factor = self._signed()
            value = value / factor if operator == "/" else value * factor
        return value

    def _signed(self) -> float:
        sign = self._next("+", "-")
        value = self._side_by_side()
        return -value if sign == "-" else value

    def _side_by_side(self) -> float:
        """Read factors without a sign between them, 2π or 2(1+1): they hold together after a slash, if the way is tight."""
        value = self._measured()
        while self._is_factor():
            if not self.way.tight:
                self.tokens.insert(0, "*")
                break
            value *= self._measured()
        return value

    def _is_factor(self) -> bool:
        return bool(self.tokens) and (self.tokens[0] == "(" or self.tokens[0] in _ROOTS or _name(self.tokens[0]) in _NAMES)

    def _measured(self) -> float:
        """Read a number with the multiples, units and percent signs after it."""
        value, scale = self._power(), 1.0
        while self._is_measure():
            scale *= factor_of(self.tokens.pop(0), self.unit, self.way)
        self.scales.append(scale)
        return value * scale

    def _is_measure(self) -> bool:
        if not self.tokens or self._is_factor():
            return False
        times = self.tokens[0] in ("x", "X") and len(self.tokens) > 1
        return self.tokens[0] in ("%", "‰", "°") or (self.tokens[0].isalpha() and not times)

    def _power(self) -> float:
        base = self._atom()
        if not self._next("^", "**"):
            return base
        sign = self._next("+", "-")
        exponent = self._power()
        if abs(exponent) > _LARGEST_POWER:
            raise Unclear
        if base < 0 and not float(exponent).is_integer():
            raise Unclear
        return math.pow(base, -exponent if sign == "-" else exponent)

    def _atom(self) -> float:
        if not self.tokens:
            raise Unclear
        token = self.tokens.pop(0)
        if token[0].isdigit() or token[0] == ".":
            return _literal(token, self.way) + self._fraction()
        if token == "(":
            value = self._sum()
            if not self._next(")"):
                raise Unclear
            return value
        if token in _ROOTS:
            return math.pow(self._argument(), 1 / _ROOTS[token])
        if _name(token) in _CONSTANTS:
            return _CONSTANTS[_name(token)]
        if _name(token) in _FUNCTIONS:
            return float(_FUNCTIONS[_name(token)](self._argument()))
        raise Unclear(token if token.isalpha() else "")

    def _argument(self) -> float:
        """Read what a function is of: √2, ln 2, exp(-2)."""
        sign = self._next("-")
        value = self._atom()
        return -value if sign else value

    def _fraction(self) -> float:
        """Read the fraction of a mixed number, 1 3/4, if there is one."""
        if len(self.tokens) < 3 or self.tokens[1] != "/" or not (_is_count(self.tokens[0]) and _is_count(self.tokens[2])):
            return 0
        over, _, under = (self.tokens.pop(0) for _ in range(3))
        return int(over) / int(under)


def _tokens(text: str, way: Way) -> list[str]:
    pattern, tokens, at = _TOKENS_APART if way.apart else _TOKENS, [], 0
    while at < len(text.rstrip()):
        token = pattern.match(text, at)
        if token is None:
            raise Unclear
        tokens.append(token[1])
        at = token.end()
    return tokens


def _is_count(token: str) -> bool:
    return token.isdigit() and token[0] != "0"


def _name(token: str) -> str:
    return token.replace("_", "").casefold()


def _literal(token: str, way: Way) -> float:
    """Return the value of digits in groups, in the way in which commas are meant."""
    mantissa, _, exponent = token.replace("_", "").casefold().partition("e")
    mantissa = mantissa.strip()
    if _DECIMAL_COMMA.fullmatch(mantissa) and way.decimal_comma:
        mantissa = re.sub(r"[. ']", "", mantissa).replace(",", ".")
    elif _COMMAS.fullmatch(mantissa) and not way.decimal_comma and not exponent:
        mantissa = mantissa.replace(",", "")
    elif _OTHER_GROUPS.fullmatch(mantissa):
        mantissa = re.sub(r"[ ']", "", mantissa) if mantissa.count(".") < 2 else mantissa.replace(".", "")
    elif not _PLAIN.fullmatch(mantissa):
        raise Unclear
    if exponent:
        return float(f"{mantissa}e{exponent.replace(' ', '')}")
    return float(mantissa) if "." in mantissa else int(mantissa)
