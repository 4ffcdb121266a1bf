"""Folding of text, so that different ways of typing one thing compare equal."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－➖"), "-")
_MARKS = str.maketrans(
    {"。": ".", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "【": "[", "】": "]", "《": '"', "》": '"', "➕": "+"}
    | dict.fromkeys("×·⋅∗•∙⨯✕✖・‧", "*")
    | dict.fromkeys("÷∕⁄➗", "/")
    | dict.fromkeys("→⇒➔➜⟶", ">")
    | {"٪": "%", "٫": ".", "٬": ","}
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_FRACTIONS = frozenset("¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅟↉")
_UNSEEN = dict.fromkeys(
    [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, 0x20E3]
)
"""Marks of width and direction that come along when text is copied."""
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]")
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z0-9]")
_ARTICLES = {"a", "an", "the"}
_UNCHANGED = ("ss", "us", "is")


def plain(text: str) -> str:
    """Return `text` in one width and one script, with ASCII punctuation and digits; superscripts become `^` powers."""
    if text.isascii():
        return text.strip()
    text = _spelt_out(text.translate(_UNSEEN))
    text = unicodedata.normalize("NFKC", text)
    text = _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
    return simplified(text.translate(_DASHES).translate(_MARKS)).strip()


def _spelt_out(text: str) -> str:
    """Return a text whose superscripts are `^` powers, and whose ready-made fractions stand apart from the number before them."""
    if not _FRACTIONS.isdisjoint(text):
        text = "".join(f" {sign}" if sign in _FRACTIONS and before.isdigit() else sign for before, sign in pairwise(f" {text}"))
    if not _RAISED.search(text):
        return text
    spelt = ""
    for before, sign in pairwise(f" {text}"):
        raised = ord(sign) in _SUPERSCRIPTS
        spelt += "^" if raised and ord(before) not in _SUPERSCRIPTS else ""
        spelt += sign.translate(_SUPERSCRIPTS) if raised else sign
    return spelt


def fold(text: str) -> str:
    """Return `text` as `plain` does, in one case."""
    return plain(text).casefold()


def is_chinese(sign: str) -> bool:
    """Return whether a sign is a Chinese character."""
    return "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff"


def simplified(text: str) -> str:
    """Return Chinese text in simplified characters."""
    if max(text, default="") < "\u3400":
        return text
    from dl_quiz.text.traditional import SIMPLIFIED  # a table that no English text needs

    return text.translate(SIMPLIFIED)


def fold_phrase(text: str) -> str:
    """Return a phrase without punctuation, articles, plural and hyphen habits; Chinese loses its spaces."""
    words = [singular(word) for word in _WORD.findall(fold(text)) if word not in _ARTICLES]
    joined = words[0] if words else ""
    for before, word in pairwise(words):
        between = " " if _LATIN.search(before[-1]) and _LATIN.search(word[0]) else ""
        joined += between + word
    return joined


def singular(word: str) -> str:
    """Return an English word without its plural ending; other words as they are."""
    if len(word) < 4 or not word.isascii() or word.endswith(_UNCHANGED):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word.removesuffix("s")


def distance(left: str, right: str, most: int) -> int:
    """Return the number of typing errors (insert, delete, replace, swap of neighbours) between two texts, or most + 1."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
