"""Judging a learner's program: run apart over the cases of an exercise, compared with the solution, case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, TypeVar

import msgspec

from dl_quiz.errors import CourseError
from dl_quiz.exercises import remarks
from dl_quiz.exercises.assignment import Assignment, cases_of
from dl_quiz.exercises.comparing import Difference, difference
from dl_quiz.exercises.judgement import NEVER_RUN, Judged, Judgement, Sort
from dl_quiz.exercises.recognising import measured, recognised
from dl_quiz.exercises.running import LIMITS, Failure, Outcome, Program, run_apart, run_here
from dl_quiz.exercises.values import written
from dl_quiz.nouns import Text
from dl_quiz.stage.apart import Limits, apart
from dl_quiz.stage.cases import Case
from dl_quiz.stage.misconduct import Ended, Misconduct, TooSlow, reason

T = TypeVar("T")

_OF_ERRORS: dict[str, tuple[Sort, Text]] = {
    "MemoryError": ("memory", remarks.MEMORY),
    "RecursionError": ("raised", remarks.RECURSION),
    "SystemExit": ("leaves", remarks.LEAVES),
}


class Unfit(Misconduct):
    """The course's own part of an exercise does not work: its cases, its solution or a measure."""


def judge(given: Assignment, program: Program, seed: int) -> Judgement:
    """Return what a learner's program comes to over the cases that a seed draws.

    The program runs in a process of its own; so does a stranger's course, which brings the cases.
    Raises CourseError where the course's code does not do its part.
    """
    (judgement,) = carried_out(given, lambda: iter([_judge(given, program, seed)]))
    return judgement


def carried_out(given: Assignment, work: Callable[[], Iterator[T]]) -> Iterator[T]:
    """Yield what some work with an exercise's code yields, apart where the code is a stranger's.

    Raises CourseError with one sentence where the code does not do its part, whatever it does instead.
    """
    try:
        yield from apart(work, Limits(seconds=LIMITS.processor_seconds)) if given.code.apart else work()
    except (Unfit, TooSlow, Ended) as error:
        raise CourseError([given.located.problem(*_told(error))]) from None


def _told(error: Misconduct) -> tuple[str, str]:
    en, zh = ("", "") if isinstance(error, Unfit) else ("the cases cannot be drawn: ", "用例无法生成：")
    return en + error.text.en, zh + error.text.zh


@dataclass(frozen=True, slots=True)
class Trial:
    """A case of an exercise, and what the solution comes to in it."""

    case: Case
    right: Outcome


def trials(given: Assignment, seed: int) -> list[Trial]:
    """Return the cases that a seed draws, each solved. Raises Unfit where they cannot be drawn, the solution raises, or a measure does."""
    try:
        cases = cases_of(given, seed)
    except Exception as error:  # whatever a course's own code raises, its author gets one sentence with the line
        why = reason(error)
        raise Unfit(Text(en=f"the cases cannot be drawn: {why.en}", zh=f"用例无法生成：{why.zh}")) from None
    if not cases:
        raise Unfit(Text(en="there is no case to judge by; yield some", zh="没有可供判定的用例；请 yield 一些"))
    solved = run_here(Program(given.solution, given.exercise.function), cases)
    for case, right in zip(cases, solved, strict=True):
        counted = measured(case, right)
        if isinstance(counted, Failure):
            call, told = call_of(given, case), f"{counted.error}: {counted.words}"
            raise Unfit(Text(en=f"the solution fails in {call}: {told}", zh=f"参考解在 {call} 中失败：{told}"))
    return [Trial(case, right) for case, right in zip(cases, solved, strict=True)]


def _judge(given: Assignment, program: Program, seed: int) -> Judgement:
    tried = trials(given, seed)
    run = _run(program, [*(trial.case for trial in tried), tried[0].case])
    found = _unloaded(program, run) or _first_fault(given, tried, run) or _afterwards(tried, run)
    judgement = Judgement(
        sort=found.sort,
        remark=found.remark,
        seed=seed,
        cases=tuple(_judged_cases(given, tried, run)) if found.sort not in NEVER_RUN else (),
        all=len(tried),
        rows=found.rows,
        lines=found.lines,
        printed=_printed(tried, run),
    )
    if judgement.solved:
        return msgspec.structs.replace(judgement, ratio=_ratio(tried, run))
    return msgspec.structs.replace(judgement, recognised=recognised(given, [trial.case for trial in tried], run.outcomes, judgement.cases))


@dataclass(frozen=True, slots=True)
class _Run:
    """What a learner's program came to: when it was loaded, in each case (and in the first once more), and what ended it before its time."""

    loaded: Outcome
    outcomes: tuple[Outcome, ...]
    ended: Misconduct | None


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is to be said of a program."""

    sort: Sort
    remark: Text
    rows: tuple[Any, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()


def _run(program: Program, cases: Sequence[Case]) -> _Run:
    outcomes: list[Outcome] = []
    try:
        outcomes.extend(run_apart(program, cases))
    except Misconduct as misconduct:
        return _Run(outcomes[0] if outcomes else Outcome(()), tuple(outcomes[1:]), misconduct)
    return _Run(outcomes[0], tuple(outcomes[1:]), None)


def _unloaded(program: Program, run: _Run) -> _Fault | None:
    """Return why a program could not be loaded."""
    failure = run.loaded.failure
    if failure is None:
        return _Fault("missing", remarks.missing(program.function, program.path.name)) if run.loaded.value is None else None
    if failure.error == "SyntaxError":
        return _Fault("syntax", remarks.syntax(failure, program.path.name), lines=failure.lines)
    return _failed(program.function, failure)


def _first_fault(given: Assignment, tried: Sequence[Trial], run: _Run) -> _Fault | None:
    """Return what is wrong in the first case that is not right."""
    for trial, outcome in zip(tried, run.outcomes, strict=False):
        failure = outcome.failure
        if failure is not None and failure.error == "signature":
            remark = remarks.signature(given.exercise.function, call_of(given, trial.case, short=True), run.loaded.value or ())
            return _Fault("signature", remark)
        if failure is not None:
            return _failed(given.exercise.function, failure)
        wrong = unlike(trial, outcome)
        if wrong is not None:
            return _Fault(wrong.sort, wrong.remark, wrong.rows)
    match run.ended:
        case TooSlow():
            return _Fault("endless", remarks.ENDLESS)
        case Ended():
            return _Fault("leaves", remarks.LEAVES)
        case Misconduct():
            return _Fault("type", remarks.STRANGE)
    return None


def _failed(function: str, failure: Failure) -> _Fault:
    if failure.error == "NotImplementedError" and not failure.words:
        return _Fault("untouched", remarks.untouched(function))
    known = _OF_ERRORS.get(failure.error)
    sort, remark = known if known else ("raised", remarks.raised(failure))
    return _Fault(sort, remark, lines=failure.lines)


def _afterwards(tried: Sequence[Trial], run: _Run) -> _Fault:
    """Return what is to be said of a program whose results are right in every case."""
    changed = next((outcome.changed for outcome in run.outcomes if outcome.changed), ())
    if changed:
        return _Fault("changes", remarks.changes(changed))
    again = unlike(tried[0], run.outcomes[-1]) if run.outcomes[-1].failure is None else True
    return _Fault("forgets", remarks.FORGETFUL) if again else _Fault("solved", remarks.SOLVED)


def unlike(trial: Trial, outcome: Outcome) -> Difference | None:
    """Return the first difference of what a program returned in a case from what is right there, by the case's measure where it has one."""
    case, right = trial.case, trial.right
    if case.measure is None:
        return difference(outcome.value, right.value, case.within)
    odd = difference(outcome.value, right.value, inf)  # of numbers that luck decides, the form alone
    if odd is not None and odd.sort in ("type", "dtype"):
        return odd
    mine = measured(case, outcome)
    if isinstance(mine, Failure):
        return odd or Difference("type", remarks.immeasurable(f"{mine.error}: {mine.words}"))
    return difference(mine, measured(case, right), case.within, name="measure")


def _judged_cases(given: Assignment, tried: Sequence[Trial], run: _Run) -> Iterator[Judged]:
    """Yield what became of each case that was run, the one that ended the program included."""
    for trial, outcome in zip(tried, (*run.outcomes, *([None] if run.ended else [])), strict=False):
        yield Judged(trial.case.name, call_of(given, trial.case), outcome is not None and _is_right(trial, outcome))


def _is_right(trial: Trial, outcome: Outcome) -> bool:
    return outcome.failure is None and unlike(trial, outcome) is None


def _printed(tried: Sequence[Trial], run: _Run) -> str:
    """Return what a program printed when it was loaded, and in the first case that is wrong, or else the first of all."""
    wrong = (outcome for trial, outcome in zip(tried, run.outcomes, strict=False) if not _is_right(trial, outcome))
    shown = next(wrong, run.outcomes[0] if run.outcomes else None)
    return run.loaded.printed + (shown.printed if shown else "")


def call_of(given: Assignment, case: Case, *, short: bool = False) -> str:
    """Return a call as a person would write it; a short one says only how many arguments there are, and which are named."""
    plain = ["…"] * len(case.arguments) if short else map(written, case.arguments)
    named = [f"{name}={'…' if short else written(value)}" for name, value in case.named.items()]
    return f"{given.exercise.function}({', '.join([*plain, *named])})"


def _ratio(tried: Sequence[Trial], run: _Run) -> float:
    """Return how long a program took over all cases, as a multiple of what the solution took."""
    return sum(outcome.seconds for outcome in run.outcomes[:-1]) / max(sum(trial.right.seconds for trial in tried), 1e-9)
