"""What the journal knows, for commands that go on without it where it cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dl_quiz.cli.globals import Globals
from dl_quiz.course.course import Course
from dl_quiz.errors import JournalError
from dl_quiz.learner import clock
from dl_quiz.learner.home import home
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import words

if TYPE_CHECKING:  # who has not begun yet pays neither for SQLite nor for the scheduler
    from dl_quiz.learner.journal import Journal
    from dl_quiz.learner.unfinished import Unfinished
    from dl_quiz.memory.recall import Recall
    from dl_quiz.nouns import Attempt


def open_journal(terminal: Terminal) -> Journal:
    """Return the learner's journal, which tells what it has to say at a terminal."""
    from dl_quiz.learner.journal import Journal

    return Journal(home() / "journal.sqlite", terminal.warn)


def remembered(terminal: Terminal) -> dict[str, Recall] | None:
    """Return what the journal remembers; None, and a warning, where it cannot be read."""
    if _has_none():
        return {}
    from dl_quiz.learner.remembering import remembered

    try:
        return remembered(open_journal(terminal), home() / "cache" / "memory.json", clock.now())
    except JournalError as error:
        terminal.warn(words.WITHOUT_HISTORY.format(fault=error.text))
        return None


def _has_none() -> bool:
    try:
        (home() / "journal.sqlite").stat()
    except FileNotFoundError:
        return True
    except OSError:
        pass
    return False


def mastered(course: Course, memory: dict[str, Recall]) -> dict[str, float]:
    """Return the mastery of every topic of which a question was answered."""
    if not memory:
        return {}
    from dl_quiz.memory.recall import mastery

    ids = {outline.id: [f"{outline.id}/{question.id}" for question in outline.questions] for outline in course.outlines}
    return {topic: mastery(questions, memory) for topic, questions in ids.items() if any(q in memory for q in questions)}


def unfinished_here(given: Globals) -> Unfinished | None:
    """Return the quiz over this course that was begun and not ended."""
    from dl_quiz.learner.unfinished import unfinished

    quiz = unfinished(home())
    return quiz if quiz is not None and quiz.course == given.course_name else None


def answered_in(quiz: Unfinished, terminal: Terminal) -> list[Attempt]:
    """Return the answers that an unfinished quiz had already; none where the journal cannot be read."""
    from dl_quiz.memory.recall import standing

    try:
        return standing([attempt for attempt in open_journal(terminal).attempts(quiz.after or 0) if attempt.session == quiz.session])
    except JournalError:
        return []
