"""The documents of a test, as frozen values: the sheet, the report of what was made of it, and the results of a class."""

from __future__ import annotations

from typing import Literal

import msgspec

from dl_quiz.nouns import Band, Document, Kind, Language, Noun, Response, Typed, Value

SHEET = "dl-quiz.sheet/1"
REPORT = "dl-quiz.report/1"
RESULTS = "dl-quiz.results/1"

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
    """A question sheet, empty or filled in; it holds no keys.

    `minutes` is the time allowed; `begun` and `ended` are when the first question was put and the last answer was given (ISO 8601, with a zone).
    """

    schema: str
    title: str = ""
    name: Typed = Typed("")
    minutes: int | None = None
    begun: str = ""
    ended: str = ""
    language: Language
    seed: int
    course: Edition
    items: tuple[Item, ...]


class PointReport(Document, frozen=True, kw_only=True):
    """What was heard of a key point, and the words of the answer that carry it (none where it was missed)."""

    id: str
    band: Band
    words: str


class Mistake(Document, frozen=True, kw_only=True):
    """A mistake that the course knows: a wrong option picked, a right one left out, a slip, a point not said.

    `id` is the same for all who make it, whatever was drawn and however the options were shuffled: `option 2` is the second in the course's file.
    """

    id: str
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
    mistakes: tuple[Mistake, ...]
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

    `seconds` is the time from the first question to the last answer, `late` how much of it is over the time allowed (null: not told).
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
    seconds: float | None
    late: float | None
    unanswered: tuple[str, ...]
    unparsable: tuple[str, ...]
    changed: tuple[str, ...]
    topics: tuple[TopicReport, ...]
    questions: tuple[QuestionReport, ...]


class SheetResult(Document, frozen=True, kw_only=True):
    """One sheet of a class: whose it is and what it earned, or why it was refused (empty: it was graded)."""

    file: str
    name: str
    score: float | None = None
    points: float | None = None
    asked: int | None = None
    unanswered: int | None = None
    unparsable: int | None = None
    passed: bool = False
    seconds: float | None = None
    late: float | None = None
    refused: str = ""


class MistakeCount(Document, frozen=True, kw_only=True):
    """A mistake, and how many made it."""

    words: str
    count: int


class QuestionResult(Document, frozen=True, kw_only=True):
    """One question over a class: `right` is the share of sheets that earned all of it, `mean` the mean score.

    `discrimination` is the correlation of its score with the mean score of the sheet's other questions (null: too few sheets, or no spread).
    `mistake` is the one that most made.
    """

    question: str
    level: int
    kind: Kind
    asked: int
    unanswered: int
    right: float
    mean: float
    discrimination: float | None
    mistake: MistakeCount | None


class Results(Document, frozen=True, kw_only=True):
    """The results of a class: each sheet in its order, each question, the hardest first, and which of the variants handed out are missing."""

    schema: str
    pass_mark: float
    sheets: tuple[SheetResult, ...]
    missing: tuple[str, ...]
    questions: tuple[QuestionResult, ...]
