"""`dl-quiz search`: what fits some words, and the command that opens it."""

from __future__ import annotations

from typing import Annotated

import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import ListFormat
from dl_quiz.cli.output import show_listing
from dl_quiz.course.index import index_of
from dl_quiz.course.search import find, nearest_word
from dl_quiz.render.line import Line
from dl_quiz.render.search import render_found
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import words
from dl_quiz.text.commands import command

_MOST = 10

Words = Annotated[list[str], typer.Argument(help=said("What to look for: words, or parts of them.", "要找的词语，或其中一部分。"))]
Count = Annotated[int, typer.Option("-n", "--count", min=1, help=said("How many hits at most.", "最多列出多少条。"))]


def search(context: typer.Context, word: Words, count: Count = _MOST, format: ListFormat = "text") -> None:
    """Search the course for words."""
    given: Globals = context.obj
    terminal, typed = given.terminal(), " ".join(word)
    entries = index_of(given.course())
    found = find(entries, typed, count, given.language)
    if found.count or format != "text":
        more = command("search", *word, "-n", str(found.count))
        show_listing(terminal, format, found, lambda: render_found(found, more, terminal.width))
    else:
        _tell_nothing(terminal, typed, nearest_word(entries, typed))


def _tell_nothing(terminal: Terminal, typed: str, near: str) -> None:
    terminal.show(Line(terminal.say(words.FOUND_NOTHING.format(words=typed))))
    if near:
        terminal.show(Line(terminal.say(words.FOUND_NEAR.format(words=near, command=command("search", *near.split())))))
