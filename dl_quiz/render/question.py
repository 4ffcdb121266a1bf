"""Rendering of questions before their answer."""

from __future__ import annotations

from rich.console import Group, RenderableType

from dl_quiz.asking.present import Presented
from dl_quiz.asking.session import Session
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Language, Text
from dl_quiz.render.line import Line
from dl_quiz.render.style import NAME, QUIET, TITLE
from dl_quiz.render.tables import hanging_table
from dl_quiz.text import words


def render_presented(presented: Presented, language: Language) -> RenderableType:
    """Return a question with its numbered options or steps."""
    table = hanging_table(style=NAME)
    for index, choice in enumerate(presented.choices):
        table.add_row(f"{label(index)})", Line(choice.of(language)))
    ask = render_ask(presented, language)
    return Group(ask, Line(), table) if presented.choices else ask


def render_ask(presented: Presented, language: Language) -> Line:
    """Return what is asked, alone."""
    return Line(presented.ask.of(language), style=TITLE)


def progress_line(session: Session, title: Text, language: Language) -> Line:
    """Return where a session stands, and of what kind the next question is."""
    posed = session.next
    assert posed is not None, "there is no next question"
    parts = [words.PROGRESS.format(number=len(session.done) + 1, all=len(session.posed)).of(language)]
    if session.done:
        parts.append(words.SO_FAR.format(points=score(session.points), asked=len(session.done)).of(language))
    parts += [
        title.of(language),
        words.LEVEL.format(level=posed.question.level).of(language),
        words.KINDS[posed.question.kind].of(language),
    ]
    return Line(" · ".join(parts), style=QUIET)


def score(value: float) -> str:
    """Return a score without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
