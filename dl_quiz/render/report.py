"""Rendering of reports: text, JSON, JUnit XML and TAP of one value, none of which a learner's answer can forge."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from dl_quiz.errors import clipped
from dl_quiz.nouns import Text
from dl_quiz.render.junit import report_junit
from dl_quiz.render.labels import clock
from dl_quiz.render.quoting import brief, dropped, left_out
from dl_quiz.render.style import mark_of
from dl_quiz.sheets.documents import QuestionReport, Report
from dl_quiz.text import classroom
from dl_quiz.visible import escaped

_STATUS = {"unanswered": Text(en="unanswered", zh="未作答"), "unparsable": Text(en="unparsable", zh="无法识别")}


def pretty(document: msgspec.Struct) -> str:
    """Return a document as indented JSON."""
    return escaped(msgspec.json.format(msgspec.json.encode(document), indent=2).decode()) + "\n"


def compact(document: msgspec.Struct) -> str:
    """Return a document as JSON on one line."""
    return escaped(msgspec.json.encode(document).decode()) + "\n"


def report_text(report: Report) -> str:
    """Return a report for people to read in a pipe or a file."""
    language = report.language
    lines = [_line(question, report) for question in report.questions]
    total = Text(
        en=f"{report.points:g} of {report.asked} points ({report.score:.0%})",
        zh=f"得 {report.points:g}/{report.asked} 分（{report.score:.0%}）",
    ).of(language)
    if report.pass_mark:
        total += Text(
            en=f"; pass mark {report.pass_mark:.0%}: {'passed' if report.passed else 'not passed'}",
            zh=f"；及格线 {report.pass_mark:.0%}：{'通过' if report.passed else '未通过'}",
        ).of(language)
    changed = [left_out(report).of(language)] if dropped(report) else []
    topics = [f"  {topic.topic}: {topic.points:g}/{topic.questions}" for topic in report.topics]
    name = [brief(report.name)] if report.name else []
    return "\n".join([*name, *lines, "", *topics, *changed, *_time(report), total]) + "\n"


def _time(report: Report) -> list[str]:
    """Return the line that tells how long it took, if that is known."""
    if report.seconds is None:
        return []
    told = classroom.LATE if report.late else classroom.TIME
    return [told.format(time=clock(report.seconds), late=clock(report.late or 0)).of(report.language)]


def _line(question: QuestionReport, report: Report) -> str:
    mark = mark_of(question.score)[0] if question.status == "graded" else "·"
    status = "" if question.status == "graded" else f"  ({_STATUS[question.status].of(report.language)})"
    head = f"{mark} {question.question}  {question.score:.2f}{status}  {brief(question.response)}".rstrip()
    key = [f"    = {line}" for line in _lines(question.key)] if isinstance(question.key, str) else []
    return "\n".join([head, *(f"    {line}" for line in _remarks(question)), *key])


def _remarks(question: QuestionReport) -> list[str]:
    """Return the remarks line by line; one on an answer that cannot be read quotes it, and stays one line."""
    quoting = question.status == "unparsable"
    return [line for remark in question.remarks for line in ([clipped(remark)] if quoting else _lines(remark))]


def _lines(text: str) -> list[str]:
    """Return the lines of a remark or a key, each of a bearable length."""
    return list(map(clipped, text.split("\n")))


def report_json(report: Report) -> str:
    """Return a report as one JSON document."""
    return pretty(report)


def report_tap(report: Report) -> str:
    """Return a report as TAP version 14."""
    lines = ["TAP version 14", f"1..{report.asked}"]
    for turn, question in enumerate(report.questions, 1):
        ok = "ok" if question.score >= 1 or question.status == "unanswered" else "not ok"
        skip = " # SKIP unanswered" if question.status == "unanswered" else ""
        lines.append(f"{ok} {turn} - {question.question}{skip}")
        lines += [f"# {line}" for line in _remarks(question)]
    lines += [f"# {left_out(report).of(report.language)}"] if dropped(report) else []
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Report], str]] = {"text": report_text, "json": report_json, "junit": report_junit, "tap": report_tap}
