"""Proving an exercise: its solution solves every case, and each wrong program fails in a way of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dl_quiz.checking.exercises import unread
from dl_quiz.course.course import Course
from dl_quiz.course.reading import Located
from dl_quiz.errors import Problem
from dl_quiz.exercises.assignment import Assignment, assignment
from dl_quiz.exercises.judging import Trial, carried_out, trials, unlike
from dl_quiz.exercises.recognising import alike_in
from dl_quiz.exercises.running import Outcome, Program, run_here
from dl_quiz.nouns import Exercise, Text, WrongProgram

PROVED_SEEDS = 3
"""For how many seeds the cases of an exercise are drawn."""


def prove_exercise(course: Course, located: Located, exercise: Exercise) -> Iterator[Problem]:
    """Yield what running shows to be wrong with an exercise. Raises TrustError where the course is not trusted, CourseError where it cannot be read."""
    course.runnable()
    given = assignment(course, located, exercise)
    problems = list(unread(given))
    if problems:
        yield from problems
        return
    for place, told in carried_out(given, lambda: _unproved(given)):
        yield located.at(*place).problem(told.en, told.zh)


Finding = tuple[tuple[str | int, ...], Text]
"""A place below the exercise's, and what is wrong there."""
Runs = list[tuple[WrongProgram, list[Outcome]]]


def _unproved(given: Assignment) -> Iterator[Finding]:
    """Yield wrong programs that pass, and pairs of them that no case tells apart, for some seed."""
    for seed in range(PROVED_SEEDS):
        tried = trials(given, seed)
        runs = [(slip, _run(given, slip, tried)) for slip in given.exercise.slips]
        findings = list(_passing(tried, runs, seed)) or list(_alike(tried, runs, seed))
        if findings:
            yield from findings
            return


def _run(given: Assignment, slip: WrongProgram, tried: list[Trial]) -> list[Outcome]:
    return run_here(Program(given.mutated(slip), given.exercise.function), [trial.case for trial in tried])


def _passing(tried: list[Trial], runs: Runs, seed: int) -> Iterator[Finding]:
    for index, (slip, outcomes) in enumerate(runs):
        if all(outcome.failure is None and unlike(trial, outcome) is None for trial, outcome in zip(tried, outcomes, strict=True)):
            en = f"the wrong program `{slip.id}` passes every case (seed {seed}); add a case that shows it"
            yield ("slips", index), Text(en=en, zh=f"错误程序 `{slip.id}` 通过了所有用例（种子 {seed}）；请补充能揭示它的用例")


def _alike(tried: list[Trial], runs: Runs, seed: int) -> Iterator[Finding]:
    for (one, mine), (other, its) in combinations(runs, 2):
        if all(alike_in(trial.case, *pair) for trial, *pair in zip(tried, mine, its, strict=True)):
            en = f"no case tells the wrong programs `{one.id}` and `{other.id}` apart (seed {seed}); add one, or drop one of them"
            zh = f"没有用例能区分错误程序 `{one.id}` 与 `{other.id}`（种子 {seed}）；请补充用例或去掉其一"
            yield ("slips",), Text(en=en, zh=zh)
