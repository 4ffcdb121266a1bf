"""Terms in one spelling, however people part and shorten their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from dl_quiz.text.fold import fold, is_chinese, singular

_BY = re.compile(r"(?<=\d) ?(?:[*x]|by|乘) ?(\d+)")
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = {"a", "an", "the"}
_SHORT = {"avg": "average", "conv": "convolution", "maximum": "max", "minimum": "min"}


def words_of(term: str) -> tuple[str, ...]:
    """Return the words of a term in one spelling: folded, in the singular, without articles and punctuation; `3×3` is one word."""
    found = [word for run in _WORD.findall(_BY.sub(r"x\1 ", fold(term))) for word in _by_script(run)]
    return tuple(_SHORT.get(word, word) for word in map(singular, found) if word not in _ARTICLES)


def _by_script(run: str) -> Iterator[str]:
    """Yield the parts of a run of letters, Chinese and others apart."""
    if run.isascii():
        yield run
    else:
        yield from ("".join(signs) for _, signs in groupby(run, is_chinese))


def joined(words: Sequence[str]) -> str:
    """Return words as one, for people differ in where they part them; only digits are kept apart."""
    text = ""
    for word in words:
        text += " " + word if text[-1:].isdigit() and word[:1].isdigit() else word
    return text
