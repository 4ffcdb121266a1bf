"""Grading of `phrase`: a term, by its aliases in both languages."""

from __future__ import annotations

import re

from dl_quiz.folding import distance, fold, fold_phrase
from dl_quiz.nouns import Phrase, Phrases, Response, Text, Unparsable, Verdict

_BRACKETS = re.compile(r"[()\[\]]| / | or |或|又称|也叫")
_SHORT, _LONG = 6, 10
"""Latin phrases of at least _SHORT letters may have one typing error, of at least _LONG two."""


def grade_phrase(key: Phrase, response: Response) -> Verdict | Unparsable:
    """Grade a term.

    An alias counts after folding of width, case, plurals, hyphens and articles; a small typing error counts only
    where no alias of another term is as near.
    """
    text = response if isinstance(response, str) else ""
    folded = fold_phrase(text)
    if not folded or folded.isdigit() or len(text) > 200:
        return Unparsable(why=Text(en="a word or a short phrase is wanted here", zh="这里请填一个词或短语"))
    right = _folded(key.accept)
    wrong = {alias: misheard.because for misheard in key.wrong for alias in _folded(misheard.hear)}
    parts = {folded} | {fold_phrase(part) for part in _BRACKETS.split(fold(text))} - {""}
    if parts & right and not parts & wrong.keys():
        return Verdict(score=1.0, rule="an accepted phrase", reading=folded)
    for part in sorted(parts & wrong.keys()):
        return Verdict(score=0.0, rule="a known confusion", reading=folded, remarks=(wrong[part],))
    if _is_typing_error(folded, right, set(wrong)):
        return Verdict(score=1.0, rule="an accepted phrase, but for its spelling", reading=folded)
    return Verdict(score=0.0, rule="no accepted phrase", reading=folded)


def _folded(phrases: Phrases) -> set[str]:
    return {fold_phrase(alias) for alias in (*phrases.en, *phrases.zh)}


def _is_typing_error(text: str, right: set[str], wrong: set[str]) -> bool:
    most = 0 if not text.isascii() or len(text) < _SHORT else 1 if len(text) < _LONG else 2
    if not most:
        return False
    to_right = min(distance(text, alias, most) for alias in right)
    to_wrong = min((distance(text, alias, most) for alias in wrong), default=most + 1)
    return to_right <= most and to_right < to_wrong
