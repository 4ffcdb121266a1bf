"""Proofs run: a scene played until the check comes that shows an answer."""

from __future__ import annotations

import functools
from typing import Any

from dl_quiz.asking.arguments import SceneCall
from dl_quiz.course.course import Course
from dl_quiz.course.reading import Located
from dl_quiz.errors import CourseError
from dl_quiz.nouns import Value


def run_proof(course: Course, located: Located, call: SceneCall) -> Any:
    """Play a scene until the check that is wanted comes, and return it judged.

    Raises TrustError where the course is not trusted, CourseError when the scene or the check is missing, or when the scene refuses its arguments.
    """
    where = f"{call.demo} {call.scene}"
    try:
        judged = _judged(course, call.demo, call.scene, call.check, tuple(sorted(call.arguments.items())))
    except CourseError:
        raise
    except Exception as error:  # whatever a course's own code raises, its author gets one sentence with the line
        raise CourseError([located.problem(f"the scene `{where}` breaks off: {error}", f"场景 `{where}` 中断：{error}")]) from None
    if judged is None:
        en = f"the scene `{where}` yields no check `{call.check}` with these arguments"
        raise CourseError([located.problem(en, f"场景 `{where}` 在这些参数下没有给出检查 `{call.check}`")])
    return judged


@functools.lru_cache(maxsize=1024)
def _judged(course: Course, demo: str, scene: str, check: str, arguments: tuple[tuple[str, Value], ...]) -> Any:
    """Return the check, judged and told in every language; None where the scene does not yield it."""
    from dl_quiz.stage.performance import Performance, steps_of
    from dl_quiz.stage.play import Judged

    outline = course.demo(demo)
    declared = outline.scene(scene)
    if declared is None:
        raise LookupError(f"{demo} has no such scene")
    steps = steps_of(Performance(course.runnable(), outline, (declared,), dict(arguments)), declared)
    return next((step for step in steps if isinstance(step, Judged) and step.check.name == check), None)
