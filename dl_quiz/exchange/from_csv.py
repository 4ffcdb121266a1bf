"""Reading a table of questions: question, right answer, wrong answers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dl_quiz.exchange.drafts import Draft, Drafts, Left, gathered
from dl_quiz.nouns import Text

_HEADS = {
    "question": ("question", "ask", "题目", "问题", "题干"),
    "right": ("right", "answer", "correct", "正确", "答案", "正确答案"),
    "wrong": ("wrong", "distractor", "错误", "干扰项", "错误答案"),
    "explain": ("explain", "explanation", "解析", "解释"),
    "hint": ("hint", "提示"),
    "level": ("level", "难度"),
    "topic": ("topic", "主题"),
    "id": ("id",),
}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LARGEST = 100_000


def read_csv(text: str) -> Drafts:
    """Return the questions of a table; several right answers, or ways to say one, stand in one cell, with | between them.

    A first line that names its columns may have them in any order; without one they are question, right, wrong, wrong ….
    """
    return gathered(_read(text))


def _read(text: str) -> Iterator[Draft | Left]:
    lines = text.splitlines()
    delimiter = max(",;\t", key=(lines[0] if lines else "").count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(_LARGEST)
    heads, start = None, 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Left(
                rows.line_num,
                Text(en=f"is no row of a table ({error}); nothing below it was read", zh=f"不是表格的一行（{error}）；其后没有读取"),
            )
            return
        line, start = start, rows.line_num + 1
        if heads is None:
            heads = _heads(row)
            if heads is not None:
                continue
            heads = ["question", "right", *["wrong"] * max(len(row), 100)]
        if any(cell.strip() for cell in row):
            yield _question(line, _cells(heads, row))


def _heads(row: Sequence[str]) -> list[str] | None:
    """Return which column is what, if the first row says it."""
    known = {spelling: head for head, spellings in _HEADS.items() for spelling in spellings}
    heads = [known.get(re.sub(r"[\s\d_-]+$", "", cell.strip().casefold()), "") for cell in row]
    return heads if {"question", "right"} <= set(heads) else None


def _cells(heads: Sequence[str], row: Sequence[str]) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for head, cell in zip(heads, row, strict=False):
        if cell.strip():
            cells.setdefault(head, []).append(cell.strip())
    return cells


def _question(line: int, cells: Mapping[str, Sequence[str]]) -> Draft | Left:
    one = {head: values[0] for head, values in cells.items()}
    if "question" not in one or "right" not in one:
        return Left(line, Text(en="has no question, or no right answer", zh="缺少题干或正确答案"))
    right = [part.strip() for part in one["right"].split("|") if part.strip()]
    data: dict[str, Any] = {"ask": one["question"], **_kind(right, cells.get("wrong", ()))}
    if one.get("level") in ("1", "2", "3"):
        data = {"level": int(one["level"]), **data}
    data |= {name: one[name] for name in ("hint", "explain") if name in one}
    return Draft(line, data, one.get("topic", ""), one.get("id", ""))


def _kind(right: Sequence[str], wrong: Sequence[str]) -> dict[str, Any]:
    """Return options where there are wrong ones, else a number or a term to be typed."""
    if wrong:
        options = [*({"say": each, "right": True} for each in right), *wrong]
        return {"choose" if len(right) == 1 else "select": options}
    if len(right) == 1 and _NUMBER.fullmatch(right[0]):
        value = float(right[0])
        return {"number": int(value) if value.is_integer() else {"key": value, "within": abs(value) * 1e-9}}
    return {"phrase": list(right)}
