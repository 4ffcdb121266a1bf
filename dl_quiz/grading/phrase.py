"""Grading of `phrase`: a term, by its aliases in both languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from dl_quiz.nouns import Phrase, Phrases, Response, Text, Unparsable, Verdict
from dl_quiz.text.fold import distance, fold, fold_phrase
from dl_quiz.text.spelling import joined, words_of
from dl_quiz.text.terms import forms_of, is_term, stem, without_asides

_LONGEST = 200
_EXPLANATION = re.compile(
    r"[(\[](?:because|since|as in|with|without|see|from|by|used|used for|e\.g\.?|for example|因为|由于|例如|比如|用于|见)\b[^()\[\]]*[)\]]"
)
_DENYING = r"(?:not|rather than|instead of|as opposed to|unlike|isn't)\b|而?不是|[而并]非|不叫"
_PARTS = re.compile(
    rf"[()\[\],;:=\n|/]| - |\b(?:or|but|aka|also|sometimes|i\.e)\b|或者?|而(?!不是|非)|[也又亦][叫称名][做作]?|(?<!而)(?={_DENYING})"
)
"""Where one term ends and another may begin."""
_DENIAL = re.compile(rf"\s*(?:{_DENYING}|no\b)")
_NEGATION = re.compile(r"\b(?:not|no|non|nor|neither|never|without|isn't|aren't)\b|[不非没无]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NAME = re.compile(r"\w[A-Z]")
"""A capital inside a word, as names have it: in those no letter is forgiven."""
_SHORTEST = 8
"""Words of at least so many letters may have one typing error each, past the first letter."""
_MOST_WORDS_MORE, _MOST_CHARACTERS_MORE = 3, 4

Words = tuple[str, ...]
Told = tuple[str, tuple[Text, ...]]
_NONE: Told = ("no accepted phrase", ())


def grade_phrase(key: Phrase, response: Response) -> Verdict | Unparsable:
    """Grade a term.

    An alias counts in any spelling, with the usual words around it, as noun, adjective or verb. One typing error in a long word is
    forgiven where no alias of another term is as near. Of several alternatives each must be right. Where an alias is but a part of what
    was typed, the term alone is asked for.
    """
    text = fold(response) if isinstance(response, str) and len(response) <= _LONGEST else ""
    read_as = fold_phrase(text)
    if not read_as or read_as.isdigit():
        return Unparsable(why=Text(en="a word or a short phrase is wanted here", zh="这里请填一个词或短语"))
    rule, remarks = _aliases_of(key).told(text)
    if not rule:
        return Unparsable(why=Text(en="that is more than the term; give the term alone", zh="这里不止一个术语；请只写术语本身"))
    return Verdict(score=float(rule.startswith("an accepted")), rule=rule, read_as=read_as, remarks=remarks, slips=remarks)


class _Aliases:
    """What a key accepts and what it knows to be wrong, in one spelling."""

    def __init__(self, key: Phrase) -> None:
        self.right = {words_of(alias): alias for alias in _each(key.accept)}
        self.wrong = {words_of(alias): misheard.because for misheard in key.wrong for alias in _each(misheard.hear)}
        self.right_spellings = {spelling for words in self.right for spelling in _spellings(words)}
        self.wrong_spellings = {spelling: because for words, because in self.wrong.items() for spelling in _spellings(words)}

    def told(self, text: str) -> Told:
        """Return the rule that decides on a folded text, with its remarks; no rule where the term alone is to be asked for."""
        text = without_asides(text)
        told = self._told_exactly(joined(words_of(text))) or self._told_of_parts(_EXPLANATION.sub(" ", text))
        return told or (("", ()) if self._is_part_of(text) else _NONE)

    def _told_exactly(self, spelt: str) -> Told | None:
        """Return what an alias in this very spelling is told."""
        if spelt in self.right_spellings:
            return "an accepted phrase", ()
        return ("a known confusion", (self.wrong_spellings[spelt],)) if spelt in self.wrong_spellings else None

    def _told_of_term(self, words: Words) -> Told | None:
        """Return what one term is told, if it is an alias in some form, or but for its spelling."""
        spelt = (spelling(form) for spelling in (joined, _stemmed) for form in forms_of(words))
        told = next(filter(None, map(self._told_exactly, spelt)), None)
        return told or (("an accepted phrase, but for its spelling", ()) if self._is_misspelt(words) else None)

    def _told_of_two(self, words: Words) -> Told | None:
        """Return what two terms side by side are told, such as a term and its translation, if both are aliases."""
        for end in range(1, len(words)):
            one, other = self._told_exactly(joined(words[:end])), self._told_exactly(joined(words[end:]))
            if one and other:
                return min(one, other, key=lambda told: told[0])  # the confusion, if there is one
        return None

    def _told_of_parts(self, text: str) -> Told | None:
        """Return what several terms are told: none may be wrong and each must be right, but for those that are denied, which may not be."""
        told = []
        for part in _PARTS.split(text):
            words = words_of(part)
            one = self._told_of_term(words) or self._told_of_two(words)
            denial = None if one else _DENIAL.match(part)
            if denial and (self._told_of_term(words_of(part[denial.end() :])) or _NONE)[0].startswith("an accepted"):
                return _NONE
            if one or (is_term(words) and not denial):
                told.append(one)
        confusions = [one for one in told if one and one[0] == "a known confusion"]
        return confusions[0] if confusions else told[0] if all(told) and told else None

    def _is_misspelt(self, words: Words) -> bool:
        near = [alias for alias, raw in self.right.items() if not _NAME.search(raw)]
        forms = list(forms_of(words))
        return any(_is_near(form, alias) for form in forms for alias in near) and not any(
            _is_near(form, alias) for form in forms for alias in self.wrong
        )

    def _is_part_of(self, text: str) -> bool:
        """Return whether a text holds an accepted alias, with a little more around it that denies nothing and is no other term."""
        words = words_of(text)
        return any(
            _holds(words, alias)
            and len(_NEGATION.findall(text)) <= len(_NEGATION.findall(" ".join(alias)))
            and not any(_holds(words, wrong) and not _holds(alias, wrong) for wrong in self.wrong)
            for alias in self.right
        )


@functools.lru_cache(maxsize=256)
def _aliases_of(key: Phrase) -> _Aliases:
    return _Aliases(key)


def _each(phrases: Phrases) -> Iterator[str]:
    yield from phrases.en
    yield from phrases.zh


def _spellings(words: Words) -> tuple[str, str]:
    return joined(words), _stemmed(words)


def _stemmed(words: Words) -> str:
    """Return the stems of words as one, told apart from whole words."""
    return "~" + joined([stem(word) for word in words])


def _holds(words: Words, alias: Words) -> bool:
    """Return whether an alias stands in a text: its words in order among a few others, or in Chinese as they are."""
    whole, part = joined(words), joined(alias)
    if _CHINESE.search(part):
        return part in whole and len(whole) - len(part) <= _MOST_CHARACTERS_MORE
    rest = iter(words)
    return all(word in rest for word in alias) and len(words) - len(alias) <= _MOST_WORDS_MORE


def _is_near(words: Words, alias: Words) -> bool:
    """Return whether two phrases have the same words but for one typing error in each of the long ones."""
    if len(words) != len(alias):
        if min(map(len, words)) == 1:
            return False
        words, alias = (joined(words),), (joined(alias),)
    return all(map(_is_near_word, words, alias))


def _is_near_word(word: str, other: str) -> bool:
    if word == other:
        return True
    letters = (word + other).isascii() and (word + other).isalpha()
    return letters and min(len(word), len(other)) >= _SHORTEST and word[0] == other[0] and distance(word, other, 1) <= 1
