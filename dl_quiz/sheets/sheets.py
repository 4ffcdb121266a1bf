"""Sheets: written from a selection, read strictly, graded purely."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dl_quiz.asking.grade import grade, key_as_text, shown_options, shown_steps
from dl_quiz.asking.pose import fill, pose
from dl_quiz.course.course import Course, open_course
from dl_quiz.course.decode import Decoder
from dl_quiz.course.draws import draws
from dl_quiz.course.nodes import read_nodes
from dl_quiz.errors import CourseError, UsageError
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Language, Posed, Question, Response, Unparsable, Value
from dl_quiz.sheets.documents import REPORT, SHEET, Answer, Edition, Item, QuestionReport, Report, Sheet, TopicReport
from dl_quiz.text import words
from dl_quiz.text.names import nearest

LARGEST_SHEET = 5_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """How sheets are graded; picklable, so that a grader can be sent to another process or machine."""

    course_root: Path | None = None
    trusted: bool = False
    pass_mark: float = 0.0
    reveal: bool = False
    times: bool = False
    force: bool = False


def write_sheet(course: Course, posed: Sequence[Posed], seed: int, language: Language) -> Sheet:
    """Return an empty sheet with these questions."""
    items = tuple(_item(course, one, language) for one in posed)
    return Sheet(schema=SHEET, course=edition(course, [one.topic for one in posed]), seed=seed, language=language, items=items)


def _item(course: Course, posed: Posed, language: Language) -> Item:
    choices = [option.say for option in shown_options(course, posed, keyed=False)] or list(shown_steps(posed))
    shown = tuple(f"{label(place)}) {choice.of(language)}" for place, choice in enumerate(choices))
    kind = "choose" if shown and posed.question.predict else posed.question.kind
    return Item(
        question=posed.id,
        drawn=posed.drawn,
        kind=posed.question.kind,
        level=posed.question.level,
        ask=fill(posed.question.ask, posed.drawn).of(language),
        options=shown,
        how=words.HOW_TO[kind].of(language),
    )


def edition(course: Course, topics: Sequence[str]) -> Edition:
    """Return the hashes by which a sheet is recognised as one of this course."""
    return Edition(
        title=course.manifest.title.en, demos=course.code.digest[:12], topics={topic: _hash(course, topic) for topic in sorted(set(topics))}
    )


@functools.lru_cache(maxsize=1024)
def _hash(course: Course, topic: str) -> str:
    return hashlib.sha256(course.path_of(topic).read_bytes()).hexdigest()[:12]


def read_sheet(text: str, where: str) -> Sheet:
    """Read a sheet from JSON or YAML.

    Raises UsageError, with the line where it is known, when it is not a sheet of this version.
    """
    if len(text) > LARGEST_SHEET:
        raise UsageError(
            f"{where}: is larger than {LARGEST_SHEET:,} characters; it is no sheet", f"{where}：超过 {LARGEST_SHEET:,} 个字符，不是题目单"
        )
    sheet = _read_json(text, where) if text.lstrip()[:1] == "{" else _read_yaml(text, where)
    if sheet.schema != SHEET:
        raise UsageError(
            f"{where}: has the schema “{sheet.schema}”, not {SHEET}; write it anew with dl-quiz sheet",
            f"{where}：schema 是“{sheet.schema}”，而不是 {SHEET}；请用 dl-quiz sheet 重新生成",
        )
    return sheet


def _read_json(text: str, where: str) -> Sheet:
    try:
        return msgspec.json.decode(text, type=Sheet)
    except msgspec.DecodeError as error:
        raise UsageError(f"{where}: is no sheet: {error}", f"{where}：不是题目单：{error}") from None
    except RecursionError:
        raise UsageError(f"{where}: is nested too deeply to be a sheet", f"{where}：嵌套过深，不是题目单") from None


def _read_yaml(text: str, where: str) -> Sheet:
    path = Path(where)
    decoder = Decoder(path)
    try:
        sheet: Sheet = decoder.decode(read_nodes(path, text), Sheet)
        if decoder.problems:
            raise CourseError(decoder.problems)
    except CourseError as error:
        raise UsageError(error.text.en, error.text.zh) from None
    return sheet


def grade_text(text: str, where: str, terms: Terms) -> Report:
    """Grade a filled-in sheet as text: a pure function of its arguments and of the course's files, and picklable.

    Raises UsageError when the sheet is wrong, CourseError when the course is.
    """
    return grade_sheet(_open(terms.course_root, terms.trusted), read_sheet(text, where), where, terms)


@functools.lru_cache(maxsize=8)
def _open(root: Path | None, trusted: bool) -> Course:
    return open_course(root, trusted=trusted)


def grade_sheet(course: Course, sheet: Sheet, where: str, terms: Terms) -> Report:
    """Grade a filled-in sheet; keys are computed anew from ids and drawn values.

    Raises UsageError when an item is wrong, or when the sheet is of another course and `force` is off.
    """
    changed = _changes(course, sheet)
    if changed and not terms.force:
        listed = ", ".join(changed)
        raise UsageError(
            f"{where}: the sheet is of another edition of the course (changed: {listed}); add --force to grade what still can be graded",
            f"{where}：题目单来自课程的另一个版本（有变化：{listed}）；如要批改仍能批改的题，请加 --force",
        )
    _refuse_doubles(sheet, where)
    posed = [_repose(course, sheet, item, f"{where}: item {index}", terms) for index, item in enumerate(sheet.items, 1)]
    language = sheet.language
    questions = tuple(
        grade_answer(course, one, item.answer, item.seconds, language, terms)
        for one, item in zip(posed, sheet.items, strict=True)
        if one is not None
    )
    return summarise(course, questions, sheet.name, sheet.seed, language, terms, changed)


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


def _repose(course: Course, sheet: Sheet, item: Item, where: str, terms: Terms) -> Posed | None:
    """Return an item's question as it was posed; with `force`, None where it is no longer there."""
    topic, _, slug = item.question.partition("/")
    question = _question(course, topic, slug)
    if question is None:
        if terms.force:
            return None
        known = [f"{outline.id}/{each.id}" for outline in course.outlines for each in outline.questions]
        near = nearest(item.question, known, 1)
        hint = f"did you mean {near[0]}?" if near else "see: dl-quiz topics"
        hint_zh = f"是否想写 {near[0]}？" if near else "请看：dl-quiz topics"
        raise UsageError(f"{where}: there is no question {item.question}; {hint}", f"{where}：没有题目 {item.question}；{hint_zh}")
    posed = pose(topic, question, sheet.seed)
    drawn = {name: _frozen(value) for name, value in item.drawn.items()}
    if drawn != posed.drawn and drawn not in list(draws(question)):
        if terms.force:
            return None
        shown = ", ".join(f"{name}={value}" for name, value in drawn.items()) or "nothing"
        raise UsageError(
            f"{where}: {item.question} cannot have drawn {shown}; leave `drawn` as the sheet had it",
            f"{where}：{item.question} 不可能抽到 {shown}；请保持 `drawn` 原样",
        )
    return Posed(topic=topic, question=question, drawn=drawn, order=posed.order)


def _question(course: Course, topic: str, slug: str) -> Question | None:
    if topic not in course.topics:
        return None
    return next((question for question in course.read(topic).topic.questions if question.id == slug), None)


def _frozen(value: Any) -> Value:
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value


def grade_answer(course: Course, posed: Posed, answer: Answer, seconds: float | None, language: Language, terms: Terms) -> QuestionReport:
    """Grade one answer of a script; an empty one is unanswered, one that cannot be read unparsable."""
    response = _response(answer)
    graded = None if response is None else grade(course, posed, response)
    common: dict[str, Any] = {"question": posed.id, "level": posed.question.level, "kind": posed.question.kind, "drawn": posed.drawn}
    if terms.reveal:
        common["key"] = key_as_text(course, posed).of(language)
    if terms.times and seconds is not None:
        common["seconds"] = seconds
    if graded is None:
        return QuestionReport(**common, status="unanswered", response="", score=0.0, rule="", remarks=())
    if isinstance(graded, Unparsable):
        return QuestionReport(**common, status="unparsable", response=str(answer), score=0.0, rule="", remarks=(graded.why.of(language),))
    remarks = tuple(remark.of(language) for remark in graded.remarks)
    return QuestionReport(
        **common, status="graded", response=graded.reading, score=round(graded.score, 6), rule=graded.rule, remarks=remarks
    )


def _response(answer: Answer) -> Response | None:
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return None
    return answer


def summarise(
    course: Course,
    questions: tuple[QuestionReport, ...],
    name: str,
    seed: int,
    language: Language,
    terms: Terms,
    changed: tuple[str, ...] = (),
) -> Report:
    """Return the report over graded questions."""
    by_topic: dict[str, list[QuestionReport]] = {}
    for question in questions:
        by_topic.setdefault(question.question.partition("/")[0], []).append(question)
    points = round(sum(question.score for question in questions), 6)
    score = round(points / len(questions), 6) if questions else 0.0
    return Report(
        schema=REPORT,
        name=name,
        course=course.manifest.title.of(language),
        fingerprint=course.fingerprint,
        seed=seed,
        language=language,
        pass_mark=terms.pass_mark,
        passed=score >= terms.pass_mark,
        score=score,
        points=points,
        asked=len(questions),
        unanswered=tuple(q.question for q in questions if q.status == "unanswered"),
        unparsable=tuple(q.question for q in questions if q.status == "unparsable"),
        changed=changed,
        topics=tuple(
            TopicReport(topic=topic, points=round(sum(q.score for q in each), 6), questions=len(each)) for topic, each in by_topic.items()
        ),
        questions=questions,
    )
