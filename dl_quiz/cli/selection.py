"""Which questions a command line asks for."""

from __future__ import annotations

from dl_quiz.asking.session import Selection
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_question
from dl_quiz.errors import UsageError
from dl_quiz.nouns import KINDS, Kind
from dl_quiz.text.names import nearest


def read_selection(
    course: Course, names: list[str] | None, levels: list[int] | None, kinds: list[str] | None, count: int | None, seed: int
) -> Selection:
    """Return a selection from what was typed. Raises UsageError for an unknown topic, question or kind."""
    found = [find_question(course, name) for name in names or ()]
    questions = tuple(f"{topic}/{question.id}" for topic, question in found if question)
    whole = [topic for topic, question in found if not question]
    if questions:
        questions += tuple(f"{o.id}/{q.id}" for o in course.outlines if o.id in whole for q in o.questions)
    return Selection(tuple(dict.fromkeys(topic for topic, _ in found)), tuple(levels or ()), _kinds(kinds or []), questions, count, seed)


def _kinds(typed: list[str]) -> tuple[Kind, ...]:
    for kind in typed:
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            listed = ", ".join(KINDS)
            hint = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no kind “{kind}”; {hint}The kinds are {listed}", f"没有题型“{kind}”；题型有 {listed}")
    return tuple(kind for kind in KINDS if kind in typed)
