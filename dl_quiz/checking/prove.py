"""Proving a course: every key computed, every proof run, every predicted option met."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from dl_quiz.asking.arguments import scene_call
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.proofs import run_proof
from dl_quiz.course.course import Course
from dl_quiz.course.draws import draws
from dl_quiz.course.reading import Located
from dl_quiz.errors import CourseError, Problem
from dl_quiz.nouns import (
    Exercise,
    FollowUp,
    IntervalKey,
    Key,
    Number,
    NumberKey,
    Point,
    Predict,
    Proof,
    Question,
    Sentence,
    Slip,
    Supported,
    Text,
    Value,
    WrongProgram,
)

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
    """Prove all that one topic claims by a scene, with every key and every exercise.

    Raises CourseError when the topic cannot be read.
    """
    reading = course.read(topic)
    for item, located in reading.claims():
        if item.proof is None and isinstance(item, Sentence | FollowUp):
            continue
        start = time.perf_counter()
        problems = tuple(_problems(course, located, item))
        yield ProofRun(f"{topic}{_name(item, located)}", located.line, time.perf_counter() - start, problems)


def _name(item: Supported, located: Located) -> str:
    """Return the name of a claim within its topic: `#point`, `/question`, and by their number `#answer.1.2`, `#follow_ups.3`."""
    match item:
        case Point(id=identity):
            return f"#{identity}"
        case Question(id=identity) | Exercise(id=identity):
            return f"/{identity}"
    return "#" + ".".join(str(part + 1) if isinstance(part, int) else part for part in located.place)


def _problems(course: Course, located: Located, item: Supported) -> Iterator[Problem]:
    """Yield what is wrong with an answer; nothing after what cannot be run."""
    try:
        if isinstance(item, Question):
            yield from _key_problems(course, located, item)
        if isinstance(item, Exercise):
            from dl_quiz.checking.wrong_programs import prove_exercise  # it takes NumPy, which linting does not

            yield from prove_exercise(course, located, item)
            for index, slip in enumerate(item.slips):
                if slip.proof is not None:
                    yield from _proof_problems(course, located.at("slips", index), slip, slip.proof)
        if item.proof is not None:
            yield from _proof_problems(course, located, item, item.proof)
    except CourseError as error:
        yield from error.problems


def _key_problems(course: Course, located: Located, question: Question) -> Iterator[Problem]:
    asked = question.answer
    if not isinstance(asked, Number | Predict):
        return
    posed = pose(located.reading, question, 0)
    met: set[str] = set()
    for drawn in draws(question):
        key = key_of(course, posed.redrawn(drawn))
        wrong = _wrong_key(key, drawn)
        if wrong is not None:
            yield located.at(question.kind).problem(wrong.en, wrong.zh)
            return
        met |= {because.en for _, because in key.slips} if isinstance(key, NumberKey) else set()
    yield from _slip_problems(located.at(question.kind, "slips"), question, asked.slips, met)


def _wrong_key(key: Key, drawn: Mapping[str, Value]) -> Text | None:
    """Return what is wrong with a computed key: a broken number without a tolerance, or options of which none holds it."""
    match key:
        case IntervalKey(value, options) if not any(option.right for option in options):
            return Text(
                en=f"no option holds the figure {value:g}; mend `low` and `high`", zh=f"没有选项包含数值 {value:g}；请修改 `low` 和 `high`"
            )
        case NumberKey(value=value, within=0, relative=0) if not value.is_integer():
            en = f"the key {value:g} is no whole number{f' for {drawn}' if drawn else ''}; give `within` or `relative`"
            return Text(en=en, zh=f"{f'抽到 {drawn} 时' if drawn else ''}答案 {value:g} 不是整数；请给出 `within` 或 `relative`")
        case NumberKey(value=value, within=0, relative=relative) if relative and abs(value) * relative < 1e-15:
            return Text(
                en=f"`relative` allows nothing beside the key {value:g}; give `within`",
                zh=f"答案是 {value:g} 时 `relative` 不起作用；请给出 `within`",
            )
    return None


def _slip_problems(located: Located, question: Question, slips: tuple[Slip, ...], met: set[str]) -> Iterator[Problem]:
    """Complain of slips that were never met: their number is the key itself."""
    if not question.draw and len(met) < len(slips):
        yield located.problem("a slip equals the key; a slip is a wrong number", "有 slip 与答案相同；slip 必须是错误的数")
    elif len(met) < len({slip.because.en for slip in slips if "{" not in slip.because.en}):
        yield located.problem(
            "a slip equals the key for every draw; a slip is a wrong number", "有 slip 在每次抽取时都与答案相同；slip 必须是错误的数"
        )


def _proof_problems(course: Course, located: Located, item: Supported | WrongProgram, proof: Proof) -> Iterator[Problem]:
    every = list(draws(item)) if isinstance(item, Question) else [{}]
    step = max(1, len(every) // PROVED_DRAWS)
    for drawn in islice(every[::step], PROVED_DRAWS):
        judged = run_proof(course, located.at("proof"), scene_call(proof, drawn))
        if judged.standing != "holds":
            values = f" for {drawn}" if drawn else ""
            yield located.at("proof").problem(
                f"the check `{proof.check}` of `{proof.demo} {proof.scene}` {judged.standing}{values}",
                f"`{proof.demo} {proof.scene}` 的检查 `{proof.check}` 未成立（{judged.standing}）{values}",
            )
            return
