"""Commands for a learner."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dl_quiz.cli.help import said
from dl_quiz.cli.setting import Setting


def home(setting: Setting) -> None:
    """Show where the learner is."""
    raise NotImplementedError


def topics(context: typer.Context) -> None:
    raise NotImplementedError


def quiz(context: typer.Context) -> None:
    raise NotImplementedError


def explain(context: typer.Context) -> None:
    raise NotImplementedError


def demo(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NAME [SCENE]] [--OPTION VALUE]…", help=said("What to play, and the scene's own options.", "要播放的演示、场景，以及场景自己的选项。"))] = None,
    seed: Annotated[int, typer.Option(help=said("Seed of the randomness.", "随机种子。"), min=0)] = 0,
    step: Annotated[bool | None, typer.Option("--step/--no-step", help=said("Wait for Enter and ask for predictions (default: at a terminal).", "逐步播放并请你预测（在终端中默认开启）。"))] = None,
    source: Annotated[bool, typer.Option("--source", help=said("Show the kernels' source instead.", "改为显示核心函数的源码。"))] = False,
    format: Annotated[str, typer.Option("--format", metavar="text|json", help=said("How to print.", "输出格式。"))] = "text",
    help: Annotated[bool, typer.Option("--help", "-h", help=said("Show this, and the scene's options.", "显示帮助和场景选项。"))] = False,
) -> int | None:
    from dl_quiz.cli.stage_door import enter

    return enter(context.obj, tuple(words or ()), seed=seed, step=step, source=source, format=format, help=context.get_help() if help else "")
