"""Reading sheets: strictly, from JSON or YAML."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dl_quiz.course.decode import Decoder
from dl_quiz.course.nodes import read_nodes
from dl_quiz.errors import CourseError, SheetError, UsageError
from dl_quiz.sheets.documents import SHEET, Sheet

LARGEST_SHEET = 5_000_000


def is_sheet(text: str) -> bool:
    """Return whether a text is meant as a sheet, and not as plain answers."""
    return SHEET.partition("/")[0] in text


def read_sheet(text: str, where: str) -> Sheet:
    """Read a sheet from JSON or YAML.

    Raises UsageError, with the line where it is known, when it is not a sheet of this version.
    """
    if len(text) > LARGEST_SHEET:
        raise UsageError(
            f"{where}: is larger than {LARGEST_SHEET:,} characters; it is no sheet", f"{where}：超过 {LARGEST_SHEET:,} 个字符，不是题目单"
        )
    sheet = _read_json(text, where) if text.lstrip()[:1] == "{" else _read_yaml(text, where)
    if sheet.schema != SHEET:
        raise UsageError(
            f"{where}: has the schema “{sheet.schema}”, not {SHEET}; write it anew with dl-quiz sheet",
            f"{where}：schema 是“{sheet.schema}”，而不是 {SHEET}；请用 dl-quiz sheet 重新生成",
        )
    return sheet


def _read_json(text: str, where: str) -> Sheet:
    try:
        return msgspec.json.decode(text, type=Sheet)
    except msgspec.DecodeError as error:
        raise UsageError(f"{where}: is no sheet: {error}", f"{where}：不是题目单：{error}") from None
    except RecursionError:
        raise UsageError(f"{where}: is nested too deeply to be a sheet", f"{where}：嵌套过深，不是题目单") from None


def _read_yaml(text: str, where: str) -> Sheet:
    path = Path(where)
    decoder = Decoder(path)
    try:
        sheet: Sheet = decoder.decode(read_nodes(path, text), Sheet)
        if decoder.problems:
            raise CourseError(decoder.problems)
    except CourseError as error:
        raise SheetError(error.problems) from None
    return sheet
