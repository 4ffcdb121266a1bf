"""The hearing of key points in an answer given in the learner's own words.

The author's patterns find where a point or its myth is said; learned weights judge how much what was found is worth. A band is decided
only where that is sure: gates for lists of keywords, copies of the question, negations and points that are said together with their
contrary lead to *unsure*, never to a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dl_quiz.grading.evidence import PATTERN_FEATURES, Evidence, Matches, match_points, weigh_heads, weigh_patterns
from dl_quiz.grading.weights import Odds, heads_of, name_of, weights
from dl_quiz.grading.windows import Heads, pieces
from dl_quiz.nouns import Band, Heard, Patterns, Point, Text
from dl_quiz.text.fold import fold
from dl_quiz.text.spoken import Clause, Spoken, comparable, negations, squeezed

_HEARD, _MISSED = 0.5, 0.35
"""A point is heard when it is as likely that it was said clearly, and missed when it is less likely that it was said at all."""
_CONTRADICTED, _CONTRADICTED_UNDENIED, _DOUBTFUL = 0.5, 0.75, 0.45
"""The contrary was said when it is as likely, more so where the author's own words for it are not found; above the last, nothing is heard for sure."""
_STATED, _BEYOND_THE_MYTH = 0.75, 0.1
"""Who says so much of a point's statement word for word, and so much less of its myth, does not surely say its contrary."""
_MYTH_SAID, _STATEMENT, _STATEMENT_BEYOND = map(
    PATTERN_FEATURES.index, ("all of the myth said", "overlap with the statement", "overlap with the statement beyond the myth's")
)
_COPIED = 0.75
_REPEATED = 0.7
"""Who repeats so much of a statement word for word, but with a negation, turns it."""
_LIST_MARKS = re.compile(r"[,、/;|]|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_FUNCTION_WORDS = re.compile(
    r"\b(?:is|are|was|be|the|a|an|of|to|in|by|with|for|and|that|it|which|as|at|on|we|each|every|so|then|because)\b|的|是|在|把|由|对|与|和|了|会|使|让|被|每|用|从|而|所以|因为"
)
_FEWEST_IN_A_LIST = 12


def hear(points: Sequence[Point], ask: Text, said: str) -> tuple[Heard, ...]:
    """Return what is heard of each point, in the order of the rubric, in an answer in either language to the open question `ask`."""
    return tuple(heard for heard, _ in hear_with_odds(points, ask, said))


def hear_with_odds(points: Sequence[Point], ask: Text, said: str) -> list[tuple[Heard, Odds]]:
    """Return what is heard of each point, and the odds that led to it."""
    spoken = Spoken(said)
    if not spoken.clauses:
        return [(Heard(point.id, "missed"), Odds(0.0, 0.0, 0.0)) for point in points]
    gated = _is_list(fold(said)) or _is_copied(spoken, ask)
    return [
        (_heard(point, band_of(odds, evidence.features, gated=gated, turned=is_turned(point, evidence, spoken)), evidence, spoken), odds)
        for point, (evidence, odds) in zip(points, _judged(points, ask, spoken), strict=True)
    ]


def _judged(points: Sequence[Point], ask: Text, spoken: Spoken) -> list[tuple[Evidence, Odds]]:
    """Return the evidence for each point and its odds: learned ones, or those of its author's patterns where nothing was learned of a point."""
    heads = Heads(spoken.clauses)
    matches = match_points(points, spoken, asked_words(ask))
    evidence = weigh_patterns(points, spoken, matches, heads)
    learned = {place: pair for place, point in enumerate(points) if (pair := heads_of(name_of(point)))}
    headed = weigh_heads([evidence[at] for at in learned], [matches[at] for at in learned], heads, list(learned.values()))
    judged = [(one, _by_patterns(match)) for one, match in zip(evidence, matches, strict=True)]
    for place, one in zip(learned, headed, strict=True):
        odds = weights().judge.odds(one.features)
        limit = _DOUBTFUL if matches[place].myth.is_reversed else 1.0  # who negates the myth does not say it
        judged[place] = (one, odds._replace(contrary=min(odds.contrary, limit)))
    return judged


def _by_patterns(match: Matches) -> Odds:
    """Return the odds where nothing was learned of a point: its author's patterns decide, and a statement said negated is not sure."""
    whole = float(match.said.whole)
    return Odds(said=0.5 if match.said.is_reversed else whole, clear=whole, contrary=float(match.myth.whole))


def band_of(odds: Odds, features: Sequence[float], *, turned: bool, gated: bool = False) -> Band:
    """Return the band that odds lead to; what is gated, or said together with its negation or its contrary, is not sure."""
    if odds.contrary >= (_CONTRADICTED if features[_MYTH_SAID] else _CONTRADICTED_UNDENIED):
        stated = features[_STATEMENT] >= _STATED and features[_STATEMENT_BEYOND] >= _BEYOND_THE_MYTH
        return "unsure" if gated or stated else "contradicted"
    if odds.clear >= _HEARD:
        return "unsure" if gated or turned or odds.contrary >= _DOUBTFUL else "heard"
    return "missed" if odds.said < _MISSED else "unsure"


def _heard(point: Point, band: Band, evidence: Evidence, spoken: Spoken) -> Heard:
    span = evidence.contrary if band == "contradicted" else evidence.said or evidence.contrary
    return Heard(point.id, band, "" if band == "missed" or span is None else spoken.piece(*span))


def is_turned(point: Point, evidence: Evidence, spoken: Spoken) -> bool:
    """Return whether a point is negated where its author does not: in its words and those before them in the sentence, or in its statement's own."""
    if evidence.reversed or not evidence.said:
        return evidence.reversed
    allowed = _allowed(point.say, point.hear)
    if any(clause.denied or not negations(clause.words) <= allowed for clause in spoken.until(*evidence.said)):
        return True
    return any(clause.negators and not negations(clause.words) <= allowed and _repeats(clause, point.say) for clause in spoken.clauses)


def _repeats(clause: Clause, say: Text) -> bool:
    """Return whether a clause is made of a statement's words."""
    said = pieces(clause.words)
    return len(said & _statement_pieces(say)) >= _REPEATED * len(said)


@lru_cache(maxsize=1000)
def _statement_pieces(say: Text) -> frozenset[int]:
    return pieces(comparable(say.en)) | pieces(comparable(say.zh))


@lru_cache(maxsize=1000)
def _allowed(say: Text, hear: Patterns) -> frozenset[str]:
    """Return what a point's author negates, in its statement and in its patterns."""
    aliases = [alias for groups in (hear.en, hear.zh) for group in groups for alias in group]
    alone = hear.alone.en + hear.alone.zh if hear.alone else ()
    return frozenset().union(*(negations(comparable(text)) for text in (say.en, say.zh, *aliases, *alone)))


@lru_cache(maxsize=100)
def asked_words(ask: Text) -> frozenset[str]:
    """Return the question's own words, which nobody earns anything with."""
    return frozenset(squeezed(word) for word in re.findall(r"\w+", fold(ask.en + " " + ask.zh)))


@lru_cache(maxsize=100)
def _asked_pieces(ask: Text) -> frozenset[int]:
    return pieces(comparable(ask.en)) | pieces(comparable(ask.zh))


def _is_copied(spoken: Spoken, ask: Text) -> bool:
    """Return whether an answer is little more than the question's own words."""
    said = frozenset[int]().union(*(pieces(clause.words) for clause in spoken.clauses))
    return len(said & _asked_pieces(ask)) >= _COPIED * len(said)


def _is_list(text: str) -> bool:
    """Return whether a folded text only lists keywords: many of them, hardly a function word among them; Chinese ones with marks or spaces between."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    words = chinese + len(re.findall(r"[a-z']+", text))
    if words < _FEWEST_IN_A_LIST or len(_FUNCTION_WORDS.findall(text)) >= 0.06 * words:
        return False
    return chinese < words / 2 or len(_LIST_MARKS.findall(text)) > words / 7
