"""The author's patterns, listened for in an answer."""

from __future__ import annotations

import operator
from collections.abc import Collection
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from dl_quiz.nouns import Patterns, Phrases
from dl_quiz.text.spoken import Sentence, Spoken, squeezed

_WIDEST_GAP = 40, 14
"""How many signs may stand between the parts of an alias: Latin, Chinese."""
_WINDOW = 2
_REPORTED = (
    "misconception", "people say", "people think", "people believe", "people often", "often said", "often claimed", "many say", "many think",
    "many believe", "some say", "some think", "commonly believed", "tempting to",
    "有人说", "有人认为", "有人以为", "很多人说", "很多人认为", "很多人以为", "许多人认为", "许多人以为", "常听说", "常有人", "误区", "误解", "容易以为",
)  # fmt: skip
"""What begins a myth that is told, not believed: people often say …."""

Groups = tuple[tuple[str, ...], ...]


class Hit(NamedTuple):
    """Where an alias was said: the sentence, the clauses from and to (by their number in the answer), and whether it stands negated."""

    sentence: int
    first: int
    last: int
    negated: bool


class Match(NamedTuple):
    """How much of some patterns was said within two adjacent sentences: groups wanted, and a hit for each group said."""

    wanted: int
    hits: tuple[Hit, ...] = ()
    aliases: int = 0
    """How many different aliases were said, wherever."""

    @property
    def share(self) -> float:
        """Return how much of the patterns was said plainly, 0..1."""
        return min(1.0, sum(not hit.negated for hit in self.hits) / self.wanted) if self.wanted else 0.0

    @property
    def whole(self) -> bool:
        """Return whether all that is wanted was said plainly."""
        return self.share >= 1.0

    @property
    def is_reversed(self) -> bool:
        """Return whether all that is wanted was said, but partly negated."""
        return not self.whole and 0 < self.wanted <= len(self.hits)


class Ears:
    """Listens for patterns in one answer; each alias is listened for once."""

    def __init__(self, spoken: Spoken, asked: Collection[str] = ()) -> None:
        self.spoken, self.asked = spoken, asked
        self._signs = "\n".join(sentence.signs for sentence in spoken.sentences)
        self._beginnings = {
            sentence.signs[at : at + length] for sentence in spoken.sentences for at in sentence.starts for length in (1, 2)
        }
        self._clauses = list(accumulate((len(sentence.clauses) for sentence in spoken.sentences), initial=0))
        self._hits: dict[tuple[str, bool], tuple[Hit, ...]] = {}

    def match(self, patterns: Patterns, *, myth: bool = False) -> Match:
        """Return the best match in any language.

        Words of the question itself count for a `myth` alone. No alias of a myth reaches with its gap over a contrast
        (who says "squared error for regression, but cross-entropy for classification" does not say "squared … classification"), and a myth
        that is told as other people's counts as negated.
        """
        mixed = _mixed(patterns)
        ways = [(groups, patterns.need) for groups in ((mixed,) if mixed else (patterns.en, patterns.zh))]
        if patterns.alone:
            ways.append(((patterns.alone.en + patterns.alone.zh,), 0))
        excused = self._excused(patterns.unless, myth)
        matches = [self._match(groups, need, myth, excused) for groups, need in ways]
        best = max(matches, key=_heard)
        return best._replace(aliases=sum(match.aliases for match in matches))

    def _excused(self, unless: Phrases | None, myth: bool) -> frozenset[int]:
        """Return the sentences that say the case in which patterns are not meant, or tell a myth as other people's."""
        aliases = (unless.en + unless.zh if unless else ()) + (_REPORTED if myth else ())
        return frozenset(hit.sentence for alias in aliases for hit in self._hear(alias, across=True))

    def _match(self, groups: Groups, need: int, myth: bool, excused: frozenset[int]) -> Match:
        said = [
            {alias: hits for alias in group if (hits := self._hear(alias, across=not myth)) and (myth or not self._is_asked(alias))}
            for group in groups
        ]
        heard = [
            [hit._replace(negated=hit.negated or hit.sentence in excused) for hits in group.values() for hit in hits] for group in said
        ]
        match = Match(min(need or len(groups), len(groups)))
        for turn in sorted({hit.sentence for hits in heard for hit in hits}):
            near = [[hit for hit in hits if 0 <= hit.sentence - turn < _WINDOW] for hits in heard]
            chosen = tuple(min(hits, key=lambda hit: (hit.negated, hit.sentence)) for hits in near if hits)
            match = max(match, match._replace(hits=chosen), key=_heard)
        return match._replace(aliases=sum(map(len, said)))

    def _is_asked(self, alias: str) -> bool:
        return "".join(parts_of(alias)) in self.asked

    def _hear(self, alias: str, *, across: bool) -> tuple[Hit, ...]:
        if (key := (alias, across)) not in self._hits:
            parts = parts_of(alias)
            possible = bool(parts) and parts[0][:2] in self._beginnings and all(part in self._signs for part in parts)
            self._hits[key] = tuple(self._places(parts, across)) if possible else ()  # nearly always not, and that is quickly known
        return self._hits[key]

    def _places(self, parts: tuple[str, ...], across: bool) -> list[Hit]:
        hits = (
            _hit(parts, turn, self._clauses[turn], sentence, place, across)
            for turn, sentence in enumerate(self.spoken.sentences)
            for place in sentence.places(parts[0])
        )
        return [hit for hit in hits if hit]


def _heard(match: Match) -> tuple[bool, bool, float, int]:
    """Return how well a match is heard: whole, or whole but negated, before a part."""
    return match.whole, match.is_reversed, match.share, len(match.hits)


def _mixed(patterns: Patterns) -> Groups:
    """Return the groups with the aliases of both languages, for people who mix them; none where the languages are grouped differently."""
    return tuple(map(operator.add, patterns.en, patterns.zh)) if len(patterns.en) == len(patterns.zh) else ()


@cache
def parts_of(alias: str) -> tuple[str, ...]:
    """Return the parts of an alias between its gaps `…`, as sentences are read."""
    return tuple(part for part in map(squeezed, alias.split("…")) if part)


def _hit(parts: tuple[str, ...], turn: int, clauses: int, sentence: Sentence, place: int, across: bool) -> Hit | None:
    """Return the alias whose first part stands at a place, if its other parts follow near enough; a negator before it or in a gap negates it."""
    negated, end = sentence.is_negated(place), place + len(parts[0])
    for part in parts[1:]:
        widest = _WIDEST_GAP[part > "\u2fff"]
        after = next((at for at in sentence.places(part) if 0 <= at - end <= widest), -1)
        if after < 0 or (not across and sentence.is_contrasted(place, after)):
            return None
        negated ^= sentence.is_negated(after, since=end)
        end = after + len(part)
    return Hit(turn, clauses + sentence.clause_at(place), clauses + sentence.clause_at(end - 1), negated)
