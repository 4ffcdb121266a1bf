"""The bare command: where the learner is, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.history import mastered, remembered
from dl_quiz.render.home import Whereabouts, render_home


def home(given: Globals) -> None:
    """Show where the learner is, and what to do next."""
    course, terminal = given.course(), given.terminal()
    memory = remembered(terminal)
    now = datetime.now(UTC)
    due = sum(one.due <= now for one in memory.values())
    weakest = sorted(mastered(course, memory).items(), key=lambda item: item[1])[:3]
    terminal.show(render_home(Whereabouts(course, len(memory), due, weakest), terminal.language))
