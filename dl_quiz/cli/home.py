"""The bare command: where the learner is, and what to do next."""

from __future__ import annotations

import contextlib

from dl_quiz.asking.listing import never_said
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.history import answered_in, mastered, remembered, unfinished_here
from dl_quiz.learner import clock
from dl_quiz.learner.home import home as home_folder
from dl_quiz.learner.interviews import unfinished
from dl_quiz.memory.recall import Recall
from dl_quiz.nouns import Text
from dl_quiz.render.home import Stopped, Whereabouts, render_home
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text.commands import command


def home(given: Globals) -> None:
    """Show where the learner is, and what to do next."""
    course, terminal = given.course(), given.terminal()
    memory = remembered(terminal) or {}
    now = clock.now()
    ids = (f"{outline.id}/{question.id}" for outline in course.outlines for question in outline.questions)
    met = [memory[question] for question in ids if question in memory]
    due = sum(one.is_due(now) for one in met)
    weakest = sorted(mastered(course, memory).items(), key=lambda item: item[1])[:3]
    unsaid = {outline.id: points for outline in course.outlines if (points := never_said(outline, memory))}
    waiting = command("interview", "--resume") if unfinished(home_folder() / "interviews", given.course_name) else ""
    stopped = _stopped(given, terminal) if memory else None
    plan, open = _plan(given, memory, terminal)
    terminal.show(render_home(Whereabouts(course, len(met), due, weakest, stopped, unsaid, waiting, plan, open), terminal.language))


def _plan(given: Globals, memory: dict[str, Recall], terminal: Terminal) -> tuple[Text | None, tuple[str, ...]]:
    """Return what the plan says of today, where there is one, and the topics whose open question is left of it."""
    with contextlib.suppress(OSError):  # of a folder that cannot be used, which was told already
        if not (home_folder() / "plan.json").exists():
            return None, ()
    from dl_quiz.cli.today import today  # who has no plan pays for none

    here = today(given, memory, terminal)
    return here.line(given.course()), here.open


def _stopped(given: Globals, terminal: Terminal) -> Stopped | None:
    """Return where an unfinished quiz stands, if some of its questions are answered and some are not."""
    quiz = unfinished_here(given)
    if quiz is None:
        return None
    done, all = len(answered_in(quiz, terminal)), len(quiz.questions)
    return Stopped(done, all, command("quiz", "--resume")) if 0 < done < all else None
