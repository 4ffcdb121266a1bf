"""Reading sheets and other documents that learners fill in: strictly, from JSON or YAML."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dl_quiz.course.decode import Decoder
from dl_quiz.course.nodes import read_nodes
from dl_quiz.errors import CourseError, SheetError, UsageError
from dl_quiz.files.read import read_named
from dl_quiz.nouns import Text, Value
from dl_quiz.sheets.documents import LARGEST_SHEET, SHEET, Item, Sheet
from dl_quiz.sheets.times import require_times
from dl_quiz.text.commands import command

T = TypeVar("T", bound=msgspec.Struct)

_ENDINGS = (".yaml", ".yml", ".json")
"""How the names of sheets end in a folder."""


def holds_many(name: str) -> bool:
    """Return whether what stands under a name holds many sheets: a folder, or a file of one a line."""
    return Path(name).is_dir() or (name.endswith(".jsonl") and Path(name).is_file())


def sheets_in(folder: Path) -> list[str]:
    """Return the files of a folder that are named as sheets are, by name. Raises UsageError where it cannot be listed, or there are none."""
    try:
        with os.scandir(folder) as entries:
            files = sorted(one.path for one in entries if one.name.lower().endswith(_ENDINGS) and not one.name.startswith("."))
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be listed ({error.strerror}); check its permissions", f"{folder} 无法列出（{error.strerror}）；请检查权限"
        ) from None
    if not files:
        raise UsageError(
            f"{folder} holds no sheet ({', '.join(_ENDINGS)}); check that it is the right folder",
            f"{folder} 中没有题目单（{'、'.join(_ENDINGS)}）；请检查是否选错了文件夹",
        )
    return files  # strings, for Path keeps the names of thousands for ever


def read_input(name: str) -> str:
    """Read a sheet's file, or standard input for `-`, in bounded memory. Raises UsageError."""
    return as_text(read_named(name, LARGEST_SHEET, Text(en="sheet", zh="题目单")), name)


def as_text(data: bytes, where: str) -> str:
    """Return bytes as the text that they are. Raises UsageError where they are none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{where}: is not UTF-8 text; save it as UTF-8", f"{where}：不是 UTF-8 文本；请另存为 UTF-8 编码") from None


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
    _refuse_doubles(sheet, where)
    require_times(sheet, where)
    return msgspec.structs.replace(sheet, items=tuple(map(_frozen_item, sheet.items)))


def _refuse_doubles(sheet: Sheet, where: str) -> None:
    seen: set[str] = set()
    for index, item in enumerate(sheet.items, 1):
        if item.question in seen:
            raise UsageError(
                f"{where}: item {index}: {item.question} stands in the sheet twice; keep one",
                f"{where}：第 {index} 项：{item.question} 出现了两次；请只保留一个",
            )
        seen.add(item.question)


def _frozen_item(item: Item) -> Item:
    return msgspec.structs.replace(item, drawn={name: _frozen(value) for name, value in item.drawn.items()}) if item.drawn else item


def _frozen(value: Any) -> Value:
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value


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
