"""`dl-quiz new`: files to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dl_quiz.checking.begin import begin_demo, begin_topic
from dl_quiz.cli.help import said


def new(
    context: typer.Context,
    what: Annotated[Literal["topic", "demo"], typer.Argument(help=said("What to begin.", "要新建什么。"))],
    name: Annotated[str, typer.Argument(help=said("Its name.", "名称。"))],
    demo: Annotated[
        str | None,
        typer.Option(help=said("The demo that a topic leads to (default: one of its own name).", "主题对应的演示（默认与主题同名）。")),
    ] = None,
) -> None:
    """Write a topic or a demo that passes `check` and is there to be rewritten."""
    root = next(iter(context.obj.roots), Path())
    written = begin_topic(root, name, demo) if what == "topic" else begin_demo(root, name)
    context.obj.terminal().write("".join(f"{path}\n" for path in written))
