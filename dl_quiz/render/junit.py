"""Reports as JUnit XML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dl_quiz.render.quoting import dropped, left_out
from dl_quiz.render.xml import attribute, document, part
from dl_quiz.sheets.documents import QuestionReport, Report
from dl_quiz.visible import visible_in_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def report_junit(report: Report) -> str:
    """Return a report as JUnit XML: a suite a topic, a case a question; partly right is a failure, unparsable an error, unanswered a skip."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", _counts(report.questions, report.name or "dl-quiz"))
    for topic in report.topics:
        root.append(_suite([q for q in report.questions if q.question.partition("/")[0] == topic.topic], topic.topic))
    if dropped(report):
        root.append(_dropped_suite(report))
    return document(root)


def sheet_junit(where: str, report: Report) -> str:
    """Return one sheet of a class as a suite, with a case a question."""
    suite = _suite(report.questions, report.name or where)
    suite.extend(_dropped_suite(report) if dropped(report) else ())
    return part(suite)


def refused_junit(where: str, why: str) -> str:
    """Return a sheet of a class that could not be graded as a suite with one error."""
    from xml.etree import ElementTree

    suite = ElementTree.Element("testsuite", {"name": attribute(where), "tests": "1", "failures": "0", "errors": "1", "skipped": "0"})
    case = ElementTree.SubElement(suite, "testcase", {"classname": "-", "name": attribute(where), "time": "0"})
    ElementTree.SubElement(case, "error", {"message": attribute(why)})
    return part(suite)


def _suite(questions: Sequence[QuestionReport], name: str) -> Element:
    from xml.etree import ElementTree

    suite = ElementTree.Element("testsuite", {**_counts(questions, name), "skipped": str(_count(questions, "unanswered"))})
    for question in questions:
        topic, _, slug = question.question.partition("/")
        seconds = question.seconds if isinstance(question.seconds, float) else 0
        names = {"classname": attribute(topic), "name": attribute(slug)}
        _outcome(ElementTree.SubElement(suite, "testcase", {**names, "time": f"{seconds:g}"}), question)
    return suite


def _dropped_suite(report: Report) -> Element:
    """Return a suite of the questions that were not graded, all of them skipped."""
    from xml.etree import ElementTree

    count = str(len(dropped(report)))
    suite = ElementTree.Element("testsuite", {"name": "-", "tests": count, "failures": "0", "errors": "0", "skipped": count})
    for name in dropped(report):
        case = ElementTree.SubElement(suite, "testcase", {"classname": "-", "name": attribute(name), "time": "0"})
        ElementTree.SubElement(case, "skipped", {"message": attribute(left_out(report).of(report.language))})
    return suite


def _counts(questions: Sequence[QuestionReport], name: str) -> dict[str, str]:
    failures = sum(q.status == "graded" and q.score < 1 for q in questions)
    return {
        "name": attribute(name),
        "tests": str(len(questions)),
        "failures": str(failures),
        "errors": str(_count(questions, "unparsable")),
    }


def _count(questions: Sequence[QuestionReport], status: str) -> int:
    return sum(question.status == status for question in questions)


def _outcome(case: Element, question: QuestionReport) -> None:
    from xml.etree import ElementTree

    element = {"unanswered": "skipped", "unparsable": "error"}.get(question.status, "" if question.score >= 1 else "failure")
    if not element:
        return
    message = f"{question.rule}: {question.response}" if element == "failure" else question.response
    attributes = {"message": attribute(message)} | ({} if element == "skipped" else {"type": question.kind})
    node = ElementTree.SubElement(case, element, attributes)
    node.text = visible_in_xml("\n".join(question.remarks)) or None
