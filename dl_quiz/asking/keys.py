"""Keys: what a response is held against, computed for a question as it was posed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec

from dl_quiz.asking.arguments import scene_call
from dl_quiz.asking.kernels import KernelCall, call_kernel, one_number
from dl_quiz.asking.pose import Posed
from dl_quiz.asking.proofs import run_proof
from dl_quiz.course.course import Course
from dl_quiz.course.reading import Located
from dl_quiz.errors import CourseError
from dl_quiz.grading.number import is_near
from dl_quiz.nouns import (
    Answer,
    Choose,
    Interval,
    IntervalKey,
    Key,
    Number,
    NumberKey,
    Option,
    Order,
    OrderKey,
    Phrase,
    Points,
    PointsKey,
    Predict,
    Select,
    Slip,
    Value,
)
from dl_quiz.text.arithmetic import evaluate
from dl_quiz.text.rounding import asked_rounding


def key_of(course: Course, posed: Posed) -> Key:
    """Return the key of a question as it was posed: numbers computed, options in the order shown.

    Raises TrustError where it takes code of a course that is not trusted; CourseError, with the line, when it cannot be computed.
    """
    match posed.question.answer:
        case Choose(options):
            return Choose(_shown_options(options, posed))
        case Select(options):
            return Select(_shown_options(options, posed))
        case Number() as number:
            return _number_key(course, posed, number, _number(course, posed, number))
        case Phrase() as phrase:
            return phrase
        case Order(steps):
            return OrderKey(tuple(step.format(**posed.drawn) for step in steps), posed.order)
        case Predict(options=()) as predict:
            return _number_key(course, posed, predict, _figure(course, posed, predict))
        case Predict() as predict:
            value = _figure(course, posed, predict)
            return IntervalKey(value, _shown_options([_as_option(interval, value) for interval in predict.options], posed))
        case Points(points):
            return PointsKey(points, posed.question.ask)


def needs_code(posed: Posed) -> bool:
    """Return whether a question's key takes code of the course."""
    return isinstance(posed.question.answer, Number | Predict)


def names_of(posed: Posed, key: Key) -> dict[str, Any]:
    """Return what an explanation may name: what was drawn, and the number that is the key."""
    if isinstance(key, NumberKey | IntervalKey):
        return {**posed.drawn, "key": key.value}
    return dict(posed.drawn)


def _shown_options(options: Sequence[Option], posed: Posed) -> tuple[Option, ...]:
    shown = tuple(options[index] for index in posed.order)
    return tuple(_formatted(option, posed.drawn) for option in shown) if posed.drawn else shown


def _formatted(option: Option, drawn: dict[str, Value]) -> Option:
    because = option.because.format(**drawn) if option.because else None
    return Option(say=option.say.format(**drawn), right=option.right, because=because)


def _as_option(interval: Interval, value: float) -> Option:
    """Return an interval as an option, which is right when it holds the value."""
    right = (interval.low is None or value >= interval.low) and (interval.high is None or value < interval.high)
    return Option(say=interval.say, right=right, because=interval.because)


def _number(course: Course, posed: Posed, number: Number) -> float:
    if not isinstance(number.key, str):
        return number.key
    return call_kernel(course, posed.located.at("number", "key"), KernelCall(number.key, number.arguments, number.at), posed.drawn)


def _figure(course: Course, posed: Posed, predict: Predict) -> float:
    """Return the figure of a check, by running its scene."""
    located = posed.located.at("predict")
    check = run_proof(course, located, scene_call(predict, posed.drawn)).check
    try:
        return one_number(check.claim.left if predict.side == "left" else check.claim.right, predict.at)
    except (TypeError, ValueError, IndexError) as error:
        en = f"the check `{predict.check}` gives no single figure: {error}"
        raise CourseError([located.problem(en, f"检查 `{predict.check}` 没有给出单个数值：{error}")]) from None


def _number_key(course: Course, posed: Posed, asked: Number | Predict, value: float) -> NumberKey:
    """Return a numeric key with its slips; those that happen to be right for what was drawn are none."""
    if not math.isfinite(value):
        en = f"the key is {value:g}, which no answer can be; mend what computes it"
        raise CourseError([posed.located.at(asked.kind).problem(en, f"答案是 {value:g}，没有作答能与之相等；请修改其算法")])
    rounding = asked_rounding(posed.question.ask)
    key = NumberKey(value=value, within=asked.within, relative=asked.relative, unit=asked.unit, rounding=rounding)
    slips = []
    for index, slip in enumerate(asked.slips):
        wrong = _slip(course, posed, posed.located.at(asked.kind, "slips", index), slip, value)
        if not is_near(wrong, value, asked.within, asked.relative):
            slips.append((wrong, slip.because.format(**names_of(posed, key))))
    return msgspec.structs.replace(key, slips=tuple(slips))


def _slip(course: Course, posed: Posed, located: Located, slip: Slip, key: float) -> float:
    """Return the number to which a slip leads: a value, an expression, or another call."""
    if isinstance(slip.value, str):
        try:
            return float(evaluate(slip.value, {**posed.drawn, "key": key}))
        except (ValueError, TypeError) as error:
            raise CourseError([located.problem(f"the slip cannot be reckoned: {error}", f"slip 无法计算：{error}")]) from None
    if slip.value is not None:
        return slip.value
    call = _slip_call(posed.question.answer, slip)
    assert call is not None, "reading a topic refuses `with` where the key is no kernel"
    return call_kernel(course, located, call, posed.drawn)


def _slip_call(asked: Answer, slip: Slip) -> KernelCall | None:
    """Return the call of another kernel, or of the key's own with other arguments; None where there is no kernel."""
    match asked, slip:
        case Number(arguments=own) | Predict(arguments=own), Slip(key=str(other), arguments=changed):
            return KernelCall(other, {**own, **changed})
        case Number(key=str(kernel), arguments=own, at=at), Slip(arguments=changed):
            return KernelCall(kernel, {**own, **changed}, at)
    return None
