"""Rendering of what judging a program came to, for people and as JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from dl_quiz.exercises.document import ExerciseReport
from dl_quiz.render.line import Line
from dl_quiz.render.style import BAD, GOOD, MIDDLING, QUIET, RIGHT, WRONG
from dl_quiz.render.tables import plain_table
from dl_quiz.render.xml import attribute, document
from dl_quiz.text import implementing as said
from dl_quiz.visible import visible, visible_in_xml

_ADVISED = 3.0
"""From which multiple of the solution's time on a program's speed is worth a word."""
_MOST_PRINTED = 8
_COLUMNS: tuple[Literal["left", "right"], ...] = ("left", "left", "right", "right")


def judgement_lines(report: ExerciseReport) -> RenderableType:
    """Return what a judgement says: the count, the first case that is wrong with its table or lines, and the mistake that was recognised."""
    language = report.language
    counted = said.COUNTED.format(passed=report.passed, all=report.all, seed=report.seed).of(language)
    wrong = next((case for case in report.cases if not case.right), None)
    mark, style = (RIGHT, GOOD) if report.solved else (WRONG, BAD)
    where = f"{wrong.name}: " if wrong and language == "en" else f"{wrong.name}：" if wrong else ""
    parts: list[RenderableType] = [Line.assemble((f"{mark} ", style), f"{where}{report.remark}")]
    if wrong and wrong.call:
        parts.append(Padding(Line(wrong.call, style=QUIET), (0, 0, 0, 2)))
    if report.difference:
        parts.append(Padding(_difference(report), (1, 0, 0, 2)))
    parts += [Padding(_line(line.number, line.source, report), (0, 0, 0, 2)) for line in report.lines]
    if report.mistake:
        parts += [Line(), Line(report.mistake.because, style=MIDDLING)]
        parts += [Line(said.SEE.format(command=report.mistake.command).of(language))] if report.mistake.command else []
    return Group(*parts, *_notes(report), Line(counted, style=QUIET))


def _difference(report: ExerciseReport) -> Table:
    heads = [head.of(report.language) for head in (said.WHERE, said.YOURS, said.RIGHT)]
    table = plain_table()
    for justify in _COLUMNS:
        table.add_column(justify=justify, overflow="fold")
    table.add_row("", *(Line(head, style=QUIET) for head in heads))
    for row in report.difference:
        mark = Line(" " if row.same else WRONG, style=BAD)
        table.add_row(mark, row.where, Line(row.yours, style="" if row.same else BAD), row.right)
    return table


def _line(number: int, source: str, report: ExerciseReport) -> Line:
    return Line.assemble((said.LINE.format(number=number).of(report.language), QUIET), f"  {source}")


def _notes(report: ExerciseReport) -> Iterator[RenderableType]:
    if report.printed:
        lines = visible(report.printed).rstrip("\n").split("\n")
        shown = [*lines[:_MOST_PRINTED], *(["…"] if len(lines) > _MOST_PRINTED else [])]
        yield Line(said.PRINTED.of(report.language), style=QUIET)
        yield Padding(Line("\n".join(shown)), (0, 0, 0, 2))
    if report.ratio is not None and report.ratio >= _ADVISED:
        yield Line(said.RATIO.format(ratio=f"{report.ratio:.3g}").of(report.language), style=QUIET)


def judgement_junit(report: ExerciseReport) -> str:
    """Return a judgement as JUnit XML: a suite, and a case for each case; where none was run, one for the program."""
    from xml.etree import ElementTree

    wrong = next((case for case in report.cases if not case.right), None)
    names = [f"{number} {case.name}: {case.call}" for number, case in enumerate(report.cases, 1)] or [report.rule]
    fates = [case.right for case in report.cases] or [report.solved]
    if all(fates) and not report.solved:
        names, fates = [*names, report.rule], [*fates, False]
    counts = {"tests": str(len(names)), "failures": str(fates.count(False)), "errors": "0"}
    suite = ElementTree.Element("testsuite", {"name": report.exercise, **counts})
    for name, right in zip(names, fates, strict=True):
        case = ElementTree.SubElement(suite, "testcase", {"classname": report.exercise, "name": attribute(name), "time": "0"})
        if not right:
            first = wrong is None or name.endswith(f"{wrong.name}: {wrong.call}")
            failure = ElementTree.SubElement(
                case, "failure", {"message": attribute(report.remark if first else report.rule), "type": report.rule}
            )
            failure.text = visible_in_xml(report.mistake.because) if first and report.mistake else None
    root = ElementTree.Element("testsuites", counts)
    root.append(suite)
    return document(root)
