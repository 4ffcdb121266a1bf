"""Reading the letters of options as people type them."""

from __future__ import annotations

import re

from dl_quiz.folding import fold, fold_phrase
from dl_quiz.nouns import Response, Text, Unparsable

LETTERS = "ABCDEFGHIJ"
_FILLERS = re.compile(r"答案|选项|选择|选|是|为|和|与|及|\band\b|\boption\b|\banswer\b")
_BETWEEN = re.compile(r"[\s,;.:/()\[\]<>+&*>-]+")


def read_letters(response: Response, options: tuple[str, ...]) -> tuple[int, ...] | Unparsable:
    """Return the places that a response names, in its order: letters (`b`, `A, C`, `ＡＣ`, `选B`), numbers from 1, or the options' own words."""
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


def letters(places: tuple[int, ...]) -> str:
    """Return places as letters, `A, C`."""
    return ", ".join(LETTERS[place] for place in places)


def _read_part(text: str, options: tuple[str, ...]) -> list[int] | None:
    by_words = [place for place, option in enumerate(options) if fold_phrase(option) == fold_phrase(text) != ""]
    if len(by_words) == 1:
        return by_words
    tokens = [token for token in _BETWEEN.split(_FILLERS.sub(" ", fold(text))) if token]
    places: list[int] = []
    for token in tokens:
        if token.isascii() and token.isdigit():
            places.append(int(token) - 1)
        elif token.isascii() and token.isalpha():
            places += [LETTERS.find(letter.upper()) for letter in token]
        else:
            return None
    if len(tokens) == 1 and tokens[0].isdigit() and not 0 <= places[0] < len(options):
        places = [int(digit) - 1 for digit in tokens[0]]
    return places if places and all(0 <= place < len(options) for place in places) else None


def _unparsable(text: str, count: int) -> Unparsable:
    last = LETTERS[count - 1]
    shown = text.strip()[:40]
    return Unparsable(
        why=Text(
            en=f"“{shown}” names no option; answer with letters from A to {last}, each once",
            zh=f"“{shown}”不是选项；请用 A 到 {last} 的字母作答，每个至多一次",
        )
    )
