"""Rendering of a sheet while it is sat: the head of a question, and all questions looked over."""

from __future__ import annotations

from rich.console import Group, RenderableType

from dl_quiz.nouns import Language
from dl_quiz.render.labels import clock
from dl_quiz.render.line import Line
from dl_quiz.render.style import BAD, NAME, QUIET, TITLE
from dl_quiz.sheets.documents import Item
from dl_quiz.sheets.sitting import Sitting, is_answered
from dl_quiz.text import classroom, words

_LONGEST = 24
"""How many characters of an answer the list shows."""


def render_head(sitting: Sitting, item: Item, over: float | None, language: Language) -> Line:
    """Return where a learner stands: which question of how many, of what kind, and the time left or over."""
    parts = [words.PROGRESS.format(number=sitting.at + 1, all=len(sitting.sheet.items)).of(language)]
    parts += [words.KINDS[item.kind].of(language)] if item.kind else []
    line = Line(" · ".join(parts), style=QUIET)
    if over is None:
        return line
    told = classroom.TIME_OVER if over > 0 else classroom.TIME_LEFT
    return line.append(f" · {told.format(time=clock(abs(over))).of(language)}", BAD if over > 0 else TITLE)


def render_all(sitting: Sitting, language: Language) -> RenderableType:
    """Return the list of all questions, each with its answer and the beginning of what it asks."""
    count, done = len(sitting.sheet.items), len(sitting.sheet.items) - len(sitting.open)
    head = Line(classroom.ALL_QUESTIONS.format(done=done, all=count).of(language), style=TITLE)
    return Group(head, Line(), *(_row(number, item) for number, item in enumerate(sitting.sheet.items, 1)))


def _row(number: int, item: Item) -> Line:
    answer = (shown(item), TITLE) if is_answered(item) else ("–", BAD)
    asked = (f"  {' '.join(item.ask.split())}", QUIET)
    return Line.assemble((f"{number:>3}) ", NAME), answer, asked, no_wrap=True, overflow="ellipsis")


def shown(item: Item) -> str:
    """Return an answer on one short line."""
    answer = item.answer
    text = " ".join((", ".join(map(str, answer)) if isinstance(answer, tuple) else str(answer)).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
