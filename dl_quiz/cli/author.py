"""Commands for authors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from dl_quiz.cli.help import said
from dl_quiz.cli.options import Times


def check(
    context: typer.Context,
    course: Annotated[
        Path | None,
        typer.Argument(help=said("The folder of a course (default: ours, or --course).", "课程文件夹（默认：内置课程或 --course）。")),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help=said("Only this topic (may be repeated).", "只检查该主题（可重复）。"))
    ] = None,
    run: Annotated[
        bool, typer.Option("--run", help=said("Prove every answer and compute every key.", "证明每个答案，计算每个标准答案。"))
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, max=64, help=said("How many processes (default: one a core).", "进程数（默认每核一个）。")),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="text|json", help=said("How to print.", "输出格式。"))] = "text",
    times: Times = False,
    schema: Annotated[
        str | None,
        typer.Option(
            "--schema", metavar="topic|sheet|report|walk|check", help=said("Print a JSON Schema instead.", "改为输出 JSON Schema。")
        ),
    ] = None,
) -> int:
    from dl_quiz.cli.inspection import inspect, print_schema

    if schema is not None:
        sys.stdout.write(print_schema(schema))
        return 0
    return inspect(context.obj, course, tuple(topic or ()), run=run, jobs=jobs, format=format, times=times)


def new(
    context: typer.Context,
    what: Annotated[Literal["topic", "demo"], typer.Argument(help=said("What to begin.", "要新建什么。"))],
    name: Annotated[str, typer.Argument(help=said("Its name.", "名称。"))],
    demo: Annotated[
        str | None,
        typer.Option(help=said("The demo that a topic leads to (default: one of its own name).", "主题对应的演示（默认与主题同名）。")),
    ] = None,
) -> None:
    from dl_quiz.checking.begin import begin_demo, begin_topic

    root = context.obj.course_root or Path()
    written = begin_topic(root, name, demo) if what == "topic" else begin_demo(root, name)
    sys.stdout.write("".join(f"{path}\n" for path in written))
