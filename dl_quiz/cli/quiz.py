"""`dl-quiz quiz`: ask, grade and explain at the terminal, or grade answers from a file."""

from __future__ import annotations

import random
from typing import Annotated

import typer

from dl_quiz.asking.keys import needs_code
from dl_quiz.asking.session import Selection, Session, choose_questions
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.cli.history import open_journal, remembered
from dl_quiz.cli.options import Count, Format, Kinds, Levels, OtherEdition, OutputFile, Overwrite, PassMark, Reveal
from dl_quiz.cli.output import Output, read_input, require_format
from dl_quiz.cli.selection import read_selection
from dl_quiz.errors import UsageError
from dl_quiz.render.report import FORMATS
from dl_quiz.sheets.answers import fill_in
from dl_quiz.sheets.grade import Terms, grade_sheet
from dl_quiz.sheets.read import is_sheet, read_sheet

Topics = Annotated[
    list[str] | None,
    typer.Argument(help=said("Topics, or single questions TOPIC/QUESTION (default: all).", "主题，或单题 主题/题目（默认：全部）。")),
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0, help=said("Ask the same again: the seed decides questions, numbers and order.", "重现同一份题：种子决定题目、数值和顺序。")
    ),
]
Answers = Annotated[
    str | None,
    typer.Option(
        help=said(
            "Take the answers from a file, or - for standard input: a filled-in sheet, or one answer a line.",
            "从文件（或 - 表示标准输入）读取答案：填好的题目单，或每行一个答案。",
        )
    ),
]


def quiz(
    context: typer.Context,
    topic: Topics = None,
    count: Count = 10,
    level: Levels = None,
    kind: Kinds = None,
    seed: Seed = None,
    answers: Answers = None,
    format: Format = "text",
    output: OutputFile = None,
    pass_mark: PassMark = 0.0,
    reveal: Reveal = False,
    other_edition: OtherEdition = False,
    force: Overwrite = False,
) -> int:
    """Put the questions at the terminal; with --answers, grade what a file answers to them."""
    given: Globals = context.obj
    chosen = seed if seed is not None else 0 if answers is not None else random.randrange(10_000)
    selection = read_selection(given.course(), topic, level, kind, count, chosen)
    if answers is None:
        if format != "text" or output or pass_mark or reveal or other_edition or force:
            raise UsageError(
                "--format, --output, --pass, --reveal, --other-edition and --force go with --answers",
                "--format、--output、--pass、--reveal、--other-edition、--force 需与 --answers 同用",
            )
        return _sit(given, selection, topic, seeded=seed is not None)
    terms = Terms(pass_mark=pass_mark, reveal=reveal, other_edition=other_edition)
    return _grade(given, selection, answers, terms, Output(format, output, force))


def _sit(given: Globals, selection: Selection, names: list[str] | None, *, seeded: bool) -> int:
    """Put a quiz at the terminal; return the exit code."""
    from dl_quiz.terminal.quiz import Quiz  # who has answers from a file sits at no terminal

    course, terminal = given.course(), given.terminal()
    if not terminal.interactive:
        raise UsageError(
            "there is no terminal to ask at; give --answers FILE (or - for standard input), or write a sheet with dl-quiz sheet",
            "没有可以提问的终端；请用 --answers 文件（或 - 表示标准输入），或用 dl-quiz sheet 生成题目单",
        )
    posed = choose_questions(course, selection, None if seeded else remembered(terminal))
    if any(map(needs_code, posed)):
        course.runnable()
    quiz = Quiz(terminal, course, open_journal(terminal))
    session, interrupted = quiz.run(Session(posed))
    quiz.summarise(session, _again(given, tuple(names or ()) if seeded else tuple(one.id for one in posed), selection))
    return 130 if interrupted else 0


def _again(given: Globals, names: tuple[str, ...], selection: Selection) -> str:
    """Return the command that asks the same questions again."""
    options = [f"--level {level}" for level in selection.levels] + [f"--kind {kind}" for kind in selection.kinds]
    course = [f"--course {given.course_root}"] if given.course_root else []
    return " ".join(["dl-quiz quiz", *names, *options, f"-n {selection.count}", f"--seed {selection.seed}", *course])


def _grade(given: Globals, selection: Selection, answers: str, terms: Terms, output: Output) -> int:
    """Grade answers from a file or standard input: a filled-in sheet, or plain answers, one a line in the order of the questions."""
    require_format(output.format, *FORMATS)
    output.check()
    course, text = given.course(), read_input(answers)
    where = "standard input" if answers == "-" else answers
    sheet = read_sheet(text, where) if is_sheet(text) else fill_in(course, selection, text, where, given.language)
    report = grade_sheet(course, sheet, where, terms)
    output.give(FORMATS[output.format](report))
    return 0 if report.passed else 1
