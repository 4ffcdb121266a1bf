"""`dl-quiz export`: a course in the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dl_quiz.bundled import bundled_root
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import OutputFile, Overwrite
from dl_quiz.cli.output import Output
from dl_quiz.course.course import Course
from dl_quiz.course.find import find_topic
from dl_quiz.exchange.items import Export, Wish, listed, lost_exercises, undrawn
from dl_quiz.exchange.to_anki import to_anki
from dl_quiz.exchange.to_gift import to_gift
from dl_quiz.exchange.to_moodle import to_moodle
from dl_quiz.nouns import Text
from dl_quiz.text import words
from dl_quiz.text.commands import keeping

Format = Annotated[Literal["anki", "gift", "moodle", "markdown", "html"], typer.Argument(help=said("Which format.", "哪种格式。"))]
Topics = Annotated[list[str] | None, typer.Argument(help=said("Topics (default: all).", "主题（默认：全部）。"))]
Draws = Annotated[
    int,
    typer.Option(
        min=1, max=100, help=said("How many of a template's draws become questions of their own.", "每道模板题导出多少组抽取值。")
    ),
]
Seed = Annotated[int, typer.Option(min=0, help=said("The seed decides which numbers are drawn.", "种子决定抽到哪些数值。"))]


Pictures = Annotated[
    bool, typer.Option("--pictures/--no-pictures", help=said("Draw the demos' pictures in a book.", "在书中画出演示的图。"))
]


def export(
    context: typer.Context,
    format: Format,
    topic: Topics = None,
    draws: Draws = 1,
    seed: Seed = 0,
    pictures: Pictures = True,
    output: OutputFile = None,
    force: Overwrite = False,
) -> int:
    """Write a course for another tool; what that has no place for is listed on standard error."""
    given: Globals = context.obj
    out = Output(format, output, force)
    out.check()
    course = given.course()
    topics = tuple(dict.fromkeys(find_topic(course, name) for name in topic)) if topic else course.topics
    terminal = given.terminal()
    with terminal.working(words.COMPUTING), keeping(()):  # where this course lies here, and its language, mean nothing elsewhere
        made = _made(course, format, Wish(topics, given.language, draws, seed), pictures)
    out.give(made.text)
    for line in listed(made.lost, given.language):
        terminal.warn(Text(en=line, zh=line))
    terminal.warn(words.EXPORTED.format(count=made.count, format=format))
    return 0


def _made(course: Course, format: str, wish: Wish, pictured: bool) -> Export:
    """Return the course in a format."""
    match format:
        case "anki":
            return to_anki(course, name_of(course), wish)
        case "gift":
            return to_gift(course, wish)
        case "moodle":
            return to_moodle(course, name_of(course), wish)
    return _book(course, format, wish, pictured)


def _book(course: Course, format: str, wish: Wish, pictured: bool) -> Export:
    """Return the course as a book to be read."""
    from dl_quiz.exchange.book import chapters
    from dl_quiz.render.book_html import book_html
    from dl_quiz.render.book_markdown import book_markdown

    each = list(chapters(course, wish, pictured=pictured))
    items = [item for chapter in each for item in chapter.items]
    write = book_html if format == "html" else book_markdown
    text = write(course.manifest.title.of(wish.language), each, wish.language)
    return Export(text, (*undrawn(items, wish), *lost_exercises(course, wish)), len(items))


def name_of(course: Course) -> str:
    """Return the name under which a course's questions are known to other tools, for ever: its folder's; ours is dl-quiz."""
    return "dl-quiz" if course.root == bundled_root() else Path(course.root).resolve().stem
