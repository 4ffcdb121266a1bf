"""The documents that scripts exchange with the program: sheets, reports and walkthroughs, as frozen values."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from dl_quiz.nouns import Kind, Language, Noun, Value

SHEET = "dl-quiz.sheet/1"
REPORT = "dl-quiz.report/1"
WALK = "dl-quiz.walk/1"
CHECK = "dl-quiz.check/1"

Answer = str | int | float | tuple[str | int | float, ...] | None
Status = Literal["graded", "unanswered", "unparsable"]


class Paper(Noun, frozen=True, omit_defaults=False):
    """The manner of documents: every field is written, so that a reader can rely on it."""


class Edition(Paper, frozen=True, kw_only=True):
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
    answer: Answer = None
    seconds: float | None = None


class Sheet(Noun, frozen=True, kw_only=True):
    """A question sheet, empty or filled in; it holds no keys."""

    schema: str
    course: Edition
    seed: int
    language: Language
    items: tuple[Item, ...]
    name: str = ""


class QuestionReport(Paper, frozen=True, kw_only=True):
    """What became of one question; `key` is there only when it was asked for."""

    question: str
    level: int
    kind: Kind
    drawn: dict[str, Value]
    status: Status
    response: str
    score: float
    rule: str
    remarks: tuple[str, ...]
    key: str | msgspec.UnsetType = msgspec.UNSET
    seconds: float | msgspec.UnsetType = msgspec.UNSET


class TopicReport(Paper, frozen=True, kw_only=True):
    """The points of one topic."""

    topic: str
    points: float
    questions: int


class Report(Paper, frozen=True, kw_only=True):
    """A graded sheet: `score` is the share of points over all questions asked, answered or not."""

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


class WalkStep(Paper, frozen=True, kw_only=True):
    """One step of a scene; `fields` are those of the step's word, arrays as nested lists, NaN and infinities as strings."""

    word: Literal["say", "show", "plot", "ask", "check"]
    fields: dict[str, Any]


class WalkScene(Paper, frozen=True, kw_only=True):
    """One scene as it was played."""

    scene: str
    title: str
    arguments: dict[str, Value]
    steps: tuple[WalkStep, ...]


class Walk(Paper, frozen=True, kw_only=True):
    """A walkthrough: every step with its arrays, every check with its figures."""

    schema: str
    demo: str
    title: str
    seed: int
    held: bool
    scenes: tuple[WalkScene, ...]


class FoundProblem(Paper, frozen=True, kw_only=True):
    """A problem of a course's content."""

    file: str
    line: int
    problem: str


class Proved(Paper, frozen=True, kw_only=True):
    """An answer that was proved or not, and how long that took."""

    id: str
    holds: bool
    seconds: float | msgspec.UnsetType = msgspec.UNSET


class Inspection(Paper, frozen=True, kw_only=True):
    """What `check` found: the counts, the problems, and with --run every proof."""

    schema: str
    course: str
    topics: int
    demos: int
    questions: int
    templates: int
    points: int
    proved: int
    cited: int
    kinds: dict[str, int]
    levels: dict[str, int]
    problems: tuple[FoundProblem, ...]
    proofs: tuple[Proved, ...]


SCHEMAS: dict[str, Any] = {"sheet": Sheet, "report": Report, "walk": Walk, "check": Inspection}
