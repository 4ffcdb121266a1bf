"""`dl-quiz grade`: filled-in sheets, one or a class of them, into reports."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.options import Jobs, OtherEdition, OutputFile, Overwrite, PassMark, Reveal, Times
from dl_quiz.cli.output import Output, require_format
from dl_quiz.errors import UsageError
from dl_quiz.files.write import whole_file
from dl_quiz.nouns import Language
from dl_quiz.render.report import FORMATS
from dl_quiz.sheets.against import issued
from dl_quiz.sheets.grade import Refused, Terms, grade_or_refuse
from dl_quiz.sheets.read import holds_many, read_input
from dl_quiz.terminal.streams import complain
from dl_quiz.visible import visible

if TYPE_CHECKING:
    from dl_quiz.sheets.stream import Graded

Sheets = Annotated[
    list[str],
    typer.Argument(
        help=said(
            "Filled-in sheets (YAML or JSON), folders of them, files of one a line (JSON Lines), or - for standard input.",
            "填好的题目单（YAML 或 JSON）、存放它们的文件夹、每行一份的 JSON Lines 文件，或 - 表示标准输入。",
        ),
    ),
]
Form = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="text|json|jsonl|csv|junit|tap",
        help=said(
            "How to print: a report, or a class's results (jsonl: each whole report on a line; tap: of one sheet).",
            "输出格式：一份报告，或全班成绩（jsonl：每行一份完整报告；tap：只用于单份）。",
        ),
    ),
]
Table = Annotated[
    str,
    typer.Option(
        metavar="sheets|questions|answers", help=said("Which table of a class --format csv holds.", "--format csv 输出全班的哪张表。")
    ),
]
Against = Annotated[
    Path | None,
    typer.Option(
        help=said(
            "The sheet that was handed out, or the folder of its variants: of what comes back only name, answers and times are taken.",
            "发出的题目单，或存放各份变体的文件夹：对交回的题目单只取姓名、答案和时间。",
        )
    ),
]


def grade(
    context: typer.Context,
    sheet: Sheets,
    format: Form = "text",
    output: OutputFile = None,
    against: Against = None,
    table: Table = "sheets",
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
    out.check()
    if against is not None:
        issued(against)
    terms = Terms(given.roots, given.course().trusted, pass_mark, reveal, times, other_edition, against)
    if len(sheet) == 1 and not holds_many(sheet[0]) and format in FORMATS:
        return _grade_alone(sheet[0], terms, out, given.language)
    return _grade_class(sheet, terms, out, table, jobs, given.language)


def _grade_alone(name: str, terms: Terms, output: Output, language: Language) -> int:
    """Grade one sheet into a report of its own."""
    report = grade_or_refuse(read_input(name), "standard input" if name == "-" else name, terms)
    if isinstance(report, Refused):
        complain(report.why.of(language))
        return report.code
    output.give(FORMATS[output.format](report))
    return 0 if report.passed else 1


def _grade_class(names: list[str], terms: Terms, output: Output, table: str, jobs: int, language: Language) -> int:
    """Grade many sheets into the results of a class; what is wrong with one is told, and the others are graded all the same."""
    from dl_quiz.render import results  # one sheet wants no pool of processes
    from dl_quiz.sheets.stream import grade_all, handed_in
    from dl_quiz.sheets.tally import Tally

    if output.format == "tap":
        raise UsageError("--format tap takes one sheet at a time", "--format tap 每次只能批改一份")
    require_format(output.format, *results.FORMATS)
    shown = next((known for known in results.TABLES if known == table), None)
    if shown is None:
        listed = "sheets, questions or answers"
        raise UsageError(f"--table takes {listed}, not “{table}”", f"--table 只能是 sheets、questions 或 answers，而不是“{table}”")
    variants = issued(terms.against) if terms.against is not None and terms.against.is_dir() else {}
    tally, codes = Tally(variants), [0]
    graded = _told(tally.counted(grade_all(handed_in(names), terms, jobs)), codes, language)
    begun = list(islice(graded, 1))  # what stands in the way of all stops them before anything is written
    gathering = results.Gathering(chain(begun, graded), tally, language, terms.pass_mark, shown)
    _write(results.FORMATS[output.format](gathering), output)
    return max(codes)


def _told(graded: Iterator[Graded], codes: list[int], language: Language) -> Iterator[Graded]:
    """Yield what is graded, while it is told what cannot be, and the exit codes are noted."""
    for one in graded:
        if one.error is not None:
            complain(one.error.of(language))
        codes[0] = max(codes[0], one.code)
        yield one


def _write(parts: Iterator[str], output: Output) -> None:
    """Write a document part by part; a file of CSV begins as spreadsheets want it, to read it as UTF-8."""
    opened = contextlib.nullcontext(sys.stdout) if output.path is None else whole_file(output.path, force=output.force)
    with opened as file:
        if output.path is not None and output.format == "csv":
            file.write("\ufeff")
        for part in parts:
            file.write(visible(part))
