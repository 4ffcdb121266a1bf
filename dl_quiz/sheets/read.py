"""Reading sheets and other documents that learners fill in: strictly, from JSON or YAML."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from dl_quiz.course.decode import Decoder
from dl_quiz.course.nodes import read_nodes
from dl_quiz.errors import CourseError, SheetError, UsageError
from dl_quiz.nouns import Text
from dl_quiz.sheets.documents import LARGEST_SHEET, SHEET, Sheet
from dl_quiz.text.commands import command

T = TypeVar("T", bound=msgspec.Struct)


def is_sheet(text: str) -> bool:
    """Return whether a text is meant as a sheet, and not as plain answers."""
    return SHEET.partition("/")[0] in text


def read_sheet(text: str, where: str) -> Sheet:
    """Read a sheet from JSON or YAML.

    Raises UsageError, with the line where it is known, when it is not a sheet of this version.
    """
    sheet = read_document(text, where, Sheet, Text(en="sheet", zh="题目单"))
    if sheet.schema != SHEET:
        raise UsageError(
            f"{where}: has the schema “{sheet.schema}”, not {SHEET}; write it anew with {command('sheet')}",
            f"{where}：schema 是“{sheet.schema}”，而不是 {SHEET}；请用 {command('sheet')} 重新生成",
        )
    return sheet


def read_document(text: str, where: str, kind: type[T], called: Text) -> T:
    """Read a document of some kind, which people call so, from JSON or YAML. Raises UsageError, with the line where it is known."""
    if len(text) > LARGEST_SHEET:
        raise UsageError(
            f"{where}: is larger than {LARGEST_SHEET:,} characters; it is no {called.en}",
            f"{where}：超过 {LARGEST_SHEET:,} 个字符，不是{called.zh}",
        )
    return _read_json(text, where, kind, called) if text.lstrip()[:1] == "{" else _read_yaml(text, where, kind)


def _read_json(text: str, where: str, kind: type[T], called: Text) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise UsageError(f"{where}: is no {called.en}: {error}", f"{where}：不是{called.zh}：{error}") from None
    except RecursionError:
        raise UsageError(f"{where}: is nested too deeply to be a {called.en}", f"{where}：嵌套过深，不是{called.zh}") from None


def _read_yaml(text: str, where: str, kind: type[T]) -> T:
    path = Path(where)
    decoder = Decoder(path)
    try:
        document: T = decoder.decode(read_nodes(path, text), kind)
        if decoder.problems:
            raise CourseError(decoder.problems)
    except CourseError as error:
        raise SheetError(error.problems) from None
    return document
