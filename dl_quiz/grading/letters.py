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
    by_words = [index for index, option in enumerate(options) if fold(option).rstrip(".") == fold(text).rstrip(".") != ""]
    if len(by_words) == 1 and not fold(text).isdigit():
        return by_words
    if _RANGE.search(fold(text)):
        return None
    tokens = [token for token in _BETWEEN.split(_FILLERS.sub(" ", fold(text))) if token]
    picks: list[int] = []
    for token in tokens:
        if token.isascii() and token.isdigit() and len(token) < 20:
            picks.append(int(token) - 1)
        elif token.isascii() and token.isalpha() and (len(token) <= 2 or len(token) == len(options) or sorted(token) == list(token)):
            picks += [_LETTERS.find(letter) for letter in token]
        else:
            return None
    if len(tokens) == 1 and tokens[0].isdigit() and not 0 <= picks[0] < len(options):
        picks = [int(digit) - 1 for digit in tokens[0]]
    return picks if picks and all(0 <= index < len(options) for index in picks) else None


def _unparsable(text: str, count: int) -> Unparsable:
    shown = text.strip()[:40]
    return Unparsable(
        why=Text(
            en=f"“{shown}” names no option; answer with numbers from 1 to {count}, each at most once",
            zh=f"“{shown}”不是选项；请用 1 到 {count} 的序号作答，每个至多一次",
        )
    )
