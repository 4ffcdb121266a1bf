"""Kernels called for one number."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import msgspec

from dl_quiz.asking.arguments import resolve
from dl_quiz.course.course import Course
from dl_quiz.course.reading import Located
from dl_quiz.errors import CourseError
from dl_quiz.files.code import Code
from dl_quiz.nouns import Arguments, Text, Value
from dl_quiz.stage.load import load_module
from dl_quiz.stage.misconduct import Misconduct


class KernelCall(msgspec.Struct, frozen=True):
    """A kernel, `file.kernel`, with its arguments, and the element to pick from what it returns."""

    kernel: str
    arguments: Arguments
    at: tuple[int, ...] = ()


def call_kernel(course: Course, located: Located, call: KernelCall, drawn: Mapping[str, Value]) -> float:
    """Return what a kernel gives for everything drawn that it has as a parameter, and for its arguments.

    Raises TrustError where the course is not trusted, CourseError when there is no such kernel, or when it refuses.
    """
    file, _, name = call.kernel.partition(".")
    code = course.runnable()
    try:
        kernel = next((kernel for kernel in course.kernels(file) if kernel.name == name), None)
        if kernel is None:
            raise AttributeError(f"kernels/{file}.py has no kernel {name}")
        known = {parameter: drawn[parameter] for parameter in kernel.parameters if parameter in drawn}
        given = tuple(sorted((known | resolve(call.arguments, drawn)).items()))
        return (_number_apart if code.apart else _number)(code, call.kernel, call.at, given)
    except CourseError:
        raise
    except Exception as error:  # whatever a course's own code raises, its author gets one sentence with the line
        values = ", ".join(f"{k}={v}" for k, v in drawn.items()) or "-"
        why = error.text if isinstance(error, Misconduct) else Text(en=str(error), zh=str(error))
        en = f"`{call.kernel}` gives no number ({why.en}) for {values}; mend the call or the kernel"
        zh = f"`{call.kernel}` 算不出数（{why.zh}），参数：{values}；请修改调用或函数"
        raise CourseError([located.problem(en, zh)]) from None


def _number(code: Code, kernel: str, at: tuple[int, ...], given: tuple[tuple[str, Value], ...]) -> float:
    file, _, name = kernel.partition(".")
    return one_number(getattr(load_module(code, f"kernels.{file}"), name)(**dict(given)), at)


@functools.lru_cache(maxsize=4096)
def _number_apart(code: Code, kernel: str, at: tuple[int, ...], given: tuple[tuple[str, Value], ...]) -> float:
    """Return the number of a stranger's kernel, for which a process is started; a class asks for the same ones again and again."""
    from dl_quiz.stage.apart import apart  # our own code pays for no processes

    number: float = next(apart(lambda: iter([_number(code, kernel, at, given)])))
    return number


def one_number(value: Any, at: tuple[int, ...] = ()) -> float:
    """Return one number out of what a kernel or a check gave. Raises ValueError where it is an array, TypeError or IndexError where `at` leads nowhere."""
    for index in at:
        value = value[index]
    if getattr(value, "size", 1) != 1:
        raise ValueError("it gives an array; pick an element with `at`")
    return float(value.item() if hasattr(value, "item") else value)
