"""Recognising a mistake: a program that gives what a known wrong program gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dl_quiz.exercises.assignment import Assignment
from dl_quiz.exercises.comparing import difference
from dl_quiz.exercises.judgement import Judged, Recognised
from dl_quiz.exercises.running import Outcome, Program, run_here
from dl_quiz.stage.cases import Case


def recognised(given: Assignment, cases: Sequence[Case], outcomes: Sequence[Outcome], judged: Sequence[Judged]) -> Recognised | None:
    """Return the one wrong program that a learner's equals in every case that was run, of which at least one is wrong; None where there is none."""
    wrong = [index for index, case in enumerate(judged) if not case.right]
    if not wrong:
        return None
    alike = []
    for slip in given.exercise.slips:
        known = run_here(Program(given.mutated(slip), given.exercise.function), cases)
        if all(alike_in(case, mine, its) for case, mine, its in zip(cases, outcomes, known, strict=False)):
            alike.append(slip)
    if len(alike) != 1:
        return None
    return Recognised(alike[0].id, alike[0].because, alike[0].proof or given.exercise.proof)


def alike_in(case: Case, one: Outcome, other: Outcome) -> bool:
    """Return whether two programs come to the same in a case: results that do not differ in what counts, or none in both."""
    mine, its = measured(case, one), measured(case, other)
    if isinstance(mine, Exception) or isinstance(its, Exception):
        return isinstance(mine, Exception) and isinstance(its, Exception)
    return difference(mine, its, case.within) is None


def measured(case: Case, outcome: Outcome) -> Any:
    """Return what counts of a result; where there is none, or none that can be measured, an error."""
    if outcome.failure is not None:
        return RuntimeError(f"{outcome.failure.error}: {outcome.failure.words}")
    if case.measure is None:
        return outcome.value
    try:
        return case.measure(outcome.value, *case.arguments, *case.named.values())
    except Exception as error:  # of what is no result at all, anything may come
        return error
