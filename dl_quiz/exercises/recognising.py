"""Recognising a mistake: a program that gives what a known wrong program gives."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from dl_quiz.exercises.assignment import Assignment
from dl_quiz.exercises.comparing import difference
from dl_quiz.exercises.judgement import Judged, Recognised
from dl_quiz.exercises.running import Failure, Outcome, Program, run_here
from dl_quiz.nouns import WrongProgram
from dl_quiz.stage.cases import Case

_SHARE = 0.75
"""In which share of the cases a program must give what a known wrong one gives."""


def recognised(given: Assignment, cases: Sequence[Case], outcomes: Sequence[Outcome], judged: Sequence[Judged]) -> Recognised | None:
    """Return the wrong program that a learner's is, None where it is none that is known.

    It gives the same in the first case that is wrong, wherever the learner's is right (whoever makes a mistake is not right where it shows;
    measures aside, which luck may move), and in nearly all others: whoever makes a second mistake is told of the first.
    Two programs that only fail alike need not do so for the same reason.
    """
    wrong = next((index for index, case in enumerate(judged) if not case.right), len(outcomes))
    if wrong >= len(outcomes):
        return None
    alike: list[tuple[int, WrongProgram]] = []
    for slip in given.exercise.slips:
        known = run_here(Program(given.mutated(slip), given.exercise.function), cases)
        same = [alike_in(case, mine, its) for case, mine, its in zip(cases, outcomes, known, strict=False)]
        fits = all(here for here, case, one in zip(same, cases, judged, strict=False) if one.right and case.measure is None)
        shown = any(here and one.failure is None for here, one in zip(same, known, strict=False))
        if same[wrong] and fits and shown and sum(same) >= _SHARE * len(same):
            alike.append((sum(same), slip))
    best = [slip for count, slip in alike if count == max(alike, key=itemgetter(0))[0]]
    return Recognised(best[0].id, best[0].because, best[0].proof or given.exercise.proof) if len(best) == 1 else None


def alike_in(case: Case, one: Outcome, other: Outcome) -> bool:
    """Return whether two programs come to the same in a case: results that do not differ in what counts, or none in both."""
    mine, its = measured(case, one), measured(case, other)
    if isinstance(mine, Failure) or isinstance(its, Failure):
        return isinstance(mine, Failure) and isinstance(its, Failure)
    return difference(_blurred(mine), _blurred(its), case.within) is None


def _blurred(value: Any) -> Any:
    """Return a result in which all that is not finite is one: whether a mistake ends in ∞ or in NaN hangs on how it is written."""
    if isinstance(value, tuple):
        return tuple(map(_blurred, value))
    if isinstance(value, float | np.floating) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        return np.where(np.isfinite(value), value, np.nan)
    return value


def measured(case: Case, outcome: Outcome) -> Any:
    """Return what counts of a result; where there is none, or none that can be measured, the failure."""
    if outcome.failure is not None or case.measure is None:
        return outcome.failure or outcome.value
    try:
        return case.measure(outcome.value, *case.arguments, *case.named.values())
    except Exception as error:  # of what is no result at all, anything may come
        return Failure(type(error).__name__, str(error))
