"""The author's patterns, listened for in an answer."""

from __future__ import annotations

import operator
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from dl_quiz.nouns import Patterns
from dl_quiz.text.spoken import Sentence, Spoken, squeezed

_WIDEST_GAP = 40, 14
"""How many signs may stand between the parts of an alias: Latin, Chinese."""
_WINDOW = 2


class Hit(NamedTuple):
    """Where an alias was said: the sentence, the clauses from and to, and whether it stands negated."""

    sentence: int
    first: int
    last: int
    negated: bool


class Match(NamedTuple):
    """How much of some patterns was said within two adjacent sentences: groups said, groups wanted, how many of them negated, and where."""

    said: int
    wanted: int
    negated: int
    hits: tuple[Hit, ...] = ()

    @property
    def share(self) -> float:
        """Return how much of the pattern was said plainly, 0..1."""
        return min(1.0, (self.said - self.negated) / self.wanted) if self.wanted else 0.0


class Ears:
    """Listens for patterns in one answer; each alias is listened for once."""

    def __init__(self, spoken: Spoken, asked: Collection[str] = ()) -> None:
        self.spoken, self.asked = spoken, asked
        self._signs = "\n".join(sentence.signs for sentence in spoken.sentences)
        self._hits: dict[str, tuple[Hit, ...]] = {}

    def match(self, patterns: Patterns, *, count_asked: bool = True) -> Match:
        """Return the better match of the two languages; with `count_asked` false, words of the question itself do not count."""
        mixed = _mixed(patterns)
        ways = (mixed,) if mixed else (patterns.en, patterns.zh)
        matches = [self._match(groups, patterns.need, count_asked) for groups in ways]
        if patterns.alone:
            matches.append(self._match((patterns.alone.en + patterns.alone.zh,), 0, count_asked))
        return max(matches, key=lambda m: (m.share, m.said))

    def _match(self, groups: tuple[tuple[str, ...], ...], need: int, count_asked: bool) -> Match:
        wanted = min(need or len(groups), len(groups))
        best = Match(0, wanted, 0)
        hits = [[hit for alias in group for hit in self._hear(alias, count_asked)] for group in groups]
        for turn in sorted({hit.sentence for group in hits for hit in group}):
            chosen = [min(near, key=lambda hit: (hit.negated, hit.sentence)) for group in hits if (near := [h for h in group if 0 <= h.sentence - turn < _WINDOW])]
            match = Match(len(chosen), wanted, sum(hit.negated for hit in chosen), tuple(chosen))
            best = max(best, match, key=lambda m: (m.share, m.said))
        return best

    def _hear(self, alias: str, count_asked: bool) -> tuple[Hit, ...]:
        if alias not in self._hits:
            parts, sentences = parts_of(alias), self.spoken.sentences
            possible = all(part in self._signs for part in parts)  # nearly always not, and quickly known
            self._hits[alias] = tuple(hit for turn, one in enumerate(sentences) for hit in _hits(parts, turn, one)) if possible else ()
        return self._hits[alias] if count_asked or "".join(parts_of(alias)) not in self.asked else ()


def _mixed(patterns: Patterns) -> tuple[tuple[str, ...], ...]:
    """Return the groups with the aliases of both languages, for people who mix them; none where the languages are grouped differently."""
    return tuple(map(operator.add, patterns.en, patterns.zh)) if len(patterns.en) == len(patterns.zh) else ()


@lru_cache(maxsize=None)
def parts_of(alias: str) -> tuple[str, ...]:
    """Return the parts of an alias between its gaps `…`, as sentences are read."""
    return tuple(part for part in map(squeezed, alias.split("…")) if part)


def _hits(parts: tuple[str, ...], turn: int, sentence: Sentence) -> list[Hit]:
    return [hit for place in sentence.places(parts[0]) if (hit := _hit(parts, turn, sentence, place))]


def _hit(parts: tuple[str, ...], turn: int, sentence: Sentence, place: int) -> Hit | None:
    """Return the alias whose first part stands at a place, if its other parts follow near enough; a negator before it or in a gap negates it."""
    negated, end = sentence.is_negated(place), place + len(parts[0])
    for part in parts[1:]:
        widest = _WIDEST_GAP[part > "\u2fff"]
        after = next((at for at in sentence.places(part) if 0 <= at - end <= widest), -1)
        if after < 0:
            return None
        negated ^= sentence.is_negated(after, since=end)
        end = after + len(part)
    return Hit(turn, sentence.clause_at(place), sentence.clause_at(end - 1), negated)
