"""Rendering of reports: text, JSON, JUnit XML and TAP of one value, none of which a learner's answer can forge."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from dl_quiz.errors import clipped
from dl_quiz.nouns import Text
from dl_quiz.render.style import mark_of
from dl_quiz.sheets.documents import QuestionReport, Report
from dl_quiz.visible import escaped, visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STATUS = {"unanswered": Text(en="unanswered", zh="未作答"), "unparsable": Text(en="unparsable", zh="无法识别")}
_LONGEST = 200
"""How much of an answer or a name a report for people tells."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
    dropped = [_left_out(report).of(language)] if _dropped(report) else []
    topics = [f"  {topic.topic}: {topic.points:g}/{topic.questions}" for topic in report.topics]
    name = [_brief(report.name)] if report.name else []
    return "\n".join([*name, *lines, "", *topics, *dropped, total]) + "\n"


def _dropped(report: Report) -> list[str]:
    """Return the questions of the sheet that were not graded, for the course no longer has them."""
    return [_brief(name) for name in report.changed if "/" in name]


def _left_out(report: Report) -> Text:
    dropped = _dropped(report)
    listed, count = clipped(", ".join(dropped)), len(dropped)
    return Text(en=f"not graded, for the course has changed: {count} ({listed})", zh=f"课程有变化，未批改 {count} 题（{listed}）")


def _line(question: QuestionReport, report: Report) -> str:
    mark = mark_of(question.score)[0] if question.status == "graded" else "·"
    status = "" if question.status == "graded" else f"  ({_STATUS[question.status].of(report.language)})"
    head = f"{mark} {question.question}  {question.score:.2f}{status}  {_brief(question.response)}".rstrip()
    key = [f"    = {line}" for line in _lines(question.key)] if isinstance(question.key, str) else []
    return "\n".join([head, *(f"    {line}" for line in _remarks(question)), *key])


def _brief(text: str) -> str:
    """Return what a learner wrote on one line of a bearable length."""
    return clipped(text, _LONGEST)


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


def report_junit(report: Report) -> str:
    """Return a report as JUnit XML: a suite a topic, a case a question; partly right is a failure, unparsable an error, unanswered a skip."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", _counts(report.questions, report.name or "dl-quiz"))
    for topic in report.topics:
        cases = [q for q in report.questions if q.question.partition("/")[0] == topic.topic]
        suite = ElementTree.SubElement(root, "testsuite", {**_counts(cases, topic.topic), "skipped": str(_count(cases, "unanswered"))})
        for question in cases:
            seconds = question.seconds if isinstance(question.seconds, float) else 0
            names = {"classname": _attribute(topic.topic), "name": _attribute(question.question.partition("/")[2])}
            case = ElementTree.SubElement(suite, "testcase", {**names, "time": f"{seconds:g}"})
            _outcome(case, question)
    if dropped := _dropped(report):
        count = str(len(dropped))
        suite = ElementTree.SubElement(root, "testsuite", {"name": "-", "tests": count, "failures": "0", "errors": "0", "skipped": count})
        for name in dropped:
            case = ElementTree.SubElement(suite, "testcase", {"classname": "-", "name": _attribute(name), "time": "0"})
            ElementTree.SubElement(case, "skipped", {"message": _attribute(_left_out(report).of(report.language))})
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _counts(questions: list[QuestionReport] | tuple[QuestionReport, ...], name: str) -> dict[str, str]:
    failures = sum(q.status == "graded" and q.score < 1 for q in questions)
    return {
        "name": _attribute(name),
        "tests": str(len(questions)),
        "failures": str(failures),
        "errors": str(_count(questions, "unparsable")),
    }


def _count(questions: list[QuestionReport] | tuple[QuestionReport, ...], status: str) -> int:
    return sum(question.status == status for question in questions)


def _outcome(case: Element, question: QuestionReport) -> None:
    from xml.etree import ElementTree

    element = {"unanswered": "skipped", "unparsable": "error"}.get(question.status, "" if question.score >= 1 else "failure")
    if not element:
        return
    message = f"{question.rule}: {question.response}" if element == "failure" else question.response
    attributes = {"message": _attribute(message)} | ({} if element == "skipped" else {"type": question.kind})
    node = ElementTree.SubElement(case, element, attributes)
    node.text = _xml("\n".join(question.remarks)) or None


def _attribute(text: str) -> str:
    return _xml(_brief(text))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", visible(text))


def report_tap(report: Report) -> str:
    """Return a report as TAP version 14."""
    lines = ["TAP version 14", f"1..{report.asked}"]
    for turn, question in enumerate(report.questions, 1):
        ok = "ok" if question.score >= 1 or question.status == "unanswered" else "not ok"
        skip = " # SKIP unanswered" if question.status == "unanswered" else ""
        lines.append(f"{ok} {turn} - {question.question}{skip}")
        lines += [f"# {line}" for line in _remarks(question)]
    lines += [f"# {_left_out(report).of(report.language)}"] if _dropped(report) else []
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Report], str]] = {"text": report_text, "json": report_json, "junit": report_junit, "tap": report_tap}
