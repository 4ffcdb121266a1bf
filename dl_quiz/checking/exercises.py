"""What reading shows to be wrong with an exercise: no function, no cases, or a wrong program that cannot be made."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dl_quiz.course.course import Course
from dl_quiz.course.reading import Reading
from dl_quiz.errors import CourseError, Problem
from dl_quiz.exercises.assignment import CASES, Assignment, assignment
from dl_quiz.stage.outline import parsed


def lint_exercises(course: Course, reading: Reading) -> list[Problem]:
    """Return what is wrong with a topic's exercises, without running any code."""
    problems: list[Problem] = []
    if reading.topic.demo and reading.topic.demo not in course.code.demos:
        return problems  # which is told already
    for exercise, located in reading.exercises():
        try:
            given = assignment(course, located, exercise)
            problems += unread(given)
        except CourseError as error:
            problems += error.problems
    return problems


def unread(given: Assignment) -> Iterator[Problem]:
    """Yield what can be seen to be wrong: no cases, and wrong programs that cannot be made or are no Python."""
    cases = given.exercise.function + CASES
    tree = parsed(given.code, given.module)
    if not any(isinstance(node, ast.FunctionDef) and node.name == cases for node in tree.body):
        en = f"there is no `{cases}` beside `{given.exercise.function}`; write it, it yields the cases"
        yield given.located.problem(en, f"`{given.exercise.function}` 旁边没有 `{cases}`；请编写，它给出用例")
    for index, slip in enumerate(given.exercise.slips):
        at = given.located.at("slips", index)
        count = given.solution.count(slip.old)
        if count != 1:
            en = f"`old` of `{slip.id}` stands {count} times in the solution; it must stand there once"
            yield at.problem(en, f"`{slip.id}` 的 `old` 在参考解中出现 {count} 次；必须恰好出现一次")
            continue
        try:
            ast.parse(given.mutated(slip))
        except SyntaxError as error:
            en = f"with `{slip.id}` the solution is no Python: {error.msg}"
            yield at.problem(en, f"套用 `{slip.id}` 后参考解不再是合法的 Python：{error.msg}")
