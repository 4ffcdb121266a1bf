"""The documents of a test, as frozen values: the sheet, and the report of what was made of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from dl_quiz.nouns import Band, Document, Kind, Language, Noun, Response, Value

SHEET = "dl-quiz.sheet/1"
REPORT = "dl-quiz.report/1"

LARGEST_SHEET = 5_000_000
"""The most bytes that a sheet may have."""

Status = Literal["graded", "unanswered", "unparsable"]


class Edition(Document, frozen=True, kw_only=True):
    """Which course a sheet was made from: a hash of each topic that it uses, and one of all demos."""

    title: str
    demos: str
    topics: dict[str, str]


class Item(Noun, frozen=True, kw_only=True):
    """One question of a sheet: what is asked, and the place for the answer."""

    question: str
    drawn: dict[str, Value] = {}
    kind: Kind | None = None
    level: int | None = None
    ask: str = ""
    options: tuple[str, ...] = ()
    how: str = ""
    answer: Response | None = None
    seconds: float | None = None


class Sheet(Noun, frozen=True, kw_only=True):
    """A question sheet, empty or filled in; it holds no keys."""

    schema: str
    course: Edition
    seed: int
    language: Language
    items: tuple[Item, ...]
    name: str = ""


class PointReport(Document, frozen=True, kw_only=True):
    """What was heard of a key point, and the words of the answer that carry it (none where it was missed)."""

    id: str
    band: Band
    words: str


class QuestionReport(Document, frozen=True, kw_only=True):
    """What became of one question; `key` is there only when it was asked for, `points` only of an answer in free words."""

    question: str
    level: int
    kind: Kind
    drawn: dict[str, Value]
    status: Status
    response: str
    score: float
    rule: str
    remarks: tuple[str, ...]
    points: tuple[PointReport, ...] | msgspec.UnsetType = msgspec.UNSET
    key: str | msgspec.UnsetType = msgspec.UNSET
    seconds: float | msgspec.UnsetType = msgspec.UNSET


class TopicReport(Document, frozen=True, kw_only=True):
    """The points of one topic."""

    topic: str
    points: float
    questions: int


class Report(Document, frozen=True, kw_only=True):
    """A graded sheet: `score` is the share of points over all questions asked, answered or not.

    `changed` names what the course has changed since the sheet was written: topics, `demos`, and questions that were left out for it.
    """

    schema: str
    name: str
    course: str
    fingerprint: str
    seed: int
    language: Language
    pass_mark: float
    passed: bool
    score: float
    points: float
    asked: int
    unanswered: tuple[str, ...]
    unparsable: tuple[str, ...]
    changed: tuple[str, ...]
    topics: tuple[TopicReport, ...]
    questions: tuple[QuestionReport, ...]
