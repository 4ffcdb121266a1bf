"""Grading sheets: a filled-in sheet gives a report, purely."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import Posed, pose
from dl_quiz.asking.reveal import key_text
from dl_quiz.course.course import Course, open_course
from dl_quiz.course.draws import draws
from dl_quiz.errors import QuizError, TrustError, UsageError, own_fault
from dl_quiz.grading.grade import grade
from dl_quiz.nouns import Key, Language, Response, Text, Unparsable, Value, Verdict
from dl_quiz.sheets.documents import REPORT, Item, PointReport, QuestionReport, Report, Sheet, TopicReport
from dl_quiz.sheets.read import read_sheet
from dl_quiz.sheets.write import edition
from dl_quiz.text.commands import command
from dl_quiz.text.names import meant


@dataclass(frozen=True, slots=True)
class Terms:
    """How sheets are graded; picklable, so that a grader can be sent to another process or machine."""

    course_root: Path | None = None
    trusted: bool = False
    pass_mark: float = 0.0
    reveal: bool = False
    times: bool = False
    other_edition: bool = False


@dataclass(frozen=True, eq=False)
class _Asked:
    """A question as a class was asked it: its key is computed once for all who answered."""

    course: Course
    posed: Posed

    @functools.cached_property
    def key(self) -> Key:
        """Return the key. Raises TrustError or CourseError as `key_of` does."""
        return key_of(self.course, self.posed)


def grade_text(text: str, where: str, terms: Terms) -> Report:
    """Grade a filled-in sheet as text: a pure function of its arguments and of the course's files, and picklable.

    Raises UsageError when the sheet is wrong, CourseError when the course is.
    """
    return grade_sheet(_open(terms.course_root, terms.trusted), read_sheet(text, where), where, terms)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a sheet cannot be graded, and the exit code that this deserves."""

    why: Text
    code: int


def grade_or_refuse(text: str, where: str, terms: Terms) -> Report | Refused:
    """Grade a filled-in sheet as `grade_text` does, or say why not, so that those beside it are graded.

    Raises TrustError alone, for it concerns them all.
    """
    try:
        return grade_text(text, where, terms)
    except TrustError:
        raise
    except QuizError as error:
        return Refused(error.text, error.exit_code)
    except Exception as error:  # a fault of ours with one sheet is no reason to leave the others ungraded
        return Refused(own_fault(f"{where}: ", error), 70)


@functools.lru_cache(maxsize=8)
def _open(root: Path | None, trusted: bool) -> Course:
    return open_course(root, trusted=trusted)


def grade_sheet(course: Course, sheet: Sheet, where: str, terms: Terms) -> Report:
    """Grade a filled-in sheet; keys are computed anew from ids and drawn values.

    Raises UsageError when an item is wrong, or when the sheet is of another course and `other_edition` is off.
    """
    changed = _changes(course, sheet)
    if changed and not terms.other_edition:
        listed = ", ".join(changed)
        raise UsageError(
            f"{where}: the sheet is of another edition of the course (changed: {listed}); add --other-edition to grade what still can be graded",
            f"{where}：题目单来自课程的另一个版本（有变化：{listed}）；如要批改仍能批改的题，请加 --other-edition",
        )
    _refuse_doubles(sheet, where)
    asked = [_repose(course, sheet, item, f"{where}: item {index}", terms) for index, item in enumerate(sheet.items, 1)]
    both = list(zip(asked, sheet.items, strict=True))
    questions = tuple(_question_report(one, item, sheet.language, terms) for one, item in both if one is not None)
    dropped = tuple(item.question for one, item in both if one is None)
    return _summary(course, sheet, questions, terms, (*changed, *dropped))


def _changes(course: Course, sheet: Sheet) -> tuple[str, ...]:
    now = edition(course, [topic for topic in sheet.course.topics if topic in course.topics])
    changed = [topic for topic, old in sheet.course.topics.items() if now.topics.get(topic) != old]
    return (*sorted(changed), *(["demos"] if now.demos != sheet.course.demos else []))


def _refuse_doubles(sheet: Sheet, where: str) -> None:
    seen: set[str] = set()
    for index, item in enumerate(sheet.items, 1):
        if item.question in seen:
            raise UsageError(
                f"{where}: item {index}: {item.question} stands in the sheet twice; keep one",
                f"{where}：第 {index} 项：{item.question} 出现了两次；请只保留一个",
            )
        seen.add(item.question)


def _repose(course: Course, sheet: Sheet, item: Item, where: str, terms: Terms) -> _Asked | None:
    """Return an item's question as it was asked; with `other_edition`, None where it cannot be asked so any more."""
    topic, _, slug = item.question.partition("/")
    asked = _asked(course, topic, slug, sheet.seed, frozenset((name, _frozen(value)) for name, value in item.drawn.items()))
    if asked is None and not terms.other_edition:
        raise _refusal(course, item, where)
    return asked


@functools.lru_cache(maxsize=4096)
def _asked(course: Course, topic: str, slug: str, seed: int, drawn: frozenset[tuple[str, Value]]) -> _Asked | None:
    """Return a question as it was asked with a seed and drawn values, None where there is none, or it cannot have drawn them."""
    reading = course.read(topic) if topic in course.topics else None
    question = reading.question(slug) if reading is not None else None
    if reading is None or question is None:
        return None
    posed = pose(reading, question, seed)
    own = next((each for each in (posed.drawn, *draws(question)) if set(each.items()) == drawn), None)
    return None if own is None else _Asked(course, posed.redrawn(own))


def _refusal(course: Course, item: Item, where: str) -> UsageError:
    known = [f"{outline.id}/{each.id}" for outline in course.outlines for each in outline.questions]
    if item.question not in known:
        hint = meant(item.question, known, Text(en=f"see: {command('topics')}", zh=f"请看：{command('topics')}"))
        return UsageError(f"{where}: there is no question {item.question}; {hint.en}", f"{where}：没有题目 {item.question}；{hint.zh}")
    values = ", ".join(f"{name}={value}" for name, value in item.drawn.items()) or "nothing"
    return UsageError(
        f"{where}: {item.question} cannot have drawn {values}; leave `drawn` as the sheet had it",
        f"{where}：{item.question} 不可能抽到 {values}；请保持 `drawn` 原样",
    )


def _frozen(value: Any) -> Value:
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value


def _question_report(asked: _Asked, item: Item, language: Language, terms: Terms) -> QuestionReport:
    """Grade one answer; an empty one is unanswered, one that cannot be read unparsable."""
    answer = None if isinstance(item.answer, str) and not item.answer.strip() else item.answer
    posed, key = asked.posed, asked.key if terms.reveal or answer is not None else None
    return QuestionReport(
        question=posed.id,
        level=posed.question.level,
        kind=posed.question.kind,
        drawn=posed.drawn,
        key=key_text(key).of(language) if key is not None and terms.reveal else msgspec.UNSET,
        seconds=item.seconds if item.seconds is not None and terms.times else msgspec.UNSET,
        **_outcome(None if key is None or answer is None else grade(key, answer), answer, language),
    )


def _outcome(graded: Verdict | Unparsable | None, answer: Response | None, language: Language) -> dict[str, Any]:
    """Return the fields of a report that tell what became of an answer."""
    match graded:
        case None:
            return {"status": "unanswered", "response": "", "score": 0.0, "rule": "", "remarks": ()}
        case Unparsable(why=why):
            return {"status": "unparsable", "response": str(answer), "score": 0.0, "rule": "", "remarks": (why.of(language),)}
    remarks = tuple(remark.of(language) for remark in graded.remarks)
    points = tuple(PointReport(id=one.point, band=one.band, words=one.words) for one in graded.heard) or msgspec.UNSET
    outcome = {"status": "graded", "response": graded.read_as, "score": round(graded.score, 6), "rule": graded.rule}
    return outcome | {"remarks": remarks, "points": points}


def _summary(course: Course, sheet: Sheet, questions: tuple[QuestionReport, ...], terms: Terms, changed: tuple[str, ...]) -> Report:
    """Return the report over graded questions."""
    points = round(sum(question.score for question in questions), 6)
    score = round(points / len(questions), 6) if questions else 0.0
    return Report(
        schema=REPORT,
        name=sheet.name,
        course=course.manifest.title.of(sheet.language),
        fingerprint=course.fingerprint,
        seed=sheet.seed,
        language=sheet.language,
        pass_mark=terms.pass_mark,
        passed=score >= terms.pass_mark,
        score=score,
        points=points,
        asked=len(questions),
        unanswered=tuple(q.question for q in questions if q.status == "unanswered"),
        unparsable=tuple(q.question for q in questions if q.status == "unparsable"),
        changed=changed,
        topics=_by_topic(questions),
        questions=questions,
    )


def _by_topic(questions: tuple[QuestionReport, ...]) -> tuple[TopicReport, ...]:
    scores: dict[str, list[float]] = {}
    for question in questions:
        scores.setdefault(question.question.partition("/")[0], []).append(question.score)
    return tuple(TopicReport(topic=topic, points=round(sum(each), 6), questions=len(each)) for topic, each in scores.items())
