"""`dl-quiz topics`: the topics, or one topic's questions."""

from __future__ import annotations

from typing import Annotated

import typer

from dl_quiz.asking.listing import list_questions, list_topics
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import remembered
from dl_quiz.cli.options import ListFormat
from dl_quiz.cli.output import show_listing
from dl_quiz.course.find import find_topic
from dl_quiz.render.topics import question_list, topic_list


def topics(
    context: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(help=said("A topic: its id, interview number or demo.", "主题：id、面试题号或演示名。"))
    ] = None,
    format: ListFormat = "text",
) -> None:
    """List the topics with what is known of them; of one topic, its questions."""
    given: Globals = context.obj
    course, terminal = given.course(), given.terminal()
    found = None if topic is None else find_topic(course, topic)
    memory = remembered(terminal) or {}
    if found is None:
        topics = list_topics(course, memory, given.language)
        show_listing(terminal, format, topics, lambda: topic_list(topics, terminal.width))
    else:
        questions = list_questions(course, found, memory, given.language)
        show_listing(terminal, format, questions, lambda: question_list(questions, terminal.width))
