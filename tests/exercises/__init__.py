"""Exercises, and how programs are judged; `judged` is a program judged in an exercise of ours."""

from __future__ import annotations

import functools
import textwrap
from pathlib import Path

from dl_quiz.course.course import Course, open_course
from dl_quiz.exercises.assignment import Assignment, assignment
from dl_quiz.exercises.judgement import Judgement
from dl_quiz.exercises.judging import judge
from dl_quiz.exercises.running import Program
from tests.courses import SMALL

OURS = open_course()


@functools.lru_cache(maxsize=2)  # ours, read once, and the one that a test has at hand
def every(course: Course = OURS) -> dict[str, Assignment]:
    """Return the exercises of a course by their ids."""
    return {
        f"{topic}/{one.id}": assignment(course, located, one) for topic in course.topics for one, located in course.read(topic).exercises()
    }


def the(name: str, course: Course = OURS) -> Assignment:
    """Return an exercise by the name of its function."""
    return next(one for one in every(course).values() if one.exercise.function == name)


def small(trusted: bool = True, root: Path = SMALL) -> Assignment:
    """Return the exercise of the small course."""
    return the("running_total", open_course(root, trusted=trusted))


def judged(source: str, given: Assignment | str = "correlate2d", *, seed: int = 0, folder: Path = Path("/nowhere")) -> Judgement:
    """Return what a program comes to; it is indented as it stands in a test."""
    exercise = the(given) if isinstance(given, str) else given
    program = Program(textwrap.dedent(source), exercise.exercise.function, folder / f"{exercise.exercise.function}.py")
    return judge(exercise, program, seed)
