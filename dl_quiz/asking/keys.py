"""Computing keys: a question's kernel called with what was drawn, or its scene run for the figure it asks for."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from dl_quiz.asking.pose import fill, shown
from dl_quiz.course.course import Course
from dl_quiz.course.decode import Place
from dl_quiz.course.reading import Reading
from dl_quiz.errors import CourseError
from dl_quiz.nouns import Arguments, Number, NumberKey, Posed, Predict, Proof, Slip, Text, Value
from dl_quiz.text.arithmetic import evaluate


def resolve(arguments: Arguments, drawn: Mapping[str, Value]) -> dict[str, Value]:
    """Return arguments with the names of drawn values replaced by the values."""
    resolved: dict[str, Value] = {}
    for name, value in arguments.items():
        source = name if value is None else value
        if isinstance(source, str) and source in drawn:
            resolved[name] = drawn[source]
        elif value is not None:
            resolved[name] = value
    return resolved


def number_key(course: Course, posed: Posed) -> NumberKey:
    """Return the numeric key of a `number` question, or of a `predict` question, as it was posed.

    Raises CourseError, with the line, when it cannot be computed.
    """
    return _number_key(course, posed.topic, posed.question.id, tuple(posed.drawn.items()))


@functools.lru_cache(maxsize=4096)
def _number_key(course: Course, topic: str, slug: str, items: tuple[tuple[str, Value], ...]) -> NumberKey:
    reading, drawn = course.read(topic), dict(items)
    place = reading.place_of(slug)
    question = reading.topic.questions[int(place[1])]
    asked = question.number or question.predict
    assert asked is not None, f"{topic}/{slug} has no number for a key"
    if isinstance(asked, Predict):
        value = _figure(course, reading, (*place, "predict"), asked, drawn)
    else:
        value = _value(course, reading, (*place, "number"), asked, drawn)
    slips = []
    for index, slip in enumerate(asked.slips):
        wrong = _slip(course, reading, (*place, question.kind, "slips", index), asked, slip, drawn, value)
        if abs(wrong - value) > asked.within + asked.relative * abs(value) + 1e-9 * abs(value):
            slips.append((wrong, fill(slip.because, {**drawn, "key": value} if drawn else {})))
    return NumberKey(value=value, within=asked.within, relative=asked.relative, unit=asked.unit, slips=tuple(slips))


def _value(course: Course, reading: Reading, place: Place, number: Number, drawn: Mapping[str, Value]) -> float:
    if isinstance(number.key, str):
        return call_kernel(course, reading, (*place, "key"), number.key, number.arguments, number.at, drawn)
    return number.key


def _slip(
    course: Course, reading: Reading, place: Place, asked: Number | Predict, slip: Slip, drawn: Mapping[str, Value], key: float
) -> float:
    if isinstance(slip.value, str):
        try:
            return float(evaluate(slip.value, {**drawn, "key": key}))
        except (ValueError, TypeError) as error:
            raise CourseError([reading.problem(f"the slip cannot be reckoned: {error}", f"slip 无法计算：{error}", *place)]) from None
    if slip.value is not None:
        return slip.value
    kernel = slip.key or (asked.key if isinstance(asked, Number) else None)
    if not isinstance(kernel, str):
        raise CourseError(
            [
                reading.problem(
                    "the slip has `with`, but the key is no kernel; use `value`",
                    "slip 用了 `with`，但答案不是由函数算出；请用 `value`",
                    *place,
                )
            ]
        )
    at = asked.at if slip.key is None else ()
    return call_kernel(course, reading, place, kernel, {**asked.arguments, **slip.arguments}, at, drawn)


def call_kernel(
    course: Course, reading: Reading, place: Place, name: str, arguments: Arguments, at: tuple[int, ...], drawn: Mapping[str, Value]
) -> float:
    """Return what the kernel `demo.kernel` gives for everything drawn that it has as a parameter, and for `arguments`.

    Raises CourseError when there is no such kernel, or when it refuses.
    """
    from dl_quiz.stage.load import load_module

    demo, _, attribute = name.partition(".")
    code = course.runnable()
    try:
        kernel = next((kernel for kernel in course.kernels(demo) if kernel.name == attribute), None)
        if kernel is None:
            raise AttributeError(f"kernels/{demo}.py has no kernel {attribute}")
        known = {drawn_name: value for drawn_name, value in drawn.items() if drawn_name in kernel.parameters}
        return as_figure(getattr(load_module(code, f"kernels.{demo}"), attribute)(**{**known, **resolve(arguments, drawn)}), at)
    except CourseError:
        raise
    except Exception as error:  # whatever a course's own code raises, its author gets one sentence with the line
        values = ", ".join(f"{k}={v}" for k, v in drawn.items()) or "-"
        raise CourseError(
            [
                reading.problem(
                    f"`{name}` gives no number ({error}) for {values}; mend the call or the kernel",
                    f"`{name}` 算不出数（{error}），参数：{values}；请修改调用或函数",
                    *place,
                )
            ]
        ) from None


def as_figure(value: Any, at: tuple[int, ...] = ()) -> float:
    """Return one number out of what a kernel or a check gave."""
    for index in at:
        value = value[index]
    if getattr(value, "size", 1) != 1:
        raise ValueError("it gives an array; pick an element with `at`")
    return float(value.item() if hasattr(value, "item") else value)


def _figure(course: Course, reading: Reading, place: Place, predict: Predict, drawn: Mapping[str, Value]) -> float:
    proof = Proof(demo=predict.demo, scene=predict.scene, check=predict.check, arguments=predict.arguments)
    claim = run_proof(course, reading, place, proof, drawn).check.claim
    try:
        return as_figure(claim.left if predict.side == "left" else claim.right, predict.at)
    except (TypeError, ValueError, IndexError) as error:
        raise CourseError(
            [
                reading.problem(
                    f"the check `{predict.check}` gives no single figure: {error}",
                    f"检查 `{predict.check}` 没有给出单个数值：{error}",
                    *place,
                )
            ]
        ) from None


def run_proof(course: Course, reading: Reading, place: Place, proof: Proof, drawn: Mapping[str, Value]) -> Any:
    """Run a proof's scene until its check comes, and return the judged check.

    Raises CourseError when the scene or the check is missing, or when the scene refuses its arguments.
    """
    return _run(
        course,
        reading.path,
        reading.line(*place),
        proof.demo,
        proof.scene,
        proof.check,
        tuple(sorted(resolve(proof.arguments, drawn).items())),
    )


@functools.lru_cache(maxsize=1024)
def _run(course: Course, path: Any, line: int, demo: str, scene: str, check: str, items: tuple[tuple[str, Value], ...]) -> Any:
    from dl_quiz.errors import Problem
    from dl_quiz.stage.play import Judged, play

    code = course.runnable()
    where = f"{demo} {scene}"
    try:
        for step in play(code, demo, scene, dict(items)):
            if isinstance(step, Judged) and step.check.name == check:
                return step
    except Exception as error:  # as in call_kernel
        raise CourseError([Problem(path, line, f"the scene `{where}` breaks off: {error}", f"场景 `{where}` 中断：{error}")]) from None
    raise CourseError(
        [
            Problem(
                path,
                line,
                f"the scene `{where}` yields no check `{check}` with these arguments",
                f"场景 `{where}` 在这些参数下没有给出检查 `{check}`",
            )
        ]
    )


def right_interval(predict: Predict, value: float) -> int:
    """Return the index of the option whose interval holds the figure, or −1."""
    for index, option in enumerate(predict.options):
        if (option.low is None or value >= option.low) and (option.high is None or value < option.high):
            return index
    return -1


def key_text(number: NumberKey) -> Text:
    """Return a numeric key as people write it."""
    text = shown(number.value) + (f" {number.unit}" if number.unit else "")
    return Text(en=text, zh=text)
