"""Grading of `points`: free text against the key points that it should contain, by the author's own patterns.

A point is heard when every group of its `hear` patterns is matched within two adjacent sentences, outside a negated clause;
it is denied when its `deny` patterns are matched so. Words of the question itself do not count, and a sentence that only lists
keywords caps what it can earn. A total is an estimate: the verdict says point by point what was heard.
"""

from __future__ import annotations

import re

from dl_quiz.nouns import Patterns, Point, Response, Text, Unparsable, Verdict
from dl_quiz.text.fold import fold, fold_phrase

_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$|[\u4e00-\u9fff])|[。！？；\n]+")
_CLAUSE = re.compile(r"[,:]| but | however | whereas | while |但是|而是|不过|然而|但")
_NEGATION = re.compile(
    r"\bnot\b(?! only| just| merely)|\bno\b(?! doubt)|\b(?:never|cannot|without|\w+n't|neither|nor|wrong|false|myth)\b|不是|不会|不能|并非|并不|没有|无法|错误|误以为|不(?![变同仅断过只少论管但足])"
)
_LIST_MARKS = re.compile(r"[,、/;|]|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_FUNCTION_WORDS = re.compile(
    r"\b(?:is|are|was|be|the|a|an|of|to|in|by|with|for|and|that|it|which|as|at|on|we|each|every|so|then|because)\b|的|是|在|把|由|对|与|和|了|会|使|让|被|每|用|从|而|所以|因为"
)
_SALAD_CAP = 0.3
_FEWEST_IN_A_LIST = 12
_LONGEST, _LONGEST_FOLDED = 20_000, 60_000


def grade_points(points: tuple[Point, ...], ask: Text, response: Response) -> Verdict | Unparsable:
    """Grade a spoken answer point by point; the score is the share of points heard and not contradicted."""
    said = response if isinstance(response, str) and len(response) <= _LONGEST else ""
    text = fold(said)
    if not text or len(text) > _LONGEST_FOLDED:
        return Unparsable(why=Text(en="a few sentences are wanted here", zh="请用几句话作答"))
    asked = {fold_phrase(word) for word in re.findall(r"\w+", fold(ask.en + " " + ask.zh))}
    ears = _Ears(said)
    denied = {point.id for point in points if ears.hear(point.deny, set())}
    heard = {point.id for point in points if ears.hear(point.hear, asked)} - denied
    score = len(heard) / len(points)
    salad = _is_salad(text)
    if salad:
        score = min(score, _SALAD_CAP)
    remarks = tuple(_remark(point, point.id in heard, point.id in denied) for point in points)
    rule = "a list of keywords, capped" if salad else "share of key points heard"
    return Verdict(score=score, rule=rule, read_as=f"{len(heard)}/{len(points)}", remarks=remarks)


def _remark(point: Point, heard: bool, denied: bool) -> Text:
    if heard:
        return Text(en=f"✓ {point.say.en}", zh=f"✓ {point.say.zh}")
    if denied:
        return Text(en=f"✗ {point.say.en} You said instead: {point.myth.en}", zh=f"✗ {point.say.zh}你说的却是：{point.myth.zh}")
    return Text(en=f"✗ {point.say.en}", zh=f"✗ {point.say.zh}")


class _Ears:
    """Hears what a text says, sentence by sentence; each alias is listened for once."""

    def __init__(self, text: str) -> None:
        sentences = [fold(sentence) for sentence in _SENTENCE.split(text) if sentence and sentence.strip()]
        self.clauses = [
            (turn, clause, fold_phrase(clause)) for turn, sentence in enumerate(sentences) for clause in _CLAUSE.split(sentence) if clause
        ]
        self.said: dict[str, frozenset[int]] = {}

    def hear(self, patterns: Patterns, asked: set[str]) -> bool:
        """Return whether all groups of one language are said within two adjacent sentences, not counting words of the question."""
        return any(self._all_said(groups, asked) for groups in (patterns.en, patterns.zh) if groups)

    def _all_said(self, groups: tuple[tuple[str, ...], ...], asked: set[str]) -> bool:
        windows = []
        for group in groups:
            turns = {turn for alias in group if fold_phrase(alias) not in asked for turn in self._turns(alias)}
            windows.append(turns | {turn - 1 for turn in turns})
        return bool(set.intersection(*windows))

    def _turns(self, alias: str) -> frozenset[int]:
        """Return the sentences that say an alias in a clause that does not deny it; an alias that is itself negative may be denied."""
        if alias not in self.said:
            folded, phrase = fold(alias), fold_phrase(alias)
            negative = _NEGATION.search(folded) is not None
            self.said[alias] = frozenset(
                turn
                for turn, clause, words in self.clauses
                if (folded in clause or (phrase and phrase in words)) and (negative or not _NEGATION.search(clause.replace(folded, " ")))
            )
        return self.said[alias]


def _is_salad(text: str) -> bool:
    """Return whether a folded text only lists keywords: many of them, hardly a function word among them; Chinese ones with marks or spaces between."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    words = chinese + len(re.findall(r"[a-z']+", text))
    if words < _FEWEST_IN_A_LIST or len(_FUNCTION_WORDS.findall(text)) >= 0.06 * words:
        return False
    return chinese < words / 2 or len(_LIST_MARKS.findall(text)) > words / 7
