"""Running a program's function over cases: ours here, a learner's in a process of its own, where each call is watched."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import os
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from dl_quiz.exercises.values import carried
from dl_quiz.stage.apart import Limits, apart
from dl_quiz.stage.cases import Case

LIMITS = Limits(seconds=5, processor_seconds=60)
_MOST_PRINTED = 2_000
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """What a program raised: the name of the error, its words, and the learner's own lines that led there (number, source)."""

    error: str
    words: str = ""
    lines: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call came to: a value or a failure, how long it took, which arguments it changed, and what it printed."""

    value: Any = None
    failure: Failure | None = None
    seconds: float = 0.0
    changed: tuple[str, ...] = ()
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A program's text, where it lies, and the function of it that is called."""

    text: str
    function: str
    path: Path = field(default=Path("solution.py"))


def run_here(program: Program, cases: Sequence[Case]) -> list[Outcome]:
    """Return what a program of ours comes to in each case. Raises whatever it raises when it is loaded."""
    function = _loaded(program)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        return [_called(function, case, program) for case in cases]


def run_apart(program: Program, cases: Sequence[Case]) -> Iterator[Outcome]:
    """Yield what loading a learner's program came to (its value: the names of the function's parameters, None where there is no function), then each case.

    Raises TooSlow, Ended and Misconduct as `apart` does. Where no process can be forked, the program runs here, without limits.
    """
    produce = partial(_watched, program, cases)
    yield from apart(produce, LIMITS) if hasattr(os, "fork") else produce()


def _watched(program: Program, cases: Sequence[Case]) -> Iterator[Outcome]:
    """Load a program and call its function, with what it prints and raises caught."""
    sys.path.insert(0, str(program.path.resolve().parent))
    printed = _Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        warnings.simplefilter("ignore")
        np.seterr(all="ignore")
        function = None
        try:
            function = _loaded(program)
            yield Outcome(_parameters(function), printed=printed.taken())
        except BaseException as error:  # SystemExit too: none of them may end more than this
            yield Outcome(failure=_failure(error, program), printed=printed.taken())
        for case in cases if function is not None else ():
            outcome = _called(function, case, program)
            yield Outcome(outcome.value, outcome.failure, outcome.seconds, outcome.changed, printed.taken())


def _loaded(program: Program) -> Any:
    """Return the function of a program, None where it has none."""
    names: dict[str, Any] = {"__name__": program.path.stem, "__file__": str(program.path)}
    exec(compile(program.text, str(program.path), "exec", dont_inherit=True), names)
    function = names.get(program.function)
    return function if callable(function) else None


def _parameters(function: Any) -> tuple[str, ...] | None:
    if function is None:
        return None
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()


def _called(function: Any, case: Case, program: Program) -> Outcome:
    """Call a function with copies of a case's arguments, and look at what became of them."""
    arguments, named = copy.deepcopy(case.arguments), copy.deepcopy(dict(case.named))
    try:
        bound = inspect.signature(function).bind(*arguments, **named).arguments
    except TypeError:
        return Outcome(failure=Failure("signature"))
    start = time.perf_counter()
    try:
        value = function(*arguments, **named)
    except BaseException as error:
        return Outcome(failure=_failure(error, program), seconds=time.perf_counter() - start)
    seconds = time.perf_counter() - start
    names = [*[*bound][: len(arguments)], *named]
    before, after = [*case.arguments, *case.named.values()], [*arguments, *named.values()]
    changed = tuple(name for name, one, other in zip(names, before, after, strict=False) if not _same(one, other))
    return Outcome(carried(value), seconds=seconds, changed=changed)


def _same(before: Any, after: Any) -> bool:
    """Return whether an argument is as it was; of what holds no numbers nothing is known."""
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and before.shape == after.shape and before.tobytes() == after.tobytes()
    if isinstance(before, tuple | list):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in before)
    return True


def _failure(error: BaseException, program: Program) -> Failure:
    if isinstance(error, SyntaxError):
        return Failure("SyntaxError", str(error.msg), ((error.lineno or 1, (error.text or "").strip()),))
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(program.path)]
    source = program.text.splitlines()
    lines = tuple((number, source[number - 1].strip()) for number in (frame.lineno or 1 for frame in own[-_MOST_LINES:]))
    words = error.args[0] if isinstance(error, KeyError) and error.args else error
    return Failure(type(error).__name__, str(words)[:_MOST_PRINTED], lines)


class _Printed(io.TextIOBase):
    """Keeps the beginning of what is printed."""

    def __init__(self) -> None:
        self._kept = ""

    def write(self, text: str) -> int:
        """Keep a text as far as there is room."""
        self._kept += text[: _MOST_PRINTED - len(self._kept)]
        return len(text)

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def taken(self) -> str:
        """Return what was printed since this was last asked for."""
        kept, self._kept = self._kept, ""
        return kept
