"""What is wrong with a course's file, each problem at its line, and what would be good to have."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from dl_quiz.course.grammar import USUAL, Demands
from dl_quiz.errors import Problem
from dl_quiz.nouns import LANGUAGES

Place = tuple[str | int, ...]
"""Where a value stands in its file: keys and indexes, from the top."""

_LONGEST_SHOWN = 40
MISSING: Any = object()
"""What stands for a value that could not be read."""


class Advice(NamedTuple):
    """A key that would be good to have, and the line of what lacks it."""

    key: str
    line: int


class Complaints:
    """The problems of one file, and its advice; `lines` says where everything stands."""

    def __init__(self, path: Path, demands: Demands = USUAL) -> None:
        self.path = path
        self.demands = demands
        self.problems: list[Problem] = []
        self.advice: list[Advice] = []
        self.lines: dict[Place, int] = {}

    def complain(self, place: Place, en: str, zh: str) -> None:
        """Note a problem at `place`, or at the nearest line above it that is known."""
        self.problems.append(Problem(self.path, self._line(place), en, zh))

    def advise(self, place: Place, key: str, en: str, zh: str) -> None:
        """Note that a key would be good to have at `place`; a strict course must have it, which the sentences say."""
        if self.demands.strict:
            self.complain(place, en, zh)
        else:
            self.advice.append(Advice(key, self._line(place)))

    def _line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest above it; what is written in one language has no places for each."""
        if self.demands.spoken:
            place = tuple(key for key in place if key not in LANGUAGES)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def refuse(self, place: Place, en: str, zh: str) -> Any:
        """Note that what stands at `place` cannot be read; return the sentinel for it."""
        name = ".".join(str(part) for part in place)
        self.complain(place, f"`{name or 'the file'}` {en}", f"`{name or '文件'}` {zh}")
        return MISSING


class At(NamedTuple):
    """A place in a topic's file, where a complaint can be laid."""

    complaints: Complaints
    place: Place

    def below(self, *keys: str | int) -> At:
        """Return a place below this one."""
        return At(self.complaints, (*self.place, *keys))

    def complain(self, en: str, zh: str) -> None:
        """Note a problem here."""
        self.complaints.complain(self.place, en, zh)

    def advise(self, key: str, en: str, zh: str) -> None:
        """Note that a key would be good to have here, with what a strict course is told."""
        self.complaints.advise(self.place, key, en, zh)


def lacks(key: str) -> tuple[str, str]:
    """Return the sentence on a key that is missing."""
    return f"lacks `{key}`; add it", f"缺少 `{key}`；请补上"


def clipped(text: str) -> str:
    """Return a text as it is quoted in a sentence."""
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
