"""The bare command: where the learner is, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.history import mastered, never_said, remembered
from dl_quiz.learner.home import home as home_folder
from dl_quiz.learner.interviews import unfinished
from dl_quiz.render.home import Whereabouts, render_home


def home(given: Globals) -> None:
    """Show where the learner is, and what to do next."""
    course, terminal = given.course(), given.terminal()
    memory = remembered(terminal)
    now = datetime.now(UTC)
    ids = (f"{outline.id}/{question.id}" for outline in course.outlines for question in outline.questions)
    met = [memory[question] for question in ids if question in memory]
    due = sum(one.due <= now for one in met)
    weakest = sorted(mastered(course, memory).items(), key=lambda item: item[1])[:3]
    unsaid = {outline.id: points for outline in course.outlines if (points := never_said(outline, memory))}
    waiting = given.typed("dl-quiz interview --resume") if unfinished(home_folder() / "interviews", given.course_name) else ""
    terminal.show(render_home(Whereabouts(course, len(met), due, weakest, unsaid=unsaid, waiting=waiting), terminal.language))
