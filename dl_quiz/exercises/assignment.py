"""An exercise with all that judging it takes: its solution as a program, its wrong programs, and its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dl_quiz.course.course import Course
from dl_quiz.course.reading import Located
from dl_quiz.errors import CourseError
from dl_quiz.files.code import EXERCISES, Code
from dl_quiz.nouns import Exercise, WrongProgram
from dl_quiz.stage.cases import Case
from dl_quiz.stage.source import standalone_function

CASES = "_cases"


@dataclass(frozen=True, slots=True)
class Assignment:
    """An exercise, where it stands, the module of its function, and its solution: a program that needs NumPy alone."""

    code: Code
    exercise: Exercise
    located: Located
    module: str
    solution: str

    @property
    def id(self) -> str:
        """Return the id under which it is remembered, as a question is under its own."""
        return f"{self.located.reading.id}/{self.exercise.id}"

    def mutated(self, slip: WrongProgram) -> str:
        """Return the solution with a slip made in it."""
        return self.solution.replace(slip.old, slip.new)


def assignment(course: Course, located: Located, exercise: Exercise) -> Assignment:
    """Return an exercise with its solution, read without running anything. Raises CourseError where that cannot be found."""
    module = f"{EXERCISES}.{located.reading.topic.demo or located.reading.id.replace('-', '_')}"
    path = course.code.path(module)
    if module not in course.code.modules:
        en = f"there is no file {_short(path)} with the function `{exercise.function}` and its cases; write it"
        raise CourseError([located.problem(en, f"没有文件 {_short(path)}，其中应有函数 `{exercise.function}` 及其用例；请编写")])
    try:
        solution = standalone_function(course.code, module, exercise.function)
    except LookupError:
        en = f"{_short(path)} neither defines nor imports `{exercise.function}`; the exercise's id is its function's name"
        raise CourseError(
            [located.problem(en, f"{_short(path)} 既没有定义也没有导入 `{exercise.function}`；练习的 id 就是函数名")]
        ) from None
    return Assignment(course.code, exercise, located, module, solution)


def cases_of(given: Assignment, seed: int) -> Sequence[Case]:
    """Return the cases that a seed draws, by running the course's code; raises whatever that raises, AttributeError where there are none."""
    import numpy as np

    from dl_quiz.stage.load import load_module

    draw = getattr(load_module(given.code, given.module), given.exercise.function + CASES)
    return list(draw(np.random.default_rng(seed)))


def _short(path: Path) -> str:
    return "/".join(path.parts[-3:])
