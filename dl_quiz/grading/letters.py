"""Naming options by number or letter, as people type them."""

from __future__ import annotations

import re

from dl_quiz.nouns import Response, Text, Unparsable
from dl_quiz.text.fold import fold

_LETTERS = "abcdefghi"
_FILLERS = re.compile(r"答案|选项|选择|选|是|为|和|与|及|\band\b|\boption\b|\banswer\b")
_RANGE = re.compile(r"\d *-+ *\d|^-")
"""What means a range, or a negative number, and names no option."""
_BETWEEN = re.compile(r"[\s,;.:/()\[\]<>+&*>-]+")


def label(index: int) -> str:
    """Return the label of the option at an index: 1, 2, 3 … (not letters, for `d` plays the demo)."""
    return str(index + 1)


def read_picks(response: Response, options: tuple[str, ...]) -> tuple[int, ...] | Unparsable:
    """Return the picks that a response names, in its order: numbers from 1 (`2`, `1 3`, `13`), letters (`b`, `A, C`, `ＡＣ`, `选B`), or the options' own words."""
    parts = response if isinstance(response, tuple) else (response,)
    picks: list[int] = []
    for part in parts:
        read = _read_part(str(part), options)
        if read is None:
            return _unparsable(str(part), len(options))
        picks += read
    if not picks or len(set(picks)) != len(picks):
        return _unparsable(str(response), len(options))
    return tuple(picks)


def labels(picks: tuple[int, ...]) -> str:
    """Return picks as labels, `1, 3`."""
    return ", ".join(map(label, picks))


def _read_part(text: str, options: tuple[str, ...]) -> list[int] | None:
    wish = fold(text)
    by_words = [index for index, option in enumerate(options) if fold(option).rstrip(".") == wish.rstrip(".") != ""]
    if len(by_words) == 1 and not wish.isdigit():
        return by_words
    if _RANGE.search(wish):
        return None
    tokens = [token for token in _BETWEEN.split(_FILLERS.sub(" ", wish)) if token]
    if len(tokens) == 1 and tokens[0].isascii() and tokens[0].isdigit() and not 0 < int(tokens[0][:20]) <= len(options):
        tokens = list(tokens[0])  # 13 names the first and the third of fewer than 13
    picks: list[int] = []
    for token in tokens:
        named = _named(token, len(options))
        if named is None:
            return None
        picks += named
    return picks if picks and all(0 <= index < len(options) for index in picks) else None


def _named(token: str, count: int) -> list[int] | None:
    """Return what one word names: a number, or letters (one or two, all of them, or in their order); None for any other word."""
    if not token.isascii() or len(token) >= 20:
        return None
    if token.isdigit():
        return [int(token) - 1]
    if token.isalpha() and (len(token) <= 2 or len(token) == count or sorted(token) == list(token)):
        return [_LETTERS.find(letter) for letter in token]
    return None


def _unparsable(text: str, count: int) -> Unparsable:
    shown = text.strip()[:40]
    return Unparsable(
        why=Text(
            en=f"“{shown}” names no option; answer with numbers from 1 to {count}, each at most once",
            zh=f"“{shown}”不是选项；请用 1 到 {count} 的序号作答，每个至多一次",
        )
    )
