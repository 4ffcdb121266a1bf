"""Rendering of the end of a quiz: the result, each question by its text and number, and what to do next."""

from __future__ import annotations

from rich.console import Group, RenderableType

from dl_quiz.asking.present import present
from dl_quiz.asking.session import Session
from dl_quiz.nouns import Language
from dl_quiz.render.hanging import Hanging
from dl_quiz.render.line import Line
from dl_quiz.render.question import score
from dl_quiz.render.style import BAD, GOOD, MIDDLING, OTHER, QUIET, TITLE, mark_of
from dl_quiz.render.suggestions import Suggestions
from dl_quiz.text import words
from dl_quiz.text.commands import command

_MOST_TOPICS = 5


def render_summary(session: Session, again: str, language: Language) -> RenderableType:
    """Return the end of a session; `again` is the command that asks the same, if there is one."""
    if not session.done:
        return Line(words.NOTHING_ANSWERED.of(language), style=QUIET)
    weak = {one.posed.topic: one.posed.reading.topic.title for one in session.done if one.verdict is None or not one.verdict.right}
    parts: list[RenderableType] = [_result(session, language), _questions(session, language), Line()]
    if weak:
        looks = [(command("quiz", "--wrong"), words.TRY_WRONG.of(language))]
        looks += [(command("explain", topic), title.of(language)) for topic, title in list(weak.items())[:_MOST_TOPICS]]
        parts += [Line(words.LOOK_AT.of(language), style=TITLE), Suggestions(looks)]
    else:
        parts.append(Line(words.ALL_RIGHT.format(command=command("quiz", "--level", "3")).of(language)))
    if again:
        parts += [Line(), Line(words.AGAIN.format(command=again).of(language), style=QUIET)]
    return Group(*parts)


def _result(session: Session, language: Language) -> Line:
    share = session.points / len(session.done)
    said = [
        words.SUMMARY.of(language),
        words.RESULT.format(points=score(session.points), asked=len(session.done), percent=f"{share:.0%}").of(language),
    ]
    if session.skipped:
        said.append(words.RESULT_SKIPPED.format(skipped=session.skipped).of(language))
    return Line(" · ".join(said), style=GOOD if share >= 0.8 else MIDDLING if share >= 0.5 else BAD)


def _questions(session: Session, language: Language) -> RenderableType:
    """Return the questions with their marks and numbers, a line each."""
    rows, digits = [], len(str(len(session.done)))
    for number, one in enumerate(session.done, 1):
        mark, style = mark_of(one.verdict.score) if one.verdict else (OTHER, QUIET)
        asked = " ".join(present(one.posed).ask.of(language).split())
        text = Line(asked, style="" if one.verdict else QUIET, no_wrap=True)
        rows.append((Line.assemble((mark, style), f" {number:>{digits}} "), text))
    return Hanging(rows)
