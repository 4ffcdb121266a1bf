"""What learners wrote, quoted in reports."""

from __future__ import annotations

from dl_quiz.errors import clipped
from dl_quiz.nouns import Text
from dl_quiz.sheets.documents import Report

_LONGEST = 200
"""How much of an answer or a name a report for people tells."""


def brief(text: str) -> str:
    """Return what a learner wrote on one line of a bearable length."""
    return clipped(text, _LONGEST)


def dropped(report: Report) -> list[str]:
    """Return the questions of the sheet that were not graded, for the course no longer has them."""
    return [brief(name) for name in report.changed if "/" in name]


def left_out(report: Report) -> Text:
    """Return the sentence that names the questions that were not graded."""
    listed, count = clipped(", ".join(dropped(report))), len(dropped(report))
    return Text(en=f"not graded, for the course has changed: {count} ({listed})", zh=f"课程有变化，未批改 {count} 题（{listed}）")
