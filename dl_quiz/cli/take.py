"""`dl-quiz take`: sit a sheet at the terminal; the filled-in sheet is a file to hand in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import said
from dl_quiz.errors import UsageError
from dl_quiz.files.write import require_free, write_whole
from dl_quiz.nouns import Text
from dl_quiz.render.line import Line
from dl_quiz.render.report import pretty
from dl_quiz.render.sheet import sheet_yaml
from dl_quiz.render.style import QUIET
from dl_quiz.sheets.documents import Sheet
from dl_quiz.sheets.read import read_input, read_sheet
from dl_quiz.sheets.sitting import Sitting, begun, gone_on_with, require_questions
from dl_quiz.sheets.variants import slug_of
from dl_quiz.terminal.taking import Taking, ask_name
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.text import classroom
from dl_quiz.text.commands import command
from dl_quiz.visible import visible

SheetFile = Annotated[str, typer.Argument(help=said("The sheet, as `sheet` wrote it.", "`sheet` 生成的题目单。"))]
Filled = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help=said(
            "The file to hand in (default: SHEET-NAME-answers.yaml, here); one that was begun is gone on with.",
            "要交的文件（默认：当前文件夹中的 题目单-姓名-answers.yaml）；已开始的会接着做。",
        ),
    ),
]


def take(context: typer.Context, sheet: SheetFile, output: Filled = None) -> int:
    """Put the questions one by one, without feedback, keys or demos; return the exit code."""
    given: Globals = context.obj
    blank = read_sheet(read_input(sheet), sheet)
    require_questions(blank, sheet)
    terminal = Terminal(blank.language, plain=given.plain)
    if not terminal.interactive:
        raise UsageError(
            f"there is no terminal to ask at; fill in the sheet's file, and grade it with {command('grade')}",
            f"没有可以提问的终端；请直接填写题目单文件，再用 {command('grade')} 批改",
        )
    try:
        sitting, path = _begin(terminal, blank, Path(sheet), output)
    except Leave as leave:
        return 130 if leave.interrupted else 0
    _write(sitting.sheet, path)  # or it is told before anybody thinks about an answer
    taking = Taking(terminal, lambda filled: _write(filled, path))
    sitting, done, interrupted = taking.run(sitting)
    again = command("take", sheet, *(() if output is None else ("-o", str(output))))
    count = len(sitting.sheet.items)
    told: Text = classroom.DONE.format(done=count - len(sitting.open), all=count, file=str(path))
    if taking.unsaved is not None:
        _write(sitting.sheet, path)
    terminal.show("", Line(terminal.say(told if done else classroom.LEFT_OFF.format(file=str(path), command=again)), style=QUIET))
    return 130 if interrupted else 0


def _begin(terminal: Terminal, blank: Sheet, sheet: Path, output: Path | None) -> tuple[Sitting, Path]:
    """Return the sitting that is begun or gone on with, and the file that it is kept in. Raises Leave while the name is asked for."""
    output = output or (sheet if blank.begun else None)  # one that is filled in already is gone on with where it is
    kept = _kept(blank, output) if output is not None and output.exists() else None
    name = (kept.sheet.name if kept else "") or blank.name or ask_name(terminal)
    path = output or _file(sheet, name)
    if output is None and path.exists():
        kept = _kept(blank, path)
    require_free(path, force=kept is not None)
    if kept is not None and kept.sheet.begun:
        return kept, path
    return begun(kept.sheet if kept else blank, name, datetime.now(UTC)), path


def _kept(blank: Sheet, path: Path) -> Sitting:
    return gone_on_with(blank, read_sheet(read_input(str(path)), str(path)), str(path))


def _file(sheet: Path, name: str) -> Path:
    """Return the file that a learner's answers are kept in, unless they name one: it tells which sheet it is, and whose."""
    slug = slug_of(name)
    stem = sheet.stem if not slug or sheet.stem.endswith(slug) else f"{sheet.stem}-{slug}"
    return Path(f"{stem}-answers.yaml")


def _write(sheet: Sheet, path: Path) -> None:
    text = pretty(sheet) if path.suffix == ".json" else sheet_yaml(sheet, sheet.language)
    write_whole(path, visible(text), force=True)
