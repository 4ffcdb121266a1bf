"""Sheets held against those that the teacher handed out: only name, answers and times are the learner's."""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from dl_quiz.errors import UsageError
from dl_quiz.sheets.documents import Item, Sheet
from dl_quiz.sheets.read import read_input, read_sheet, sheets_in
from dl_quiz.text.fold import fold


@functools.lru_cache(maxsize=4)
def issued(path: Path) -> dict[int, Sheet]:
    """Return the sheets that were handed out by their seeds: that of a file, or the variants in a folder.

    Raises UsageError where there is none, one cannot be read, or two have the same seed.
    """
    sheets: dict[int, Sheet] = {}
    for file in sheets_in(path) if path.is_dir() else [str(path)]:
        sheet = read_sheet(read_input(file), file)
        if sheet.seed in sheets:
            raise UsageError(
                f"{file}: has the same seed as another sheet of {path}; keep one of them in the folder",
                f"{file}：与 {path} 中另一份题目单的种子相同；文件夹里请只保留一份",
            )
        sheets[sheet.seed] = sheet
    return sheets


def as_issued(sheet: Sheet, given: dict[int, Sheet], where: str) -> Sheet:
    """Return the sheet that was handed out, with the name, the answers and the times of a learner's.

    Raises UsageError where the learner's is none of those handed out, or is cut, swapped, drawn anew or ordered anew, or somebody else's.
    """
    own = given.get(sheet.seed)
    if own is None:
        raise UsageError(
            f"{where}: is none of the sheets that were handed out (seed {sheet.seed}); ask for the sheet that the learner was given",
            f"{where}：不是发出的题目单（种子 {sheet.seed}）；请向学生索要发给他的那一份",
        )
    _require_owner(sheet, own, where)
    _require_questions(sheet, own, where)
    items = tuple(_answered(ours, theirs, where) for ours, theirs in zip(own.items, sheet.items, strict=True))
    return msgspec.structs.replace(own, name=sheet.name or own.name, begun=sheet.begun, ended=sheet.ended, items=items)


def _require_owner(sheet: Sheet, own: Sheet, where: str) -> None:
    if own.name and sheet.name and _bare(own.name) != _bare(sheet.name):
        raise UsageError(
            f"{where}: was handed out to “{own.name}”, and comes back from “{sheet.name}”; ask whose answers these are",
            f"{where}：发给“{own.name}”的题目单，交回时署名“{sheet.name}”；请核实是谁的答卷",
        )


def _bare(name: str) -> str:
    """Return a name as it compares: whatever its case, its width and its spaces."""
    return "".join(fold(name).split())


def _require_questions(sheet: Sheet, own: Sheet, where: str) -> None:
    """Raise UsageError where the questions are not those handed out, in their order."""
    asked, came = ([item.question for item in one.items] for one in (own, sheet))
    if came == asked:
        return
    missing = [name for name in asked if name not in came]
    foreign = [name for name in came if name not in asked]
    if not missing and not foreign:
        raise UsageError(
            f"{where}: has its questions in another order than they were handed out; only answers may be changed",
            f"{where}：题目顺序与发出时不同；只能填写答案",
        )
    en = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"asks {', '.join(foreign)}, which was not handed out"] * bool(foreign)
    zh = [f"缺少 {'、'.join(missing)}"] * bool(missing) + [f"多出 {'、'.join(foreign)}"] * bool(foreign)
    raise UsageError(
        f"{where}: {' and '.join(en)}; only answers may be changed", f"{where}：与发出的题目单相比，{'，'.join(zh)}；只能填写答案"
    )


def _answered(ours: Item, theirs: Item, where: str) -> Item:
    if theirs.drawn != ours.drawn:
        values = ", ".join(f"{name}={value}" for name, value in ours.drawn.items())
        raise UsageError(
            f"{where}: {ours.question} was handed out with {values}, and comes back with other values; only answers may be changed",
            f"{where}：{ours.question} 发出时的数值是 {values}，交回时却不同；只能填写答案",
        )
    return msgspec.structs.replace(ours, answer=theirs.answer, seconds=theirs.seconds)
