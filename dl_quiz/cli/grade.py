"""`dl-quiz grade`: filled-in sheets, or a file of many, into reports."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import Format, Jobs, OtherEdition, OutputFile, Overwrite, PassMark, Reveal, Times
from dl_quiz.cli.output import Output, read_input, require_format
from dl_quiz.errors import UsageError
from dl_quiz.files.read import nearest_file
from dl_quiz.files.write import whole_file
from dl_quiz.nouns import Language
from dl_quiz.render.report import FORMATS, compact
from dl_quiz.sheets.documents import Report
from dl_quiz.sheets.grade import Refused, Terms, grade_or_refuse
from dl_quiz.terminal.streams import complain
from dl_quiz.visible import escaped, visible_line

Sheets = Annotated[
    list[str],
    typer.Argument(
        help=said(
            "Filled-in sheets (YAML or JSON), one file of JSON Lines, or - for standard input.",
            "填好的题目单（YAML 或 JSON）、一个 JSON Lines 文件，或 - 表示标准输入。",
        ),
    ),
]


def grade(
    context: typer.Context,
    sheet: Sheets,
    format: Format = "text",
    output: OutputFile = None,
    pass_mark: PassMark = 0.0,
    reveal: Reveal = False,
    times: Times = False,
    jobs: Jobs = 1,
    other_edition: OtherEdition = False,
    force: Overwrite = False,
) -> int:
    """Grade sheets; the exit code tells whether all passed."""
    given: Globals = context.obj
    out = Output(format, output, force)
    require_format(format, *FORMATS)
    out.check()
    terms = Terms(given.course_root, given.course().trusted, pass_mark, reveal, times, other_edition)
    streams = [name for name in sheet if name.endswith(".jsonl")]
    if not streams:
        return _grade_files(sheet, terms, out, given.language)
    if len(sheet) > 1 or format not in ("json", "text"):
        raise UsageError(
            "JSON Lines are graded one file at a time, into JSON Lines", "JSON Lines 每次只能批改一个文件，输出也是 JSON Lines"
        )
    return _grade_stream(streams[0], terms, out, jobs, given.language)


def _grade_files(names: list[str], terms: Terms, output: Output, language: Language) -> int:
    """Grade files one by one; what is wrong with one is told, and the others are graded all the same."""
    if len(names) > 1 and output.format not in ("json", "text"):
        raise UsageError(f"--format {output.format} takes one sheet at a time", f"--format {output.format} 每次只能批改一份")
    graded = [_grade_file(name, terms) for name in names]
    for one in graded:
        if isinstance(one, Refused):
            complain(one.why.of(language))
    reports = [one for one in graded if isinstance(one, Report)]
    if len(names) > 1:
        reports = [_named(one, name) for one, name in zip(graded, names, strict=True) if isinstance(one, Report)]
    if reports:
        together = "".join(map(compact, reports)) if output.format == "json" else "\n".join(map(FORMATS[output.format], reports))
        output.give(together if len(names) > 1 else FORMATS[output.format](reports[0]))
    return max(one.code if isinstance(one, Refused) else 0 if one.passed else 1 for one in graded)


def _grade_file(name: str, terms: Terms) -> Report | Refused:
    try:
        text = read_input(name)
    except UsageError as error:
        return Refused(error.text, error.exit_code)
    return grade_or_refuse(text, "standard input" if name == "-" else name, terms)


def _named(report: Report, name: str) -> Report:
    """Return a report that has a name, be it its file's."""
    return report if report.name else msgspec.structs.replace(report, name=visible_line(name))


def _grade_stream(name: str, terms: Terms, output: Output, jobs: int, language: Language) -> int:
    from dl_quiz.sheets.stream import grade_lines, numbered_lines  # one sheet wants no pool of processes

    path = Path(name)
    if not path.is_file():
        near = nearest_file(path)
        raise UsageError(f"{name} is no file{near.en or '; check the name'}", f"{name} 不是文件{near.zh or '；请检查名称'}")
    code = 0
    opened = contextlib.nullcontext(sys.stdout) if output.path is None else whole_file(output.path, force=output.force)
    with opened as file:
        for graded in grade_lines(numbered_lines(path), terms, jobs):
            if graded.error:
                complain(f"{visible_line(name)}: {graded.error.of(language)}")
            else:
                file.write(escaped(graded.report.decode()) + "\n")
            code = max(code, graded.code)
    return code
