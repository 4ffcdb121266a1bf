"""Commands for a learner."""

from __future__ import annotations

from typing import Annotated

import typer

from dl_quiz.cli.help import said
from dl_quiz.cli.options import Count, Format, Kinds, Levels, OutputFile, Overwrite, PassMark, Reveal
from dl_quiz.errors import UsageError


def topics(
    context: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(help=said("A topic: its id, interview number or demo.", "主题：id、面试题号或演示名。"))
    ] = None,
) -> None:
    from dl_quiz.cli.learning import list_topics

    list_topics(context.obj, topic)


def quiz(
    context: typer.Context,
    topic: Annotated[
        list[str] | None,
        typer.Argument(help=said("Topics, or single questions TOPIC/QUESTION (default: all).", "主题，或单题 主题/题目（默认：全部）。")),
    ] = None,
    count: Count = 10,
    level: Levels = None,
    kind: Kinds = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            help=said("Ask the same again: the seed decides questions, numbers and order.", "重现同一份题：种子决定题目、数值和顺序。"),
        ),
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            help=said(
                "Take the answers from a file, or - for standard input: a filled-in sheet, or one answer a line.",
                "从文件（或 - 表示标准输入）读取答案：填好的题目单，或每行一个答案。",
            )
        ),
    ] = None,
    format: Format = "text",
    output: OutputFile = None,
    pass_mark: PassMark = 0.0,
    reveal: Reveal = False,
    force: Overwrite = False,
) -> int:
    if answers is None:
        if format != "text" or output or pass_mark or reveal or force:
            raise UsageError(
                "--format, --output, --pass, --reveal and --force go with --answers",
                "--format、--output、--pass、--reveal、--force 需与 --answers 同用",
            )
        from dl_quiz.cli.learning import sit

        return sit(context.obj, tuple(topic or ()), tuple(level or ()), tuple(kind or ()), count, seed)
    from dl_quiz.cli.learning import read_selection
    from dl_quiz.cli.scripting import Output, answer_quiz
    from dl_quiz.sheets.grade import Terms

    selection = read_selection(context.obj.course(), tuple(topic or ()), tuple(level or ()), tuple(kind or ()), count, seed or 0)
    return answer_quiz(
        context.obj, selection, answers, Terms(pass_mark=pass_mark, reveal=reveal, force=force), Output(format, output, force)
    )


def explain(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(metavar="TOPIC[/QUESTION]", help=said("What to explain.", "要讲解的主题或题目。"))],
    run: Annotated[bool, typer.Option("--run", help=said("Run its proofs.", "运行其证明。"))] = False,
) -> int:
    from dl_quiz.cli.learning import explain as body

    return body(context.obj, topic, run=run)


def demo(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME [SCENE]] [--OPTION VALUE]…",
            help=said("What to play, and the scene's own options.", "要播放的演示、场景，以及场景自己的选项。"),
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help=said("Seed of the randomness.", "随机种子。"), min=0)] = 0,
    step: Annotated[
        bool | None,
        typer.Option(
            "--step/--no-step",
            help=said("Wait for Enter and ask for predictions (default: at a terminal).", "逐步播放并请你预测（在终端中默认开启）。"),
        ),
    ] = None,
    source: Annotated[bool, typer.Option("--source", help=said("Show the kernels' source instead.", "改为显示核心函数的源码。"))] = False,
    format: Annotated[str, typer.Option("--format", metavar="text|json", help=said("How to print.", "输出格式。"))] = "text",
    help: Annotated[bool, typer.Option("--help", "-h", help=said("Show this, and the scene's options.", "显示帮助和场景选项。"))] = False,
) -> int | None:
    from dl_quiz.cli.stage_door import enter

    return enter(
        context.obj, tuple(words or ()), seed=seed, step=step, source=source, format=format, help=context.get_help() if help else ""
    )
