"""Searching a course by words: what each thing is called and says in both languages, and how well that fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from dl_quiz.nouns import Document, Language, Text
from dl_quiz.text.commands import command
from dl_quiz.text.fold import fold, is_chinese, singular
from dl_quiz.text.names import nearest

Sort = Literal["topic", "point", "question", "follow-up", "demo", "scene", "exercise"]
SORTS: tuple[Sort, ...] = ("topic", "demo", "point", "scene", "exercise", "question", "follow-up")
"""What can be found; of what fits equally well, an earlier one goes first."""

_WEIGHTS = (8.0, 3.0, 1.0)
"""What a word counts in a name, in what is shown, and in what is searched besides."""
_EXACT = 10.0
"""What it counts that the words are a whole name."""
_BETWEEN = re.compile(r"[\W_]+")
_WHOLE, _BEGINNING, _PART = 1.0, 0.8, 0.4
_LATIN_WORD = re.compile(r"[a-z][a-z0-9]{2,}")
_ENOUGH = 0.5
"""The share of the words that fits at least, where nothing fits all of them."""


class Entry(msgspec.Struct, frozen=True):
    """Something that can be found: what it is called, what it says, and `more` that is searched and not shown; `opens` are the words of the command that shows it.

    `folded` are these three in both languages, as words are compared with them.
    """

    sort: Sort
    id: str
    name: Text
    says: Text
    opens: tuple[str, ...]
    folded: tuple[str, str, str]


def entry(sort: Sort, id: str, name: Text, says: Text, opens: tuple[str, ...], *, also: str = "", more: Iterable[Text] = ()) -> Entry:
    """Return something that can be found; `also` is what it is called besides."""
    besides = " ".join(part for text in more for part in (text.en, text.zh))
    folded = (_flat(f"{id} {also} {name.en} {name.zh}"), _flat(f"{says.en} {says.zh}"), _flat(besides))
    return Entry(sort, id, name, says, opens, folded)


def _flat(text: str) -> str:
    """Return a text as words are compared with it: folded, with one space for whatever stands between words."""
    return _BETWEEN.sub(" ", fold(text)).strip()


def words_of(typed: str) -> tuple[str, ...]:
    """Return the words that were typed, each once, as they are searched: folded, and English ones without their plural."""
    return tuple(dict.fromkeys(word[:-3] if word.endswith("ies") else singular(word) for word in _flat(typed).split()))


def search(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Return what fits all the words that were typed, the best first; where nothing does, what fits half of them and more.

    Chinese that is found nowhere as it stands is looked for by its pairs of characters.
    """
    words = words_of(typed)
    found = _ranked(entries, words, 1.0)
    pieces = tuple(dict.fromkeys(piece for word in words for piece in _pieces(word)))
    return found or _ranked(entries, pieces, _ENOUGH)


def _pieces(word: str) -> Iterable[str]:
    return (word[at : at + 2] for at in range(len(word) - 1)) if is_chinese(word[0]) and len(word) > 2 else (word,)


def _ranked(entries: Sequence[Entry], words: Sequence[str], enough: float) -> list[Entry]:
    rated = [(_fit(one, words, enough), one) for one in entries]
    fitting = [(fit, one) for fit, one in rated if fit > 0]
    return [one for _, one in sorted(fitting, key=lambda each: (-each[0], SORTS.index(each[1].sort)))]


def _fit(one: Entry, words: Sequence[str], enough: float) -> float:
    """Return how well the words fit, 0 where too few of them do; words that stand beside each other as they were typed fit better."""
    fits = [_weighed(one, word) for word in words]
    share = sum(fit > 0 for fit in fits) / len(fits) if fits else 0.0
    if share < enough:
        return 0.0
    together = _weighed(one, " ".join(words)) if len(words) > 1 else 0.0
    return (sum(fits) + together) * share + (_EXACT if _is_called(one, words) else 0.0)


def _is_called(one: Entry, words: Sequence[str]) -> bool:
    return any(words_of(name) == words for name in (one.id, one.name.en, one.name.zh))


def _weighed(one: Entry, word: str) -> float:
    return max(weight * _quality(word, text) for weight, text in zip(_WEIGHTS, one.folded, strict=True))


def _quality(word: str, text: str) -> float:
    """Return how well a word fits the best of the places where it stands in a text."""
    best, at = 0.0, text.find(word)
    while at >= 0 and best < _WHOLE:
        begins = at == 0 or not _joined(text[at - 1], word[0])
        rest = text[at + len(word) : at + len(word) + 2]
        ends = not rest or not _joined(word[-1], rest[0]) or (rest[0] == "s" and not rest[1:].isalnum())
        best = max(best, _WHOLE if begins and ends else _BEGINNING if begins else _PART)
        at = text.find(word, at + 1)
    return best


def _joined(left: str, right: str) -> bool:
    """Return whether two signs belong to one word; Chinese ones are taken for words of their own."""
    return left.isalnum() and right.isalnum() and not is_chinese(left) and not is_chinese(right)


class Hit(Document, frozen=True, kw_only=True):
    """What was found: what it is, what it is called and says (in the language in which the words stand there), and the command that opens it."""

    sort: Sort
    id: str
    name: str
    says: str
    command: str


class Found(Document, frozen=True, kw_only=True):
    """What was found for some words, the best first: `count` of it there is, of which the hits are the first."""

    schema: Literal["dl-quiz.search/1"] = "dl-quiz.search/1"
    language: Language
    words: tuple[str, ...]
    count: int
    hits: tuple[Hit, ...]


def find(entries: Sequence[Entry], typed: str, most: int, language: Language) -> Found:
    """Return what was found for the words that were typed, at most so many hits."""
    words, found = words_of(typed), search(entries, typed)
    hits = tuple(_hit(one, words, language) for one in found[:most])
    return Found(language=language, words=words, count=len(found), hits=hits)


def _hit(one: Entry, words: Sequence[str], language: Language) -> Hit:
    other: Language = "zh" if language == "en" else "en"
    says = next(
        (text for each in (language, other) if any(word in fold(text := one.says.of(each)) for word in words)), one.says.of(language)
    )
    return Hit(sort=one.sort, id=one.id, name=one.name.of(language), says=" ".join(says.split()), command=command(*one.opens))


def nearest_word(entries: Sequence[Entry], typed: str) -> str:
    """Return the words that were typed with each that stands nowhere replaced by the nearest that does; empty where none is near."""
    known = {word for one in entries for text in one.folded[:2] for word in _LATIN_WORD.findall(text)}
    words = words_of(typed)
    near = [
        word if word in known or any(word in text for one in entries for text in one.folded) else (nearest(word, known, 1) or [""])[0]
        for word in words
    ]
    return " ".join(near) if all(near) and tuple(near) != words else ""
