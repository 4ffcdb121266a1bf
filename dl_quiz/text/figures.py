"""Figures as people write them, on phones and on paper: digits in groups, fractions, powers, percent signs, multiples and units."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dl_quiz.text.fold import plain
from dl_quiz.text.units import factors_of

LONGEST = 200
_LARGEST_POWER = 10_000
_CONSISTENT = 0.05
"""How far both sides of `26/7 = 3.71` may be apart, as a share."""

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "exp": math.exp, "ln": math.log, "log": math.log, "lg": math.log10, "log2": math.log2, "log10": math.log10,
    "abs": abs, "floor": math.floor, "ceil": math.ceil, "round": round, "sin": math.sin, "cos": math.cos, "tan": math.tan, "tanh": math.tanh,
}  # fmt: skip
_ROOTS = {"√": 2, "∛": 3, "∜": 4}
_CONSTANTS = {"π": math.pi, "pi": math.pi, "e": math.e}

_NAMES = {*_FUNCTIONS, *_CONSTANTS}

_VULGAR = re.compile(r"(?:(\d+) ?)?([¼-¾⅐-⅞↉])")
_SLASHED = re.compile(r"(?:(\d+) +)?(\d+)⁄(\d+)")
_STACKED = re.compile(r"([⁰¹²³⁴-⁹]+)[⁄/]([₀-₉]+)")
_WRITTEN = (
    (re.compile(r"\\[dt]?frac *\{([^{}]*)\} *\{([^{}]*)\}"), r"((\1)/(\2))"),
    (re.compile(r"\\(?:times|cdot) ?"), "*"),
    (re.compile(r"\\div ?"), "/"),
    (re.compile(r"\\([a-z]+|%)"), r"\1"),
    (re.compile(r"\{"), "("),
    (re.compile(r"\}"), ")"),
    (re.compile(r"百分之([\d.]+)"), r"\1%"),
    (re.compile(r"千分之([\d.]+)"), r"\1‰"),
    (re.compile(r"(\d+)分之(\d+)"), r"(\2/\1)"),
    (re.compile(r"\bper (cent|mille)\b"), r"per\1"),
)
"""What LaTeX and Chinese write otherwise, and how it is read."""
_BEFORE = re.compile(
    r"^(?:(?:the |my )?(?:answer|result|value)\b(?: is\b)?|(?:it|this|that)(?: is|'s)\b|i (?:think|guess|get)\b|we get\b|equals?\b|is\b|about\b|"
    r"around\b|approx(?:imately\b|\.|\b)|roughly\b|nearly\b|almost\b|circa\b|ca\b\.?|答案|结果|应该|大约|大概|约|等于|为|是|[~≈≅≃∼:])\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:[\s.?;,]|左右|上下|\bor so|\bapprox(?:imately)?|\broughly)+$", re.IGNORECASE)
_NO_FIGURE = re.compile(r"[<>≤≥≠±]|==|!=|//|\b0[xX][0-9a-fA-F]")
_NAME = re.compile(r"[^\W\d]\w*(?: ?\([^()]*\))?")
_NOTE = re.compile(r"^(.*\S)( *)\(([^()]*)\)$")

_OF_ALL = re.compile(r"([\d.,'\s()+*/^-]*[\d)]) *([^\W\d_]+)|(\d[\d.]* ?/ ?\d[\d.]*) *([%‰])")
_LOST_POWER = re.compile(r"([*x] ?10) ?- ?(\d+)$")
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


def read_figures(text: str, unit: str = "") -> tuple[Figure, ...]:
    """Return what a text can mean as one number, in `unit` where that is given: the most likely first. Raises Unclear where it means none."""
    if len(text) > LONGEST or "、" in text:
        raise Unclear
    text = _plain(text)
    if _NO_FIGURE.search(text):
        raise Unclear
    *before, last = re.split(r"[=≈]", text)
    figures = _side(last, unit)
    for side in before:
        if any(character.isdigit() for character in _NAME.sub("", side)) and not _agree(_side(side, unit), figures):
            raise Unclear
    return figures


def _plain(text: str) -> str:
    """Return a text in ASCII signs, its ready-made fractions written out."""
    text = _STACKED.sub(lambda found: f"({plain(found[1])[1:]}/{unicodedata.normalize('NFKC', found[2])})", text)
    text = _VULGAR.sub(lambda found: f"({found[1] or 0}+{unicodedata.normalize('NFKC', found[2]).replace('⁄', '/')})", text)
    text = _SLASHED.sub(lambda found: f"({found[1] or 0}+{found[2]}/{found[3]})", text)
    text = plain(text.replace("log₂", "log2 ").replace("log₁₀", "log10 "))
    while len(text) > 1 and text[0] == text[-1] and text[0] in "$`\"'*":
        text = text[1:-1].strip()
    for pattern, meant in _WRITTEN:
        text = pattern.sub(meant, text)
    while stripped := _BEFORE.match(text):
        text = text[stripped.end() :]
    return _AFTER.sub("", text)


def _agree(one: tuple[Figure, ...], other: tuple[Figure, ...]) -> bool:
    return any(abs(a.value - b.value) <= _CONSISTENT * abs(b.value) for a in one for b in other)


def _side(text: str, unit: str) -> tuple[Figure, ...]:
    """Return what one side of an equation can mean; what stands in brackets after a figure explains it, and must agree with it."""
    text = _without_unit(text.strip(), unit)
    note = _NOTE.match(text)
    if note is None:
        return _expression(text, unit)
    try:
        figures = _expression(note[1], unit)
    except Unclear:
        return _expression(text, unit)
    product = () if note[2] else _expression(text, unit)
    try:
        agrees = _agree(read_figures(note[3], unit), figures)
    except Unclear:
        agrees = not any(character.isdigit() for character in note[3])
    if not (product or agrees):
        raise Unclear
    return product + (figures if agrees else ())


def _without_unit(text: str, unit: str) -> str:
    """Return a text without a unit at its end that is more than one word, such as m/s."""
    unit = plain(unit)
    if unit.isalpha() or unit in ("", "%", "°") or not text.casefold().endswith(unit.casefold()):
        return text
    return text[: -len(unit)].rstrip()


class _Way(NamedTuple):
    """One way in which an expression may be meant."""

    decimal_comma: bool = False  # 3,714 is 3.714
    apart: bool = False  # 2 100/200 is two and a half
    tight: bool = False  # 1/2π is 1/(2π)
    whole: bool = False  # 3/4 million is three quarters of a million
    binary: bool = False  # a kB is 1,024 bytes
    lost: bool = False  # 2*10-3 was copied from 2·10⁻³
    of_one: bool = False  # 1-20%, asked for in percent, is 80


def _ways(text: str, unit: str) -> Iterator[_Way]:
    """Yield the ways that differ for an expression, the most likely first."""
    differ = _Way(
        decimal_comma="," in text,
        apart=re.search(r"\d \d{3}(?!\d)", text) is not None,
        tight="/" in text,
        whole=_OF_ALL.fullmatch(text) is not None,
        binary=unit != "",
        lost=_LOST_POWER.search(text) is not None,
        of_one=unit == "%" and "%" in text,
    )
    yield from (_Way(*chosen) for chosen in itertools.product(*((False, True) if each else (False,) for each in differ)))


def _expression(text: str, unit: str) -> tuple[Figure, ...]:
    """Return the values of an expression in every way in which it may be meant. Raises Unclear where it has none."""
    figures: dict[Figure, None] = {}
    unclear = Unclear()
    for way in _ways(text, unit):
        try:
            figures[_meant(text, unit, way)] = None
        except Unclear as error:
            unclear = error if error.word else unclear
        except (ArithmeticError, ValueError, RecursionError):
            continue
    if not figures:
        raise unclear
    return tuple(figures)


def _meant(text: str, unit: str, way: _Way) -> Figure:
    if way.lost:
        text = _LOST_POWER.sub(r"\1^-\2", text)
    if way.of_one:
        value, scale = _Reader(text, "", way).figure()
        return Figure(value * 100, scale * 100)
    parted = _OF_ALL.fullmatch(text) if way.whole else None
    if parted is None:
        return _Reader(text, unit, way).figure()
    value, scale = _Reader(parted[1] or parted[3], unit, way).figure()
    factor = _factor(parted[2] or parted[4], unit, way)
    return Figure(value * factor, scale * factor)


def _factor(word: str, unit: str, way: _Way) -> float:
    """Return by what a word after a number multiplies it; a run of Chinese may be several words."""
    for end in range(len(word), 0, -1):
        factors = factors_of(word[:end], unit)
        if factors and (end == len(word) or not word.isascii()):
            first = factors[min(way.binary, len(factors) - 1)]
            return first if end == len(word) else first * _factor(word[end:], unit, way)
    raise Unclear(word)


class _Reader:
    """Reads one expression in one way, from left to right."""

    def __init__(self, text: str, unit: str, way: _Way) -> None:
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
            scale *= _factor(self.tokens.pop(0), self.unit, self.way)
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


def _tokens(text: str, way: _Way) -> list[str]:
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


def _literal(token: str, way: _Way) -> float:
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
