"""Proving a course: every key computed, every proof run, every predicted option met."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dl_quiz.asking.keys import number_key, right_interval, run_proof
from dl_quiz.course.course import Course
from dl_quiz.course.decode import Place
from dl_quiz.course.draws import draws
from dl_quiz.course.reading import Reading
from dl_quiz.errors import CourseError, Problem
from dl_quiz.nouns import Point, Posed, Question

PROVED_DRAWS = 12
"""How many draws of a template are proved by running its scene; its keys are computed for all."""


@dataclass(frozen=True, slots=True)
class ProofRun:
    """What became of one answer: its problems, none where it holds, and how long it took."""

    id: str
    line: int
    seconds: float
    problems: tuple[Problem, ...]


def prove_topic(course: Course, topic: str) -> Iterator[ProofRun]:
    """Prove every point and every question of one topic.

    Raises CourseError when the topic cannot be read.
    """
    reading = course.read(topic)
    for index, point in enumerate(reading.topic.points):
        yield _timed(course, reading, ("points", index), f"{topic}#{point.id}", point)
    for index, question in enumerate(reading.topic.questions):
        yield _timed(course, reading, ("questions", index), f"{topic}/{question.id}", question)


def _timed(course: Course, reading: Reading, place: Place, name: str, item: Point | Question) -> ProofRun:
    start = time.perf_counter()
    problems: list[Problem] = []
    try:
        if isinstance(item, Question):
            problems += _keys(course, reading, place, item)
        problems += _proof(course, reading, place, item)
    except CourseError as error:
        problems += error.problems
    return ProofRun(name, reading.line(*place), time.perf_counter() - start, tuple(problems))


def _keys(course: Course, reading: Reading, place: Place, question: Question) -> Iterator[Problem]:
    asked = question.number or question.predict
    if asked is None:
        return
    met = set()
    for drawn in draws(question):
        key = number_key(course, Posed(topic=reading.path.stem, question=question, drawn=drawn))
        met |= {because.en for _, because in key.slips}
        if not asked.within and not asked.relative and not key.value.is_integer() and not (question.predict and question.predict.options):
            yield reading.problem(
                f"the key {key.value:g} is no whole number for {drawn}; give `within` or `relative`",
                f"抽到 {drawn} 时答案 {key.value:g} 不是整数；请给出 `within` 或 `relative`",
                *place,
            )
            return
        if question.predict is not None and question.predict.options and right_interval(question.predict, key.value) < 0:
            yield reading.problem(
                f"no option holds the figure {key.value:g}; mend `low` and `high`",
                f"没有选项包含数值 {key.value:g}；请修改 `low` 和 `high`",
                *place,
                "predict",
                "options",
            )
            return
    if not question.draw and len(met) < len(asked.slips):
        yield reading.problem(
            "a slip equals the key; a slip is a wrong number", "有 slip 与答案相同；slip 必须是错误的数", *place, question.kind, "slips"
        )
    elif len(met) < len({slip.because.en for slip in asked.slips if "{" not in slip.because.en}):
        yield reading.problem(
            "a slip equals the key for every draw; a slip is a wrong number",
            "有 slip 在每次抽取时都与答案相同；slip 必须是错误的数",
            *place,
            question.kind,
            "slips",
        )


def _proof(course: Course, reading: Reading, place: Place, item: Point | Question) -> Iterator[Problem]:
    if item.proof is None:
        return
    every = list(draws(item)) if isinstance(item, Question) else [{}]
    step = max(1, len(every) // PROVED_DRAWS)
    for drawn in islice(every[::step], PROVED_DRAWS):
        judged = run_proof(course, reading, (*place, "proof"), item.proof, drawn)
        if judged.standing != "holds":
            shown = f" for {drawn}" if drawn else ""
            yield reading.problem(
                f"the check `{item.proof.check}` of `{item.proof.demo} {item.proof.scene}` {judged.standing}{shown}",
                f"`{item.proof.demo} {item.proof.scene}` 的检查 `{item.proof.check}` 未成立（{judged.standing}）{shown}",
                *place,
                "proof",
            )
            return
