"""A course's book in Markdown, its pictures drawn in characters."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console

from dl_quiz.exchange.book import Chapter, Picture
from dl_quiz.nouns import Language
from dl_quiz.render.book import Drawing, Heading, Listing, Paragraph, Part, parts_of
from dl_quiz.render.markdown import markdown
from dl_quiz.render.screen import Screen
from dl_quiz.render.stage import render_step

_WIDTH, _HEIGHT = 76, 24
_FENCE = "~~~~"


def book_markdown(title: str, chapters: Iterable[Chapter], language: Language) -> str:
    """Return the book: a title, a list of its chapters, and the chapters."""
    each = list(chapters)
    contents = [f"{turn}. [{_line(one.topic.title.of(language))}](#{one.identity})" for turn, one in enumerate(each, 1)]
    parts = [f"# {_line(title)}", "\n".join(contents)]
    parts += [
        written for turn, chapter in enumerate(each, 1) for part in parts_of(chapter, turn, language) for written in _part(part, language)
    ]
    return "\n\n".join(parts) + "\n"


def _part(part: Part, language: Language) -> Iterator[str]:
    match part:
        case Heading(level, text, name):
            yield (f'<a id="{name}"></a>\n\n' if name else "") + f"{'#' * level} {_line(text)}"
        case Paragraph(text, quiet):
            yield f"*{_lines(text)}*" if quiet else _lines(text)
        case Listing(items):
            yield "\n".join("- " + _lines("\n".join([first, *further]), 2) for first, further in items)
        case Drawing(picture, caption, command):
            yield f"**{_line(caption)}** · `{command}`"
            yield f"{_FENCE}text\n{_drawn(picture, language)}\n{_FENCE}"


def _lines(text: str, indent: int = 0) -> str:
    """Return a text whose lines stay lines, the further ones indented."""
    return ("  \n" + " " * indent).join(map(_line, text.strip().split("\n")))


def _line(text: str) -> str:
    """Return a text on one line."""
    return markdown(" ".join(text.split()))


def _drawn(picture: Picture, language: Language) -> str:
    console = Console(file=io.StringIO(), width=_WIDTH, color_system=None, force_terminal=False, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(render_step(picture.shown, language, Screen(_WIDTH, _HEIGHT)))
    return "\n".join(line.rstrip() for line in capture.get().rstrip("\n").split("\n"))
