"""`dl-quiz topics`: the topics, or one topic's questions."""

from __future__ import annotations

from typing import Annotated

import typer

from dl_quiz.cli.help import said
from dl_quiz.cli.history import mastered, never_said, remembered
from dl_quiz.course.find import find_topic
from dl_quiz.render.topics import question_list, topic_list


def topics(
    context: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(help=said("A topic: its id, interview number or demo.", "主题：id、面试题号或演示名。"))
    ] = None,
) -> None:
    """List the topics with what is known of them; of one topic, its questions."""
    course, terminal = context.obj.course(), context.obj.terminal()
    if topic is None:
        shares = mastered(course, remembered(terminal) or {})
        terminal.show(topic_list(course.outlines, shares, terminal.language, terminal.width))
        return
    found = find_topic(course, topic)
    outline = next(outline for outline in course.outlines if outline.id == found)
    terminal.show(question_list(outline, never_said(outline, remembered(terminal) or {}), terminal.language, terminal.width))
