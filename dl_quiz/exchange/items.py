"""What is exported: each question as it is posed, with its key, and what a format has no place for."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import Posed, pose
from dl_quiz.asking.present import Presented, present
from dl_quiz.asking.reveal import Revealed, reveal
from dl_quiz.course.course import Course
from dl_quiz.course.draws import draws
from dl_quiz.nouns import Key, Language, Text, Topic


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it is exported: one of the draws of a template, told by `turn` (from 1, of `turns`)."""

    posed: Posed
    key: Key
    presented: Presented
    revealed: Revealed
    turn: int
    turns: int

    @property
    def topic(self) -> Topic:
        """Return the topic of the question."""
        return self.posed.reading.topic

    @property
    def name(self) -> str:
        """Return its name for ever: the question's id, and which of its draws it is."""
        return f"{self.posed.id}@{self.turn}" if self.turns > 1 else self.posed.id


@dataclass(frozen=True, slots=True)
class Lost:
    """What a format has no place for: of which question, and what."""

    name: str
    what: Text


@dataclass(frozen=True, slots=True)
class Export:
    """A course in another format, and what of it found no place there."""

    text: str
    lost: tuple[Lost, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is exported: of which topics, in which language, how many draws of a template, by which seed."""

    topics: Sequence[str]
    language: Language
    draws: int = 1
    seed: int = 0


def items_of(course: Course, wish: Wish) -> Iterator[Item]:
    """Yield the questions that are wished for, in the course's order, each of a template's draws as one.

    Raises TrustError where a key takes code of a course that is not trusted; CourseError when one cannot be read or computed.
    """
    for topic in wish.topics:
        for question in course.read(topic).topic.questions:
            posed = pose(course.read(topic), question, wish.seed)
            chosen = _drawn(posed, wish)
            for turn, one in enumerate(chosen, 1):
                key = key_of(course, one)
                yield Item(one, key, present(one), reveal(one, key), turn, len(chosen))


def _drawn(posed: Posed, wish: Wish) -> list[Posed]:
    """Return a question with each of the values that are drawn for it: by the same seed the same ones."""
    if not posed.question.draw or wish.draws == 1:
        return [posed]
    every = list(draws(posed.question))
    luck = random.Random(f"{wish.seed}:{posed.id}")
    return [posed.redrawn(drawn) for drawn in luck.sample(every, min(wish.draws, len(every)))]


def undrawn(items: Iterable[Item], wish: Wish) -> Iterator[Lost]:
    """Yield each template of which some draws are left out."""
    for item in items:
        every = sum(1 for _ in draws(item.posed.question)) if item.turn == item.turns and item.posed.question.draw else 0
        if every > item.turns:
            yield Lost(
                item.posed.id, Text(en="not all of its draws were taken (--draws takes more)", zh="没有导出全部抽取（--draws 可增加）")
            )


def lost_exercises(course: Course, wish: Wish) -> Iterator[Lost]:
    """Yield the exercises, which are programs to be written."""
    for topic in wish.topics:
        for exercise in course.read(topic).topic.exercises:
            yield Lost(f"{topic}/{exercise.id}", Text(en="an exercise has no place there", zh="编程题在那里没有位置"))


def listed(lost: Iterable[Lost], language: Language) -> list[str]:
    """Return what found no place, a line for each kind of it, with all that it concerns."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in lost:
        names[one.what.of(language)].append(one.name)
    return [f"{what} ({len(which)}): {', '.join(dict.fromkeys(which))}" for what, which in names.items()]
