"""Rendering of the answers to one question, and of those to a topic's questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.table import Table

from dl_quiz.asking.attempts import Answer, AnswerList, QuestionAnswers
from dl_quiz.nouns import Language
from dl_quiz.render.line import Line
from dl_quiz.render.progress import known_curve, percent, render_slips
from dl_quiz.render.screen import Screen
from dl_quiz.render.style import MIDDLING, NAME, NOT_APPLICABLE, QUIET, TITLE, mark_of
from dl_quiz.render.tables import hanging_table, headed_table
from dl_quiz.text import progressing as words
from dl_quiz.text.words import SPACE

_WIDEST = 80
_LONGEST = 60


def render_answers(listed: AnswerList, today: str, quiz: str, screen: Screen) -> RenderableType:
    """Return the answers to one question, or a line for each question of a topic; `quiz` is the command that asks what was never answered."""
    language, screen = listed.language, replace(screen, width=min(screen.width, _WIDEST))
    alone = listed.questions[0] if len(listed.questions) == 1 else None
    name = alone.question if alone else f"{words.PROGRESS.of(language)} · {listed.title}"
    parts: list[RenderableType] = [Line(name, style=TITLE)]
    if alone:
        parts += [Line(alone.ask), Line()]
    if not any(one.answers for one in listed.questions):
        return Group(*parts, Line(words.NOT_ANSWERED.format(command=quiz).of(language)))
    parts += [_answers(alone, language), Line()] if alone else [_questions(listed.questions, language), Line()]
    if alone and alone.due:
        parts += [Line(_when_due(alone, today, language)), Line()]
    return Group(*parts, *known_curve(listed.known, today, language, screen), Line(), *render_slips(listed.slips, language))


def _when_due(one: QuestionAnswers, today: str, language: Language) -> str:
    """Return when a question is due, and what is believed of it, unless it was answered only today."""
    told = [words.LIKELY.format(now=percent(one.known))] if one.answers[-1].at[:10] != today else []
    return SPACE.of(language).join(text.of(language) for text in (*told, words.DUE_ON.format(day=one.due or "")))


def _questions(questions: Sequence[QuestionAnswers], language: Language) -> Table:
    """Return a line for each question: how often it was answered, how the last time, what is known, when it is due."""
    heads = (words.LAST, words.COUNT, words.CHANCE, words.DUE_SHORT, words.QUESTION)
    table = headed_table(*(head.of(language) for head in heads))
    for one in questions:
        counted = [answer for answer in one.answers if not answer.taken_back]
        mark, style = mark_of(counted[-1].score) if counted else ("·", QUIET)
        known = percent(one.known) if counted else ""
        slug = one.question.partition("/")[2]
        table.add_row(Line(mark, style=style), str(len(counted)), known, (one.due or "")[5:], Line(slug, style=NAME))
    return table


def _answers(question: QuestionAnswers, language: Language) -> Table:
    table = hanging_table()
    for one in question.answers:
        mark, style = (NOT_APPLICABLE, QUIET) if one.taken_back else mark_of(one.score)
        table.add_row(
            Line(mark, style=style), Line.assemble((one.at[:16].replace("T", " "), QUIET), f"  {_told(one, language)}", *_slips(one))
        )
    return table


def _told(one: Answer, language: Language) -> str:
    """Return what was typed, how long it took and what was looked at before."""
    line = " ".join(one.response.split())
    response = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    seen = words.WITH_HELP.format(seen=", ".join(words.SEEN[what].of(language) for what in one.seen)).of(language) if one.seen else ""
    told = [
        f"“{response}”" if response else one.rule,
        f"{one.seconds:.0f} {words.SECONDS.of(language)}" if one.seconds else "",
        seen,
        words.IS_TAKEN_BACK.of(language) if one.taken_back else "",
    ]
    return " · ".join(filter(None, told))


def _slips(one: Answer) -> list[tuple[str, str]]:
    return [(f"\n{slip}", MIDDLING) for slip in one.slips]
