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
_LONGEST = 20_000


def grade_points(points: tuple[Point, ...], ask: Text, response: Response) -> Verdict | Unparsable:
    """Grade a spoken answer point by point; the score is the share of points heard and not contradicted."""
    text = response if isinstance(response, str) else ""
    if not text.strip() or len(text) > _LONGEST:
        return Unparsable(why=Text(en="a few sentences are wanted here", zh="请用几句话作答"))
    windows = _windows(text)
    asked = {fold_phrase(word) for word in re.findall(r"\w+", fold(ask.en + " " + ask.zh))}
    heard = [point for point in points if _matches(point.hear, windows, asked) and not _matches(point.deny, windows, set())]
    score = len(heard) / len(points)
    salad = _is_salad(text)
    if salad:
        score = min(score, _SALAD_CAP)
    remarks = tuple(_remark(point, point in heard, _matches(point.deny, windows, set())) for point in points)
    rule = "a list of keywords, capped" if salad else "share of key points heard"
    return Verdict(score=score, rule=rule, read_as=f"{len(heard)}/{len(points)}", remarks=remarks)


def _remark(point: Point, heard: bool, denied: bool) -> Text:
    if heard:
        return Text(en=f"✓ {point.say.en}", zh=f"✓ {point.say.zh}")
    if denied:
        return Text(en=f"✗ {point.say.en} You said instead: {point.myth.en}", zh=f"✗ {point.say.zh}你说的却是：{point.myth.zh}")
    return Text(en=f"✗ {point.say.en}", zh=f"✗ {point.say.zh}")


def _windows(text: str) -> list[list[str]]:
    """Return every pair of adjacent sentences as its clauses that are not negated, padded for whole words."""
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence and sentence.strip()]
    clauses = [_clauses(sentence) for sentence in sentences]
    return [one + other for one, other in zip(clauses, [*clauses[1:], []], strict=True)]


def _clauses(sentence: str) -> list[str]:
    return [fold(clause) for clause in _CLAUSE.split(fold(sentence)) if clause.strip()]


def _matches(patterns: Patterns, windows: list[list[str]], asked: set[str]) -> bool:
    return any(_heard(groups, window, asked) for groups in (patterns.en, patterns.zh) if groups for window in windows)


def _heard(groups: tuple[tuple[str, ...], ...], window: list[str], asked: set[str]) -> bool:
    return all(any(_said(alias, clause) for clause in window for alias in group if fold_phrase(alias) not in asked) for group in groups)


def _said(alias: str, clause: str) -> bool:
    """Return whether a clause contains an alias that it does not negate; an alias that is itself negative may be."""
    folded = fold(alias)
    if folded not in clause and fold_phrase(alias) not in fold_phrase(clause):
        return False
    return bool(_NEGATION.search(folded)) or not _NEGATION.search(clause.replace(folded, " "))


def _is_salad(text: str) -> bool:
    """Return whether a text only lists keywords: many of them, hardly a function word among them; Chinese ones with marks or spaces between."""
    folded = fold(text)
    chinese = len(re.findall(r"[\u4e00-\u9fff]", folded))
    words = chinese + len(re.findall(r"[a-z']+", folded))
    if words < _FEWEST_IN_A_LIST or len(_FUNCTION_WORDS.findall(folded)) >= 0.06 * words:
        return False
    return chinese < words / 2 or len(_LIST_MARKS.findall(folded)) > words / 7
