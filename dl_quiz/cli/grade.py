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
from dl_quiz.cli.options import Format, Jobs, OutputFile, PassMark, Reveal, Times
from dl_quiz.cli.output import Output, read_input, require_format
from dl_quiz.errors import UsageError
from dl_quiz.files.read import nearest_file
from dl_quiz.files.write import whole_file
from dl_quiz.nouns import Language
from dl_quiz.render.report import FORMATS, compact
from dl_quiz.sheets.documents import Report
from dl_quiz.sheets.grade import Terms, grade_text
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
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help=said(
            "Grade a sheet of another edition as far as it goes, and write over the output file.",
            "尽量批改其他版本的题目单，并覆盖输出文件。",
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
    force: Force = False,
) -> int:
    """Grade sheets; the exit code tells whether all passed."""
    given: Globals = context.obj
    out = Output(format, output, force)
    require_format(format, *FORMATS)
    out.check()
    terms = Terms(given.course_root, given.course().trusted, pass_mark, reveal, times, force)
    streams = [name for name in sheet if name.endswith(".jsonl")]
    if not streams:
        return _grade_files(sheet, terms, out)
    if len(sheet) > 1 or format not in ("json", "text"):
        raise UsageError(
            "JSON Lines are graded one file at a time, into JSON Lines", "JSON Lines 每次只能批改一个文件，输出也是 JSON Lines"
        )
    return _grade_stream(streams[0], terms, out, jobs, given.language)


def _grade_files(names: list[str], terms: Terms, output: Output) -> int:
    reports = [grade_text(read_input(name), "standard input" if name == "-" else name, terms) for name in names]
    if len(reports) == 1:
        output.give(FORMATS[output.format](reports[0]))
    elif output.format == "json":
        output.give("".join(map(compact, _named(reports, names))))
    elif output.format == "text":
        output.give("\n".join(FORMATS["text"](report) for report in _named(reports, names)))
    else:
        raise UsageError(f"--format {output.format} takes one sheet at a time", f"--format {output.format} 每次只能批改一份")
    return 0 if all(report.passed for report in reports) else 1


def _named(reports: list[Report], names: list[str]) -> list[Report]:
    """Return reports that all have a name, be it their file's."""
    return [
        report if report.name else msgspec.structs.replace(report, name=visible_line(name))
        for report, name in zip(reports, names, strict=True)
    ]


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
                sys.stderr.write(f"{visible_line(name)}: {graded.error.of(language)}\n")
            else:
                file.write(escaped(graded.report.decode()) + "\n")
            code = 2 if graded.error else max(code, 0 if graded.passed else 1)
    return code
