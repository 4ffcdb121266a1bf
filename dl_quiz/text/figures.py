"""Figures as people write them, on phones and on paper: digits in groups, fractions, powers, percent signs, multiples and units."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from dl_quiz.text.expression import Figure, Reader, Unclear, Way, factor_of
from dl_quiz.text.fold import plain

LONGEST = 200
_CONSISTENT = 0.05
"""How far both sides of `26/7 = 3.71` may be apart, as a share."""

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
    (re.compile(r"^\\\((.*)\\\)$"), r"\1"),
    (re.compile(r"\[([^\[\]\d]+)\]$"), r"(\1)"),
    (re.compile(r"百分之(-?[\d.]+)"), r"\1%"),
    (re.compile(r"千分之(-?[\d.]+)"), r"\1‰"),
    (re.compile(r"(\d+)分之(\d+)"), r"(\2/\1)"),
    (re.compile(r"\bper (cent|mille)\b"), r"per\1"),
)
"""What LaTeX and Chinese write otherwise, and how it is read."""
_BEFORE = re.compile(
    r"^(?:(?:the |my )?(?:answer|ans|result|value|guess|total)\b\.?(?: (?:is|should be|must be)\b)?|(?:it|this|that|which)(?: is|'s| gives| makes)\b|"
    r"i(?:'d| would)? (?:think|guess|believe|say|get|got)\b|we (?:get|have)\b|maybe\b|probably\b|perhaps\b|(?:should|must|would) be\b|equal to\b|equals?\b|gives\b|is\b|"
    r"exactly\b|precisely\b|in total\b|about\b|around\b|approx(?:imately\b|\.|\b)|roughly\b|nearly\b|almost\b|circa\b|ca\b\.?|"
    r"答案|答|结果|值|总共|一共|共|应该|可能|我觉得|我认为|我想|我猜|大约|大概|估计|约|正好|刚好|恰好|等于|得到?|为|就?是|[~≈≅≃∼:])\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:[\s.?;,]|左右|上下|吧|呢|不太?确定|我觉得|我猜|\bor so|\bapprox(?:imately)?|\broughly|\brounded|\bi (?:think|guess|believe)|\bnot sure|\b(?:in )?total)+$",
    re.IGNORECASE,
)
_NO_FIGURE = re.compile(r"[<>≤≥≠±]|==|!=|//|\b0[xX][0-9a-fA-F]|^\([^()]*,[^()]*\)$")
_NAME = re.compile(r"[^\W\d]\w*(?: ?\([^()]*\))?")
_NOTE = re.compile(r"^(.*\S)( *)\(([^()]*)\)$")

_OF_ALL = re.compile(r"([\d.,'\s()+*/^-]*[\d)]) *([^\W\d_]+)|(\d[\d.]* ?/ ?\d[\d.]*) *([%‰])")
_LOST_POWER = re.compile(r"([*x] ?10) ?- ?(\d+)$")


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
    product = () if note[2] else _expression_or_none(text, unit)
    try:
        agrees = _agree(read_figures(note[3], unit), figures)
    except Unclear:
        agrees = not any(character.isdigit() for character in note[3])
    if not (product or agrees):
        raise Unclear
    return product + (figures if agrees else ())


def _expression_or_none(text: str, unit: str) -> tuple[Figure, ...]:
    try:
        return _expression(text, unit)
    except Unclear:
        return ()


def _without_unit(text: str, unit: str) -> str:
    """Return a text without a unit at its end that is more than one word, such as m/s."""
    unit = plain(unit)
    if unit.isalpha() or unit in ("", "%", "°") or not text.casefold().endswith(unit.casefold()):
        return text
    return text[: -len(unit)].rstrip()


def _ways(text: str, unit: str) -> Iterator[Way]:
    """Yield the ways that differ for an expression, the most likely first."""
    differ = Way(
        decimal_comma="," in text,
        apart=re.search(r"\d \d{3}(?!\d)", text) is not None,
        tight="/" in text,
        whole=_OF_ALL.fullmatch(text) is not None,
        binary=unit != "",
        lost=_LOST_POWER.search(text) is not None,
        of_one=unit == "%" and "%" in text,
    )
    yield from (Way(*chosen) for chosen in itertools.product(*((False, True) if each else (False,) for each in differ)))


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


def _meant(text: str, unit: str, way: Way) -> Figure:
    if way.lost:
        text = _LOST_POWER.sub(r"\1^-\2", text)
    if way.of_one:
        value, scale = Reader(text, "", way).figure()
        return Figure(value * 100, scale * 100)
    parted = _OF_ALL.fullmatch(text) if way.whole else None
    if parted is None:
        return Reader(text, unit, way).figure()
    value, scale = Reader(parted[1] or parted[3], unit, way).figure()
    factor = factor_of(parted[2] or parted[4], unit, way)
    return Figure(value * factor, scale * factor)
