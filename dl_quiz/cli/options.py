"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dl_quiz.cli.help import said
from dl_quiz.errors import UsageError
from dl_quiz.nouns import KINDS


def _share(share: float) -> float:
    """Return a share that is a number. Raises UsageError for the one value that lies neither within bounds nor outside."""
    if share != share:
        raise UsageError("--pass takes a share from 0 to 1, like 0.8", "--pass 需要 0 到 1 之间的比例，如 0.8")
    return share


Count = Annotated[int, typer.Option("-n", "--count", min=1, help=said("How many questions.", "题目数量。"))]
MaybeCount = Annotated[
    int | None,
    typer.Option(
        "-n", "--count", min=1, help=said("How many questions (10, or today's part of the plan).", "题目数量（10，或计划的今日部分）。")
    ),
]
Minutes = Annotated[
    float | None,
    typer.Option(
        min=1, max=600, help=said("As many questions as fit into this time, at your pace.", "按你的速度，题目数量以这段时间为限。")
    ),
]
Levels = Annotated[
    list[int] | None, typer.Option("--level", min=1, max=3, help=said("Only this level (may be repeated).", "只出该难度的题（可重复）。"))
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        help=said(
            f"Only this kind: {', '.join(KINDS)} (may be repeated).",
            f"只出该题型（可重复）：{', '.join(KINDS)}。",
        ),
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="text|json|junit|tap", help=said("How to print the report.", "报告格式。"))]
ListFormat = Annotated[str, typer.Option("--format", metavar="text|json", help=said("How to print the list.", "列表格式。"))]
OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", help=said("Write to this file instead of standard output.", "写入该文件而不是标准输出。"))
]
PAGES = ("svg", "html")
"""Formats in which what is shown is written as a page."""
Overwrite = Annotated[bool, typer.Option("--force", help=said("Write over an existing file.", "覆盖已有文件。"))]
OtherEdition = Annotated[
    bool,
    typer.Option(
        "--other-edition",
        help=said(
            "Grade a sheet of another edition of the course as far as it goes, and list what cannot be graded.",
            "题目单来自课程的另一个版本时也尽量批改，并列出无法批改的题。",
        ),
    ),
]
PassMark = Annotated[
    float,
    typer.Option(
        "--pass", min=0.0, max=1.0, callback=_share, help=said("The share of points that passes, like 0.8.", "及格的得分比例，如 0.8。")
    ),
]
Reveal = Annotated[bool, typer.Option("--reveal", help=said("Put the keys into the report.", "在报告中给出标准答案。"))]
Times = Annotated[bool, typer.Option("--times", help=said("Put times into the report.", "在报告中给出用时。"))]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help=said("How many processes.", "进程数。"))]
