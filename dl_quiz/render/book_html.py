"""A course's book as one page of HTML that needs nothing else: keys fold out, pictures are text in colours."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from html import escape

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from dl_quiz.exchange.book import Chapter, Picture
from dl_quiz.nouns import Language
from dl_quiz.render.book import Drawing, Heading, Listing, Paragraph, Part, parts_of
from dl_quiz.render.screen import Screen
from dl_quiz.render.stage import render_step
from dl_quiz.visible import visible

_WIDTH, _HEIGHT, _COLOURS = 80, 24, 2**24
_LANGUAGES = {"en": "en", "zh": "zh-CN"}
_STYLE = """
body { font: 17px/1.55 Georgia, "Noto Serif", "Noto Serif CJK SC", "Songti SC", serif; color: #1a1a1a; background: #fff; max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.8em; } h2 { font-size: 1.4em; margin-top: 3em; border-top: 1px solid #ccc; padding-top: 1em; } h3 { font-size: 1.1em; margin-top: 1.8em; }
p, li { white-space: pre-line; } li { margin: .3em 0; } ul { padding-left: 1.4em; } a { color: #005f9a; }
.quiet, figcaption code { color: #555; font-size: .9em; } figure { margin: 1.2em 0; } figcaption { margin-bottom: .3em; }
pre { overflow-x: auto; font: 12px/1.2 "DejaVu Sans Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
@media print { h2 { break-before: page; } figure { break-inside: avoid; } }
"""


def book_html(title: str, chapters: Iterable[Chapter], language: Language) -> str:
    """Return the book: a title, a list of its chapters, and the chapters."""
    each = list(chapters)
    contents = "".join(f'<li><a href="#{_text(one.identity)}">{_text(one.topic.title.of(language))}</a></li>\n' for one in each)
    body = "".join(
        written for turn, chapter in enumerate(each, 1) for part in parts_of(chapter, turn, language) for written in _part(part, language)
    )
    head = (
        f"<meta charset=utf-8>\n<meta name=viewport content='width=device-width'>\n<title>{_text(title)}</title>\n<style>{_STYLE}</style>"
    )
    return (
        f"<!DOCTYPE html>\n<html lang={_LANGUAGES[language]}>\n<head>\n{head}\n</head>\n<body>\n"
        f"<h1>{_text(title)}</h1>\n<ol>\n{contents}</ol>\n{body}</body>\n</html>\n"
    )


def _part(part: Part, language: Language) -> Iterator[str]:
    match part:
        case Heading(level, text, name):
            own = f' id="{_text(name)}"' if name else ""
            yield f"<h{level}{own}>{_text(text)}</h{level}>\n"
        case Paragraph(text, quiet):
            yield f"<p{' class=quiet' if quiet else ''}>{_text(text)}</p>\n"
        case Listing(items):
            each = ("\n".join([first, *further]) for first, further in items)
            yield "<ul>\n" + "".join(f"<li>{_text(item)}</li>\n" for item in each) + "</ul>\n"
        case Drawing(picture, caption, command):
            yield f"<figure><figcaption><b>{_text(caption)}</b> <code>{_text(command)}</code></figcaption>\n"
            yield f"<pre>{_drawn(picture, language)}</pre></figure>\n"


def _text(text: str) -> str:
    return escape(visible(text.strip()))


def _drawn(picture: Picture, language: Language) -> str:
    """Return a picture as spans, as it is drawn on a light ground."""
    console = Console(
        record=True,
        file=io.StringIO(),
        width=_WIDTH,
        color_system="truecolor",
        force_terminal=True,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(render_step(picture.shown, language, Screen(_WIDTH, _HEIGHT, _COLOURS, light=True)))
    return console.export_html(theme=DEFAULT_TERMINAL_THEME, code_format="{code}", inline_styles=True).rstrip()
