"""The hearing of key points in an answer given in the learner's own words.

A point is heard when every group of its `hear` patterns is matched within two adjacent sentences, outside a negated clause;
it is contradicted when its `deny` patterns are matched so. Words of the question itself do not count. What is said in a mere list
of keywords is not sure: it is to be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dl_quiz.nouns import Heard, Patterns, Point, Text
from dl_quiz.text.fold import fold, fold_phrase

_SENTENCE_END = re.compile(r"[.!?;\n]+(?=\s|$|[\u4e00-\u9fff])|[。！？；\n]+")
_CLAUSE = re.compile(r"[,:]| but | however | whereas | while |但是|而是|不过|然而|但")
_NEGATION = re.compile(
    r"\bnot\b(?! only| just| merely)|\bno\b(?! doubt)|\b(?:never|cannot|without|\w+n't|neither|nor|wrong|false|myth)\b|不是|不会|不能|并非|并不|没有|无法|错误|误以为|不(?![变同仅断过只少论管但足])"
)
_LIST_MARKS = re.compile(r"[,、/;|]|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_FUNCTION_WORDS = re.compile(
    r"\b(?:is|are|was|be|the|a|an|of|to|in|by|with|for|and|that|it|which|as|at|on|we|each|every|so|then|because)\b|的|是|在|把|由|对|与|和|了|会|使|让|被|每|用|从|而|所以|因为"
)
_FEWEST_IN_A_LIST = 12


def hear(points: Sequence[Point], ask: Text, said: str) -> tuple[Heard, ...]:
    """Return what is heard of each point, in the order of the rubric, in an answer in either language to the open question `ask`."""
    asked = {fold_phrase(word) for word in re.findall(r"\w+", fold(ask.en + " " + ask.zh))}
    ears = _Ears(said)
    listed = _is_list(fold(said))
    return tuple(_hear_point(point, ears, asked, listed) for point in points)


def _hear_point(point: Point, ears: _Ears, asked: set[str], listed: bool) -> Heard:
    denied, heard = ears.words(point.deny, set()), ears.words(point.hear, asked)
    if denied or heard:
        return Heard(point.id, "unsure" if listed else "contradicted" if denied else "heard", denied or heard)
    return Heard(point.id, "missed")


class _Clause(NamedTuple):
    turn: int
    folded: str
    phrase: str


class _Ears:
    """Hears what an answer says, sentence by sentence; each alias is listened for once."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.spans = list(_sentences(answer))
        self.clauses = [
            _Clause(turn, clause, fold_phrase(clause))
            for turn, (start, end) in enumerate(self.spans)
            for clause in _CLAUSE.split(fold(answer[start:end]))
            if clause
        ]
        self.said: dict[str, frozenset[int]] = {}

    def words(self, patterns: Patterns, asked: set[str]) -> str:
        """Return the one or two adjacent sentences that say all groups of one language, not counting words of the question; else nothing."""
        for groups in (patterns.en, patterns.zh):
            for turn in sorted(self._turns_of_all(groups, asked)) if groups else ():
                first, last = self.spans[max(turn, 0)], self.spans[min(turn + 1, len(self.spans) - 1)]
                return self.answer[first[0] : last[1]]
        return ""

    def _turns_of_all(self, groups: tuple[tuple[str, ...], ...], asked: set[str]) -> set[int]:
        windows = []
        for group in groups:
            turns = {turn for alias in group if fold_phrase(alias) not in asked for turn in self._turns(alias)}
            windows.append(turns | {turn - 1 for turn in turns})
        return set.intersection(*windows)

    def _turns(self, alias: str) -> frozenset[int]:
        """Return the sentences that say an alias in a clause that does not deny it; an alias that is itself negative may be denied."""
        if alias not in self.said:
            folded, phrase = fold(alias), fold_phrase(alias)
            negative = _NEGATION.search(folded) is not None
            self.said[alias] = frozenset(
                clause.turn
                for clause in self.clauses
                if (folded in clause.folded or (phrase and phrase in clause.phrase))
                and (negative or not _NEGATION.search(clause.folded.replace(folded, " ")))
            )
        return self.said[alias]


def _sentences(answer: str) -> list[tuple[int, int]]:
    """Return where each sentence of an answer begins and ends, without the white space around it."""
    ends = [*(match.end() for match in _SENTENCE_END.finditer(answer)), len(answer)]
    spans, start = [], 0
    for end in ends:
        sentence = answer[start:end]
        if any(sign.isalnum() for sign in sentence):
            spans.append((start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip())))
            start = end
    return spans


def _is_list(text: str) -> bool:
    """Return whether a folded text only lists keywords: many of them, hardly a function word among them; Chinese ones with marks or spaces between."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    words = chinese + len(re.findall(r"[a-z']+", text))
    if words < _FEWEST_IN_A_LIST or len(_FUNCTION_WORDS.findall(text)) >= 0.06 * words:
        return False
    return chinese < words / 2 or len(_LIST_MARKS.findall(text)) > words / 7
