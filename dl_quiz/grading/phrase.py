"""Grading of `phrase`: a term, by its aliases in both languages."""

from __future__ import annotations

import re

from dl_quiz.nouns import Phrase, Phrases, Response, Text, Unparsable, Verdict
from dl_quiz.text.fold import distance, fold, fold_phrase

_BRACKETS = re.compile(r"[()\[\]]|又称|也叫")
_ALTERNATIVES = re.compile(r" ?/ ?| or |,|;|或")
_SHORTEST = 5
"""Latin words of at least so many letters may have one typing error each."""


def grade_phrase(key: Phrase, response: Response) -> Verdict | Unparsable:
    """Grade a term.

    An alias counts after folding of width, case, plurals, hyphens and articles. One typing error in a long word is forgiven
    where no alias of another term is as near. Of several alternatives each must be right.
    """
    text = response if isinstance(response, str) else ""
    folded = fold_phrase(text)
    if not folded or folded.isdigit() or len(text) > 200:
        return Unparsable(why=Text(en="a word or a short phrase is wanted here", zh="这里请填一个词或短语"))
    right = _folded(key.accept)
    wrong = {alias: misheard.because for misheard in key.wrong for alias in _folded(misheard.hear)}
    parts = {folded} | {fold_phrase(part) for part in _BRACKETS.split(fold(text))} - {""}
    alternatives = {fold_phrase(part) for part in _ALTERNATIVES.split(fold(text))} - {""}
    if (parts & right or alternatives <= right) and not (parts | alternatives) & wrong.keys():
        return Verdict(score=1.0, rule="an accepted phrase", read_as=folded)
    parts |= alternatives
    for part in sorted(parts & wrong.keys()):
        return Verdict(score=0.0, rule="a known confusion", read_as=folded, remarks=(wrong[part],))
    if _is_typing_error(folded, right, set(wrong)):
        return Verdict(score=1.0, rule="an accepted phrase, but for its spelling", read_as=folded)
    return Verdict(score=0.0, rule="no accepted phrase", read_as=folded)


def _folded(phrases: Phrases) -> set[str]:
    return {fold_phrase(alias) for alias in (*phrases.en, *phrases.zh)}


def _is_typing_error(text: str, right: set[str], wrong: set[str]) -> bool:
    return any(_is_near(text, alias) for alias in right) and not any(_is_near(text, alias) for alias in wrong)


def _is_near(text: str, alias: str) -> bool:
    """Return whether two phrases have the same words but for one typing error in each of the long ones."""
    ours, theirs = text.split(), alias.split()
    return text.isascii() and len(ours) == len(theirs) and all(map(_is_near_word, ours, theirs))


def _is_near_word(word: str, other: str) -> bool:
    long = min(len(word), len(other)) >= _SHORTEST and (word + other).isalpha()
    return word == other or (long and distance(word, other, 1) <= 1)
