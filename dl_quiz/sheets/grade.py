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
from dl_quiz.course.course import Course
from dl_quiz.course.draws import draws
from dl_quiz.course.joined import open_courses
from dl_quiz.errors import QuizError, TrustError, UsageError, own_fault
from dl_quiz.grading.grade import grade
from dl_quiz.nouns import Key, Language, Response, Text, Unparsable, Value
from dl_quiz.sheets.against import as_issued, issued
from dl_quiz.sheets.documents import REPORT, Item, PointReport, QuestionReport, Report, Sheet, TopicReport
from dl_quiz.sheets.mistakes import mistakes_of
from dl_quiz.sheets.read import read_sheet
from dl_quiz.sheets.times import seconds_late, seconds_taken
from dl_quiz.sheets.write import edition
from dl_quiz.text.commands import command
from dl_quiz.text.names import meant


@dataclass(frozen=True, slots=True)
class Terms:
    """How sheets are graded; picklable, so that a grader can be sent to another process or machine.

    `against` is the sheet that was handed out, or the folder of its variants: of what comes back only name, answers and times are taken.
    """

    roots: tuple[Path, ...] = ()
    trusted: bool = False
    pass_mark: float = 0.0
    reveal: bool = False
    times: bool = False
    other_edition: bool = False
    against: Path | None = None


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
    sheet = read_sheet(text, where)
    if terms.against is not None:
        sheet = as_issued(sheet, issued(terms.against), where)
    return grade_sheet(_open(terms.roots, terms.trusted), sheet, where, terms)


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
def _open(roots: tuple[Path, ...], trusted: bool) -> Course:
    return open_courses(roots, trusted=trusted)


def grade_sheet(course: Course, sheet: Sheet, where: str, terms: Terms) -> Report:
    """Grade a filled-in sheet; keys are computed anew from ids and drawn values.

    Raises UsageError when an item is wrong, when the sheet is of another course and `other_edition` is off, or when keys are to be revealed
    of a sheet that nobody has answered.
    """
    _require_answers(sheet, where, terms)
    changed = _changes(course, sheet)
    if changed and not terms.other_edition:
        listed = ", ".join(changed)
        raise UsageError(
            f"{where}: the sheet is of another edition of the course (changed: {listed}); add --other-edition to grade what still can be graded",
            f"{where}：题目单来自课程的另一个版本（有变化：{listed}）；如要批改仍能批改的题，请加 --other-edition",
        )
    asked = [_repose(course, sheet, item, f"{where}: item {index}", terms) for index, item in enumerate(sheet.items, 1)]
    both = list(zip(asked, sheet.items, strict=True))
    questions = tuple(_question_report(one, item, sheet.language, terms) for one, item in both if one is not None)
    dropped = tuple(item.question for one, item in both if one is None)
    return _summary(course, sheet, questions, terms, (*changed, *dropped))


def _require_answers(sheet: Sheet, where: str, terms: Terms) -> None:
    if terms.reveal and terms.against is None and all(_answer(item) is None for item in sheet.items):
        raise UsageError(
            f"{where}: nothing is answered, so no key is revealed; answer it, or name the sheet that was handed out with --against",
            f"{where}：没有作答，不显示标准答案；请先作答，或用 --against 指定发出的题目单",
        )


def _answer(item: Item) -> Response | None:
    """Return an item's answer, None where there is none."""
    return None if isinstance(item.answer, str) and not item.answer.strip() else item.answer


def _changes(course: Course, sheet: Sheet) -> tuple[str, ...]:
    """Return the topics that are not as the sheet says, or of which it says nothing, and `demos` where these are others."""
    named = {item.question.partition("/")[0] for item in sheet.items if item.question.partition("/")[0] in course.topics}
    old = dict.fromkeys(named, "") | sheet.course.topics
    now = edition(course, [topic for topic in old if topic in course.topics], sheet.language)
    changed = [topic for topic in old if now.topics.get(topic) != old[topic]]
    return (*sorted(changed), *(["demos"] if now.demos != sheet.course.demos else []))


def _repose(course: Course, sheet: Sheet, item: Item, where: str, terms: Terms) -> _Asked | None:
    """Return an item's question as it was asked; with `other_edition`, None where it cannot be asked so any more."""
    topic, _, slug = item.question.partition("/")
    asked = _asked(course, topic, slug, sheet.seed, frozenset(item.drawn.items()))
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


def _question_report(asked: _Asked, item: Item, language: Language, terms: Terms) -> QuestionReport:
    """Grade one answer; an empty one is unanswered, one that cannot be read unparsable. Of what nobody answered only a teacher gets the key."""
    answer, posed = _answer(item), asked.posed
    revealed = terms.reveal and (answer is not None or terms.against is not None)
    key = asked.key if revealed or answer is not None else None
    return QuestionReport(
        question=posed.id,
        level=posed.question.level,
        kind=posed.question.kind,
        drawn=posed.drawn,
        key=key_text(key).of(language) if key is not None and revealed else msgspec.UNSET,
        seconds=item.seconds if item.seconds is not None and terms.times else msgspec.UNSET,
        **_outcome(posed, key, answer, language),
    )


def _outcome(posed: Posed, key: Key | None, answer: Response | None, language: Language) -> dict[str, Any]:
    """Return the fields of a report that tell what became of an answer."""
    nothing = {"score": 0.0, "rule": "", "remarks": (), "mistakes": ()}
    if key is None or answer is None:
        return nothing | {"status": "unanswered", "response": ""}
    graded = grade(key, answer)
    if isinstance(graded, Unparsable):
        return nothing | {"status": "unparsable", "response": str(answer), "remarks": (graded.why.of(language),)}
    points = tuple(PointReport(id=one.point, band=one.band, words=one.words) for one in graded.heard) or msgspec.UNSET
    outcome = {"status": "graded", "response": graded.read_as, "score": round(graded.score, 6), "rule": graded.rule, "points": points}
    remarks = tuple(remark.of(language) for remark in graded.remarks)
    return outcome | {"remarks": remarks, "mistakes": mistakes_of(posed, key, graded, language)}


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
        seconds=seconds_taken(sheet),
        late=seconds_late(sheet),
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
