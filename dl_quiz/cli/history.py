"""What the journal knows, for commands that go on without it where it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dl_quiz.course.course import Course
from dl_quiz.errors import JournalError
from dl_quiz.learner.home import home
from dl_quiz.nouns import point_id
from dl_quiz.terminal.terminal import Terminal

if TYPE_CHECKING:  # who has not begun yet pays neither for SQLite nor for the scheduler
    from dl_quiz.course.outline import TopicOutline
    from dl_quiz.learner.journal import Journal
    from dl_quiz.memory.recall import Recall
    from dl_quiz.nouns import Attempt


def open_journal(terminal: Terminal) -> Journal | None:
    """Open the journal, or warn and go on without."""
    from dl_quiz.learner.journal import Journal

    try:
        return Journal(home() / "journal.sqlite")
    except JournalError as error:
        terminal.warn(error.text)
        return None


def remembered(terminal: Terminal) -> dict[str, Recall]:
    """Return what the journal remembers; nothing where there is no journal yet."""
    if not (home() / "journal.sqlite").exists():
        return {}
    journal = open_journal(terminal)
    if journal is None:
        return {}
    from dl_quiz.memory.recall import recall

    try:
        return recall(journal.attempts())
    except JournalError as error:
        terminal.warn(error.text)
        return {}


def rememberer(terminal: Terminal) -> Callable[[tuple[Attempt, ...]], None]:
    """Return what writes attempts into the journal, or warns that it cannot."""
    journal = open_journal(terminal)

    def remember(attempts: tuple[Attempt, ...]) -> None:
        if journal is None:
            return
        try:
            for attempt in attempts:
                journal.append(attempt)
        except JournalError as error:
            terminal.warn(error.text)

    return remember


def mastered(course: Course, memory: dict[str, Recall]) -> dict[str, float]:
    """Return the mastery of every topic of which a question was answered."""
    if not memory:
        return {}
    from dl_quiz.memory.recall import mastery

    ids = {outline.id: [f"{outline.id}/{question.id}" for question in outline.questions] for outline in course.outlines}
    return {topic: mastery(questions, memory) for topic, questions in ids.items() if any(q in memory for q in questions)}


def never_said(outline: TopicOutline, memory: dict[str, Recall]) -> tuple[str, ...]:
    """Return the key points of a topic that were asked for and not said the last time."""
    last = ((point, memory.get(point_id(outline.id, point))) for point in outline.points)
    return tuple(point for point, remembered in last if remembered is not None and remembered.score == 0)
