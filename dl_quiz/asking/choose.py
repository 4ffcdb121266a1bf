"""Which questions are asked: by the seed alone, or by what is remembered, or by what a date needs most."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from types import MappingProxyType

from dl_quiz.asking.pose import Posed
from dl_quiz.asking.session import Selection, pose_question
from dl_quiz.course.course import Course
from dl_quiz.errors import UsageError
from dl_quiz.memory.forecast import Practice
from dl_quiz.memory.forgetting import KEPT
from dl_quiz.memory.open_questions import OpenQuestion
from dl_quiz.memory.practice import Candidate, Learner, practice
from dl_quiz.nouns import point_id

_NOBODY = Learner({}, datetime(1970, 1, 1, tzinfo=UTC))
_DUE, _MISSED, _NEW, _SURE = range(4)


@dataclass(frozen=True, slots=True)
class Past:
    """What a choice goes by: what is believed of the learner, and under a plan the days until its date."""

    learner: Learner
    days: int | None = None

    def wants(self, question: str) -> bool:
        """Return whether a question is to be reviewed: it is due, or, under a plan, would be forgotten by the date, and was not asked today."""
        known, now = self.learner.memory.get(question), self.learner.now
        if known is None:
            return False
        if self.days is None:
            return known.is_due(now)
        return self.learner.rested(question) and self.learner.chance(question, self.days) < KEPT

    def band(self, question: str) -> int:
        """Return what sorts questions where there is no plan: what is due, what was missed and is not due, what is new, what is sure."""
        known = self.learner.memory.get(question)
        if known is None:
            return _NEW
        return _DUE if known.is_due(self.learner.now) else _MISSED if known.score < 1 else _SURE


def choose_questions(course: Course, selection: Selection, past: Past | None = None) -> tuple[Posed, ...]:
    """Return the questions of a selection as they are posed: without a past, the seed alone decides. Raises UsageError when nothing fits."""
    fitting = _wanted(candidates(course, selection), selection, past)
    random.Random(selection.seed).shuffle(fitting)
    seconds = float("inf") if selection.seconds is None else selection.seconds
    if past is None:
        chosen = _within(_dealt(fitting), seconds, _NOBODY)
    elif past.days is None:
        chosen = _within(_by_bands(fitting, past), seconds, past.learner)
    else:
        worth = practice(fitting, past.learner, past.days, seconds)[: selection.count]
        chosen = (one.candidate for one in sorted(worth, key=lambda one: one.new))
    return tuple(pose_question(course, one.id, selection.seed) for one in islice(chosen, selection.count))


def candidates(course: Course, selection: Selection) -> list[Candidate]:
    """Return the questions of the topics, levels and kinds of a selection, in the course's order. Raises UsageError when there are none."""
    fitting = [
        Candidate(f"{outline.id}/{question.id}", question.level)
        for outline in course.outlines
        if not selection.topics or outline.id in selection.topics
        for question in outline.questions
        if (not selection.levels or question.level in selection.levels)
        and (not selection.kinds or question.kind in selection.kinds)
        and (not selection.questions or f"{outline.id}/{question.id}" in selection.questions)
    ]
    if not fitting:
        raise UsageError("no question fits; loosen --level, --kind or the topics", "没有符合条件的题目；请放宽 --level、--kind 或主题")
    return fitting


def open_questions(course: Course) -> list[OpenQuestion]:
    """Return the open questions of a course, in its order: those of the topics that have key points."""
    return [OpenQuestion(one.id, tuple(point_id(one.id, point) for point in one.points)) for one in course.outlines if one.points]


def practice_in(course: Course, minutes: int) -> Practice:
    """Return all that a course has to practise, so many minutes a day."""
    return Practice(candidates(course, Selection()), minutes, open_questions(course))


def _wanted(fitting: list[Candidate], selection: Selection, past: Past | None) -> list[Candidate]:
    """Return those that are new, or last answered wrong, or to be reviewed, where only these are asked for. Raises UsageError when there are none."""
    if past is None or selection.only is None:
        return fitting
    memory = past.learner.memory
    match selection.only:
        case "new":
            fitting = [one for one in fitting if one.id not in memory]
        case "wrong":
            fitting = [one for one in fitting if one.id in memory and memory[one.id].score < 1]
        case "due":
            fitting = [one for one in fitting if past.wants(one.id)]
    if not fitting:
        raise UsageError(*_NONE[selection.only])
    return fitting


_NONE = {
    "new": ("every question that fits was answered before; leave --new out", "符合条件的题都做过了；请去掉 --new"),
    "wrong": ("no question that fits was last answered wrong; leave --wrong out", "符合条件的题最近一次都没有做错；请去掉 --wrong"),
    "due": ("no question that fits is due", "符合条件的题都还没到复习时间"),
}


def _by_bands(fitting: Sequence[Candidate], past: Past) -> Iterator[Candidate]:
    """Yield what is due, the longest due first, then what was missed, then what is new, easy ones and topics little met first, then the rest."""
    memory = past.learner.memory
    bands: list[list[Candidate]] = [[], [], [], []]
    met: dict[str, int] = {}
    for one in fitting:
        bands[past.band(one.id)].append(one)
        met[one.topic] = met.get(one.topic, 0) + (one.id in memory)
    for band in (_DUE, _MISSED, _SURE):
        bands[band].sort(key=lambda one: memory[one.id].due)
    bands[_NEW].sort(key=lambda one: one.level)
    for place, each in enumerate(bands):
        yield from _dealt(each, met if place == _NEW else {})


def _dealt(ordered: Iterable[Candidate], before: Mapping[str, int] = MappingProxyType({})) -> Iterator[Candidate]:
    """Yield questions by rounds, so that no topic gets its second before each has its first; `before` are the turns that it had already."""
    turns = dict(before)
    rounds = []
    for one in ordered:
        turns[one.topic] = turns.get(one.topic, 0) + 1
        rounds.append((turns[one.topic], one))
    yield from (one for _, one in sorted(rounds, key=lambda each: each[0]))


def _within(chosen: Iterable[Candidate], seconds: float, learner: Learner) -> Iterator[Candidate]:
    """Yield questions for as long as their answers are believed to take, at least one."""
    for place, one in enumerate(chosen):
        seconds -= learner.seconds(learner.chance(one.id))
        if seconds < 0 and place:
            return
        yield one
