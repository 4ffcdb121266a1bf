"""Commands for authors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dl_quiz.cli.help import said


def check(
    context: typer.Context,
    course: Annotated[Path | None, typer.Argument(help=said("The folder of a course (default: ours, or --course).", "课程文件夹（默认：内置课程或 --course）。"))] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help=said("Only these topics.", "只检查这些主题。"))] = None,
    run: Annotated[bool, typer.Option("--run", help=said("Prove every answer and compute every key.", "证明每个答案，计算每个标准答案。"))] = False,
) -> int:
    from dl_quiz.cli.inspection import inspect

    return inspect(context.obj, course, tuple(topic or ()), run=run)


def new(context: typer.Context) -> None:
    raise NotImplementedError
