"""An interview as a value: open questions answered in free words, heard point by point, probed, and taken one step further."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from dl_quiz.asking.turns import Confirming, Following, Listening, Marking, Opening, Probing, Ticking, Turn
from dl_quiz.course.course import Course
from dl_quiz.course.outline import TopicOutline
from dl_quiz.course.reading import Reading
from dl_quiz.errors import UsageError
from dl_quiz.learner.interviews import Record
from dl_quiz.memory.recall import Recall
from dl_quiz.nouns import (
    Card,
    Event,
    FollowUp,
    FollowUpResult,
    Hearing,
    Mark,
    Point,
    PointResult,
    Reply,
    Setting,
    Topic,
    TopicResult,
    point_id,
)
from dl_quiz.text.commands import command

MOST_PROBES = 3
MINUTES = 5.0
"""How long an open question takes, with probes and a follow-up."""
_STRONG, _WEAK = 2 / 3, 1 / 3
_HARDEST = 3


@dataclass(frozen=True, slots=True)
class Round:
    """One open question as far as it has come; `turn` is what is next, None at its end; `level` is that of the follow-up to be asked."""

    reading: Reading
    level: int
    seed: int = 0
    aloud: bool = False
    turn: Turn | None = field(default_factory=Opening)
    points: tuple[PointResult, ...] = ()
    mark: FollowUpResult | None = None
    seconds: float = 0.0
    judge: str = ""

    @property
    def topic(self) -> Topic:
        """Return the topic whose open question it is."""
        return self.reading.topic

    @property
    def settled(self) -> bool:
        """Return whether no point is asked about any more."""
        return self.turn is None or isinstance(self.turn, Following | Marking)

    @property
    def share(self) -> float:
        """Return the share of the points that was earned."""
        return self.result.score / len(self.points) if self.points else 0.0

    @property
    def result(self) -> TopicResult:
        """Return what became of the question so far."""
        return TopicResult(id=self.reading.id, points=self.points, follow_up=self.mark, seconds=round(self.seconds, 1), judge=self.judge)

    def after(self, event: Event) -> Round:
        """Return the round after one event; one that does not belong to its turn changes nothing."""
        match self.turn, event:
            case Listening(points), Hearing():
                return self._heard(points, event)
            case ((Listening() | None), _):
                return self
            case _, Reply(seconds=seconds):
                return replace(self, seconds=self.seconds + seconds)._replied(event)
        return self

    def _replied(self, reply: Reply) -> Round:
        points = self.topic.points
        match self.turn:
            case Opening():
                if reply.skipped:
                    return replace(self, turn=None)
                return replace(self, turn=Ticking(points) if self.aloud else Listening(points, reply.said))
            case Ticking():
                ticked = reply.said.split()
                results = tuple(PointResult(id=point.id, band="heard" if point.id in ticked else "missed") for point in points)
                return replace(self, points=results)._further()
            case Confirming(point):
                return self._with(point, band="heard" if reply.said == "yes" else "missed")._on()
            case Probing(point):
                probed = self._with(point, probed=True)
                return probed._on() if reply.skipped else replace(probed, turn=Listening((point,), reply.said, point.probe))
            case Following(follow_up):
                return self._marked(follow_up, "not") if reply.skipped else replace(self, turn=Marking(follow_up))
            case Marking(follow_up):
                return self._marked(follow_up, _MARKS.get(reply.said, "not"))
        return self

    def _heard(self, points: tuple[Point, ...], hearing: Hearing) -> Round:
        """Return the round after a reply was heard: what it says of a point stands, save that silence takes nothing back."""
        heard = {one.point: one for one in hearing.heard}
        before = {result.id: result for result in self.points}
        results = []
        for point in self.topic.points:
            old, new = before.get(point.id, PointResult(id=point.id, band="missed")), heard.get(point.id)
            silent = new is None or point not in points or new.band == "missed"
            results.append(old if silent or new is None else PointResult(id=point.id, band=new.band, probed=old.probed, words=new.words))
        return replace(self, points=tuple(results), judge=hearing.judge or self.judge)._on()

    def _with(self, point: Point, **changes: Any) -> Round:
        """Return the round with one point's result changed."""
        return replace(self, points=tuple(msgspec.structs.replace(one, **changes) if one.id == point.id else one for one in self.points))

    def _on(self) -> Round:
        """Return the round at its next turn: what is unsure is asked first, then what is missing, the most basic first."""
        by_id = {point.id: point for point in self.topic.points}
        for result in self.points:
            if result.band == "unsure":
                return replace(self, turn=Confirming(by_id[result.id], result.words))
        if sum(result.probed for result in self.points) < MOST_PROBES:
            for result in self.points:
                point = by_id[result.id]
                if result.band in ("missed", "contradicted") and not result.probed and point.probe is not None:
                    return replace(self, turn=Probing(point, result.words if result.band == "contradicted" else ""))
        return self._further()

    def _further(self) -> Round:
        """Return the round at its follow-up, harder after a strong answer and easier after a weak one; at its end where there is none."""
        wanted = _bounded(self.level + (self.share >= _STRONG) - (self.share < _WEAK))
        follow_up = _nearest(self.topic.follow_ups, wanted, f"{self.seed}:{self.reading.id}")
        return replace(self, level=wanted, turn=None if follow_up is None else Following(follow_up))

    def _marked(self, follow_up: FollowUp, mark: Mark) -> Round:
        level = _bounded(self.level - (mark == "not"))
        return replace(self, level=level, turn=None, mark=FollowUpResult(level=follow_up.level, mark=mark))


_MARKS: dict[str, Mark] = {"had": "had", "partly": "partly", "not": "not"}


def _bounded(level: int) -> int:
    return min(max(level, 1), _HARDEST)


def _nearest(follow_ups: tuple[FollowUp, ...], level: int, luck: str) -> FollowUp | None:
    """Return a follow-up of a level, or of the nearest one that there is: the same for the same luck."""
    if not follow_ups:
        return None
    nearest = min(follow_ups, key=lambda one: (abs(one.level - level), one.level)).level
    return random.Random(luck).choice([one for one in follow_ups if one.level == nearest])


@dataclass(frozen=True, slots=True)
class Interview:
    """The questions of an interview in order, of which only the last begun may be unfinished."""

    setting: Setting
    readings: tuple[Reading, ...]
    rounds: tuple[Round, ...]

    @property
    def now(self) -> Round:
        """Return the round that was begun last."""
        return self.rounds[-1]

    @property
    def turn(self) -> Turn | None:
        """Return what is next, None at the end."""
        return self.now.turn

    @property
    def seconds(self) -> float:
        """Return how long the replies took so far."""
        return sum(each.seconds for each in self.rounds)

    @property
    def card(self) -> Card:
        """Return the score card as it stands."""
        results = tuple(each.result for each in self.rounds if each.points or each.turn is None)
        had = [one.follow_up.level - (one.follow_up.mark == "partly") for one in results if one.follow_up and one.follow_up.mark != "not"]
        given = round(self.setting.minutes * 60, 1)
        return Card(id=self.setting.id, at=self.setting.at, topics=results, level=max(had, default=0), given=given)

    def after(self, event: Event) -> Interview:
        """Return the interview after one event."""
        now = self.now.after(event)
        rounds = (*self.rounds[:-1], now)
        if now.turn is None and len(rounds) < len(self.readings):
            rounds += (self._round(self.readings[len(rounds)], now.level),)
        return replace(self, rounds=rounds)

    def _round(self, reading: Reading, level: int) -> Round:
        return Round(reading, level, self.setting.seed, self.setting.aloud)


def begin(course: Course, setting: Setting, events: Iterable[Event] = ()) -> Interview:
    """Return an interview after the events so far: the same for the same events. Raises CourseError when a topic cannot be read."""
    readings = tuple(map(course.read, setting.topics))
    interview = Interview(setting, readings, (Round(readings[0], setting.level, setting.seed, setting.aloud),))
    for event in events:
        interview = interview.after(event)
    return interview


def go_on(course: Course, record: Record) -> Interview:
    """Return an interview as its file tells it. Raises UsageError where its questions are no longer what they were."""
    editions = record.setting.editions
    changed = ", ".join(each for each, hash in editions.items() if each not in course.topics or course.hash_of(each) != hash)
    if changed:
        raise UsageError(
            f"the questions of that interview have changed since ({changed}); begin a new one with {command('interview')}",
            f"那场面试的题目已有变化（{changed}）；请用 {command('interview')} 重新开始",
        )
    return begin(course, record.setting, record.events)


def choose_topics(course: Course, names: tuple[str, ...], count: int | None, seed: int, memory: Mapping[str, Recall]) -> tuple[str, ...]:
    """Return the topics to be asked: those named, else `count` of all, those first of which the least was ever said.

    Raises UsageError where there are no key points to hear.
    """
    topics = [outline for outline in course.outlines if outline.points and (not names or outline.id in names)]
    without = [name for name in names if name not in {outline.id for outline in topics}]
    if without or not topics:
        name, name_zh = (without[0], without[0]) if without else ("this course", "这门课")
        raise UsageError(f"{name} has no key points to hear; add `points`", f"{name_zh}没有可听的要点；请补上 `points`")
    if names:
        return tuple(dict.fromkeys(names))[:count]
    random.Random(seed).shuffle(topics)
    topics.sort(key=lambda outline: _ever_said(outline, memory))
    return tuple(outline.id for outline in topics[:count])


def _ever_said(outline: TopicOutline, memory: Mapping[str, Recall]) -> float:
    points = [point_id(outline.id, point) for point in outline.points]
    return sum(memory[point].score for point in points if point in memory) / len(points)
