"""Plain answers, one a line, as a filled-in sheet."""

from __future__ import annotations

import re

import msgspec

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.session import Selection
from dl_quiz.course.course import Course
from dl_quiz.errors import UsageError
from dl_quiz.nouns import Language
from dl_quiz.sheets.documents import Sheet
from dl_quiz.sheets.write import write_sheet


def fill_in(course: Course, selection: Selection, text: str, where: str, language: Language) -> Sheet:
    """Return the sheet of a selection with each line of a text as the answer to one question, in their order.

    Raises UsageError where there are more answers than questions.
    """
    posed = choose_questions(course, selection)
    lines = _lines(text)
    if len(lines) > len(posed):
        raise UsageError(
            f"{where}: holds {len(lines)} answers for {len(posed)} questions; give one a line, an empty line for none",
            f"{where}：有 {len(lines)} 行答案，但只有 {len(posed)} 道题；每行一个答案，空行表示不答",
        )
    lines += [""] * (len(posed) - len(lines))
    sheet = write_sheet(course, posed, selection.seed, language)
    items = tuple(msgspec.structs.replace(item, answer=line) for item, line in zip(sheet.items, lines, strict=True))
    return msgspec.structs.replace(sheet, items=items)


def _lines(text: str) -> list[str]:
    """Return the lines of a text, which end as in a file and not at any other mark; blank ones at its end are none."""
    lines = re.split(r"\r\n|\n|\r", text)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
