"""Rendering of the exercises of a course, and of how the learner stands."""

from __future__ import annotations

from rich.console import Group, RenderableType

from dl_quiz.exercises.listing import ExerciseList, Standing
from dl_quiz.render.line import Line
from dl_quiz.render.style import GOOD, MIDDLING, NAME, PARTLY, QUIET, RIGHT
from dl_quiz.render.tables import headed_table
from dl_quiz.text import implementing as said
from dl_quiz.text import words

_MARKS: dict[Standing, tuple[str, str]] = {"done": (RIGHT, GOOD), "tried": (PARTLY, MIDDLING), "new": ("·", QUIET)}


def exercise_list(listing: ExerciseList) -> RenderableType:
    """Return the exercises: done, tried or new, what is typed, the title, the level."""
    if not listing.exercises:
        return Line(said.NO_EXERCISE.of(listing.language))
    language = listing.language
    table = headed_table(*(head.of(language) for head in (said.STANDING, said.FUNCTION, words.TITLE, words.LEVEL_OF)))
    for one in listing.exercises:
        mark, style = _MARKS[one.standing]
        standing = said.STANDINGS[one.standing].of(language)
        table.add_row(
            Line(f"{mark} {standing}", style=style, no_wrap=True),
            Line(one.name, style=NAME),
            Line(one.title),
            Line(str(one.level), style=QUIET),
        )
    done = sum(one.standing == "done" for one in listing.exercises)
    return Group(table, Line(), Line(said.COUNT.format(done=done, all=len(listing.exercises)).of(listing.language), style=QUIET))
