"""`dl-quiz explain`: a topic, or one of its questions."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import PAGES, OutputFile, Overwrite
from dl_quiz.cli.output import output_of, require_format
from dl_quiz.course.find import find_question
from dl_quiz.render.topic import render_topic
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text.commands import command


def explain(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(metavar="TOPIC[/QUESTION]", help=said("What to explain.", "要讲解的主题或题目。"))],
    run: Annotated[bool, typer.Option("--run", help=said("Run its proofs.", "运行其证明。"))] = False,
    short: Annotated[bool, typer.Option("--short", help=said("The answer and the key points alone.", "只显示参考答案和要点。"))] = False,
    sources: Annotated[
        bool,
        typer.Option(
            "--sources", help=said("Mark each sentence of the model answer with what supports it.", "在参考答案的每句话后标出依据。")
        ),
    ] = False,
    format: Annotated[str, typer.Option("--format", metavar="text|svg|html", help=said("How to print.", "输出格式。"))] = "text",
    output: OutputFile = None,
    force: Overwrite = False,
) -> int:
    """Explain a topic, or one question with its key; with --run, prove what is said."""
    given, (topic,) = context.obj.with_files([topic])
    require_format(format, "text", *PAGES)
    out = output_of(format, output, force)
    wish = Wish(topic, run, short, sources)
    if format == "text":
        return _explain(given, given.terminal(), wish)
    from dl_quiz.terminal.page import Page  # a page is seldom wanted

    page = Page(given.language)
    code = _explain(given, page, wish)
    out.give(page.written(format, command("explain", topic)))
    return code


class Wish(NamedTuple):
    """What is to be explained, whether its proofs are run, whether in short, and whether with what supports each sentence."""

    name: str
    run: bool
    short: bool
    sources: bool


def _explain(given: Globals, terminal: Terminal, wish: Wish) -> int:
    course = given.course()
    found, question = find_question(course, wish.name)
    if question is None:
        page = render_topic(found, course.read(found).topic, terminal.language, marked=wish.sources, short=wish.short)
        if not wish.run:
            terminal.page(page)
            return 0
        terminal.show(page)
    from dl_quiz.terminal.explaining import explain_question, run_proofs  # a topic's text wants no key, and so no NumPy

    return run_proofs(terminal, course, found) if question is None else explain_question(terminal, course, found, question, run=wish.run)
