"""Rendering of questions before their answer."""

from __future__ import annotations

from rich.console import Group, RenderableType

from dl_quiz.asking.present import Presented
from dl_quiz.asking.session import Session
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Language, Text
from dl_quiz.render.hanging import Hanging
from dl_quiz.render.line import Line
from dl_quiz.render.parts import Parts
from dl_quiz.render.style import NAME, TITLE
from dl_quiz.text import words


def render_presented(presented: Presented, language: Language) -> RenderableType:
    """Return a question with its numbered options or steps."""
    ask = render_ask(presented, language)
    choices = [(Line(f"  {label(index)}) ", style=NAME), Line(choice.of(language))) for index, choice in enumerate(presented.choices)]
    return Group(ask, Line(), Hanging(choices)) if choices else ask


def render_ask(presented: Presented, language: Language) -> Line:
    """Return what is asked, alone."""
    return Line(presented.ask.of(language), style=TITLE)


def progress_line(session: Session, title: Text, language: Language) -> Parts:
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
    return Parts(parts)


def score(value: float) -> str:
    """Return a score without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
