"""Commands for a learner."""

from __future__ import annotations

from typing import Annotated

import typer

from dl_quiz.cli.help import said
from dl_quiz.cli.setting import Setting


def home(setting: Setting) -> None:
    """Show where the learner is."""
    from dl_quiz.cli.learning import show_home

    show_home(setting)


def topics(
    context: typer.Context,
    topic: Annotated[str | None, typer.Argument(help=said("A topic: its id, interview number or demo.", "主题：id、面试题号或演示名。"))] = None,
) -> None:
    from dl_quiz.cli.learning import list_topics

    list_topics(context.obj, topic)


def quiz(
    context: typer.Context,
    topic: Annotated[list[str] | None, typer.Argument(help=said("Topics, or single questions TOPIC/QUESTION (default: all).", "主题，或单题 主题/题目（默认：全部）。"))] = None,
    count: Annotated[int, typer.Option("-n", "--count", min=1, help=said("How many questions.", "题目数量。"))] = 10,
    level: Annotated[list[int] | None, typer.Option(min=1, max=3, help=said("Only this level (may be repeated).", "只出该难度的题（可重复）。"))] = None,
    kind: Annotated[list[str] | None, typer.Option(help=said("Only this kind: choose, select, number, phrase, order, predict, points (may be repeated).", "只出该题型（可重复）：choose, select, number, phrase, order, predict, points。"))] = None,
    seed: Annotated[int | None, typer.Option(min=0, help=said("Ask the same again: the seed decides questions, numbers and order.", "重现同一份题：种子决定题目、数值和顺序。"))] = None,
) -> int:
    from dl_quiz.cli.learning import sit

    return sit(context.obj, tuple(topic or ()), tuple(level or ()), tuple(kind or ()), count, seed)


def explain(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(metavar="TOPIC[/QUESTION]", help=said("What to explain.", "要讲解的主题或题目。"))],
    run: Annotated[bool, typer.Option("--run", help=said("Run its proofs.", "运行其证明。"))] = False,
) -> int:
    from dl_quiz.cli.learning import explain as body

    return body(context.obj, topic, run=run)


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
