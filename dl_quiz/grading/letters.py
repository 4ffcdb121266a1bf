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


def label(place: int) -> str:
    """Return the label of the option at a place: 1, 2, 3 … (not letters, for `d` plays the demo)."""
    return str(place + 1)


def read_places(response: Response, options: tuple[str, ...]) -> tuple[int, ...] | Unparsable:
    """Return the places that a response names, in its order: numbers from 1 (`2`, `1 3`, `13`), letters (`b`, `A, C`, `ＡＣ`, `选B`), or the options' own words."""
    parts = response if isinstance(response, tuple) else (response,)
    places: list[int] = []
    for part in parts:
        read = _read_part(str(part), options)
        if read is None:
            return _unparsable(str(part), len(options))
        places += read
    if not places or len(set(places)) != len(places):
        return _unparsable(str(response), len(options))
    return tuple(places)


def labels(places: tuple[int, ...]) -> str:
    """Return places as labels, `1, 3`."""
    return ", ".join(map(label, places))


def _read_part(text: str, options: tuple[str, ...]) -> list[int] | None:
    by_words = [place for place, option in enumerate(options) if fold(option).rstrip(".") == fold(text).rstrip(".") != ""]
    if len(by_words) == 1 and not fold(text).isdigit():
        return by_words
    if _RANGE.search(fold(text)):
        return None
    tokens = [token for token in _BETWEEN.split(_FILLERS.sub(" ", fold(text))) if token]
    places: list[int] = []
    for token in tokens:
        if token.isascii() and token.isdigit() and len(token) < 20:
            places.append(int(token) - 1)
        elif token.isascii() and token.isalpha() and (len(token) <= 2 or len(token) == len(options) or sorted(token) == list(token)):
            places += [_LETTERS.find(letter) for letter in token]
        else:
            return None
    if len(tokens) == 1 and tokens[0].isdigit() and not 0 <= places[0] < len(options):
        places = [int(digit) - 1 for digit in tokens[0]]
    return places if places and all(0 <= place < len(options) for place in places) else None


def _unparsable(text: str, count: int) -> Unparsable:
    shown = text.strip()[:40]
    return Unparsable(
        why=Text(
            en=f"“{shown}” names no option; answer with numbers from 1 to {count}, each at most once",
            zh=f"“{shown}”不是选项；请用 1 到 {count} 的序号作答，每个至多一次",
        )
    )
