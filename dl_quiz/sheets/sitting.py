"""A sheet while it is sat, as a value: what is answered so far, and which question is before the learner."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from dl_quiz.asking.present import Presented
from dl_quiz.errors import UsageError
from dl_quiz.grading.grade import grade
from dl_quiz.grading.number import read_number
from dl_quiz.nouns import UNSAID, Choose, Option, OrderKey, Select, Text, Typed, Unparsable
from dl_quiz.sheets.against import as_issued
from dl_quiz.sheets.documents import Item, Sheet
from dl_quiz.text.commands import command

_LABEL = re.compile(r"^\d+\) ")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sheet with the answers so far; `at` is the place of the question before the learner, or that past the last: all are looked over."""

    sheet: Sheet
    at: int = 0

    @property
    def item(self) -> Item | None:
        """Return the question before the learner; None where all are looked over."""
        return self.sheet.items[self.at] if self.at < len(self.sheet.items) else None

    @property
    def open(self) -> tuple[int, ...]:
        """Return the places of the questions that have no answer."""
        return tuple(place for place, item in enumerate(self.sheet.items) if not is_answered(item))

    def moved(self, to: int) -> Sitting:
        """Return the sitting at another question, or past the last; never before the first."""
        return replace(self, at=max(0, min(to, len(self.sheet.items))))

    def spent(self, seconds: float) -> Sitting:
        """Return the sitting with so many seconds more spent on the question before the learner."""
        item = self.sheet.items[self.at]
        return self._with(msgspec.structs.replace(item, seconds=round((item.seconds or 0.0) + seconds, 1)), self.sheet.ended)

    def answered(self, answer: str, moment: datetime) -> Sitting:
        """Return the sitting with an answer to the question before the learner, given at a moment; an empty one is none."""
        item = self.sheet.items[self.at]
        return self._with(msgspec.structs.replace(item, answer=answer or None), moment.isoformat(timespec="seconds"))

    def _with(self, item: Item, ended: str) -> Sitting:
        items = (*self.sheet.items[: self.at], item, *self.sheet.items[self.at + 1 :])
        return replace(self, sheet=msgspec.structs.replace(self.sheet, items=items, ended=ended))

    def over(self, moment: datetime) -> float | None:
        """Return by how many seconds a moment is past the time allowed, below 0 while there is time left; None where there is no limit."""
        if self.sheet.minutes is None:
            return None
        return (moment - datetime.fromisoformat(self.sheet.begun)).total_seconds() - 60 * self.sheet.minutes


def is_answered(item: Item) -> bool:
    """Return whether a question has an answer."""
    return item.answer is not None and str(item.answer).strip() != ""


def begun(sheet: Sheet, name: str, moment: datetime) -> Sitting:
    """Return a sheet that a learner begins at a moment."""
    return Sitting(msgspec.structs.replace(sheet, name=Typed(name), begun=moment.isoformat(timespec="seconds"), ended=""))


def gone_on_with(sheet: Sheet, kept: Sheet, where: str) -> Sitting:
    """Return a sheet as it was left, at the first question without an answer. Raises UsageError where what was kept is another sheet's."""
    try:
        whole = as_issued(kept, {sheet.seed: sheet}, where)
    except UsageError:
        raise UsageError(
            f"{where} holds another sheet; name another file with -o", f"{where} 里是另一份题目单；请用 -o 指定其他文件"
        ) from None
    sitting = Sitting(whole)
    return sitting.moved(sitting.open[0] if sitting.open else len(whole.items))


def require_questions(sheet: Sheet, where: str) -> None:
    """Raise UsageError where a sheet has no questions that could be put."""
    if not sheet.items or not all(item.ask and item.kind for item in sheet.items):
        raise UsageError(
            f"{where}: does not hold the texts of its questions; write it anew with {command('sheet')}",
            f"{where}：缺少题目的文字；请用 {command('sheet')} 重新生成",
        )


def presented(item: Item) -> Presented:
    """Return a question as a learner meets it, from what stands in the sheet alone, in the sheet's language."""
    assert item.kind is not None, "a sheet that is sat has questions of known kinds"
    choices = tuple(_both(_LABEL.sub("", option)) for option in item.options)
    return Presented(
        id=item.question, kind=item.kind, level=item.level or 1, ask=_both(item.ask), choices=choices, how=_both(item.how), hint=UNSAID
    )


def unreadable(item: Item, typed: str) -> Text | None:
    """Return why an answer cannot be read as one of its kind, as far as that can be told without the key; None where it can be."""
    says = tuple(Option(say=choice, right=turn == 0) for turn, choice in enumerate(presented(item).choices))
    match item.kind:
        case "choose" | "predict" if says:
            read: object = grade(Choose(says), typed)
        case "select":
            read = grade(Select(says), typed)
        case "order":
            read = grade(OrderKey(tuple(option.say for option in says), tuple(range(len(says)))), typed)
        case "number" | "predict":
            read = read_number(typed)
        case _:
            return None
    return read.why if isinstance(read, Unparsable) else None


def _both(text: str) -> Text:
    return Text(en=text, zh=text)
