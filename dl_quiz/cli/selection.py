"""Which questions a command line asks for."""

from __future__ import annotations

from dl_quiz.asking.session import Selection
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_question
from dl_quiz.errors import UsageError
from dl_quiz.nouns import KINDS, Kind, Text
from dl_quiz.text.names import meant


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
            listed = ", ".join(KINDS)
            hint = meant(kind, KINDS, Text(en=f"the kinds are {listed}", zh=f"题型有 {listed}"))
            raise UsageError(f"there is no kind “{kind}”; {hint.en}", f"没有题型“{kind}”；{hint.zh}")
    return tuple(kind for kind in KINDS if kind in typed)
