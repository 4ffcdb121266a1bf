"""A sheet sat at a terminal: question by question, without a word on what is right; each answer is written before the next question."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from rich.rule import Rule

from dl_quiz.errors import QuizError
from dl_quiz.nouns import Text
from dl_quiz.render.line import Line
from dl_quiz.render.question import render_presented
from dl_quiz.render.sitting import render_all, render_head, shown
from dl_quiz.render.style import BAD, MIDDLING, QUIET, TITLE
from dl_quiz.sheets.documents import Item, Sheet
from dl_quiz.sheets.sitting import Sitting, is_answered, presented, unreadable
from dl_quiz.terminal.question import letter
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import Wish, wish_of
from dl_quiz.text import classroom
from dl_quiz.text.fold import fold

LONGEST_NAME = 100
Move = Literal["on", "back", "list", "clear"]
"""What a learner wants instead of answering."""
_MOVES: dict[Wish, Move] = {"skip": "on", "next": "on", "back": "back", "undo": "clear"}
_LIST = ("l", "list", "列表", "全部")


def ask_name(terminal: Terminal) -> str:
    """Return the name that a learner gives. Raises Leave."""
    while True:
        name = " ".join(terminal.ask(terminal.say(classroom.YOUR_NAME)).split())
        if 0 < len(name) <= LONGEST_NAME:
            return name
        _remark(terminal, classroom.NAME_WANTED.format(most=LONGEST_NAME))


@dataclass
class Taking:
    """What sitting a sheet needs: where it is shown, how it is saved, and the time."""

    terminal: Terminal
    save: Callable[[Sheet], None]
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    unsaved: QuizError | None = None
    """Why the last writing failed."""
    _late: bool = field(default=False)

    def run(self, sitting: Sitting) -> tuple[Sitting, bool, bool]:
        """Put the questions until the learner is done or leaves; return the sitting, whether it is done, and whether Ctrl-C ended it."""
        self._greet(sitting)
        try:
            while True:
                if sitting.item is not None:
                    sitting = self._put(sitting, sitting.item)
                elif (place := self._look_over(sitting)) is None:
                    return sitting, True, False
                else:
                    sitting = sitting.moved(place)
        except Leave as leave:
            return sitting, False, leave.interrupted
        except KeyboardInterrupt:
            return sitting, False, True

    def _greet(self, sitting: Sitting) -> None:
        sheet, say = sitting.sheet, self.terminal.say
        facts = [sheet.name, say(classroom.TO_ANSWER.format(count=len(sheet.items)))]
        facts += [] if sheet.minutes is None else [say(classroom.MINUTES.format(minutes=sheet.minutes))]
        title = Line(sheet.title or sheet.course.title, style=TITLE)
        self.terminal.show("", title, Line(" · ".join(facts)), "", Line(say(classroom.RULES), style=QUIET))
        if sheet.minutes is not None:
            self.terminal.show(Line(say(classroom.TIME_RUNS), style=QUIET))
        done = len(sheet.items) - len(sitting.open)
        if done:
            self.terminal.show(Line(say(classroom.GOING_ON.format(done=done, all=len(sheet.items))), style=MIDDLING))

    def _put(self, sitting: Sitting, item: Item) -> Sitting:
        """Put one question, and keep what is answered to it. Raises Leave."""
        self._show(sitting, item)
        start = self.clock()
        answer = self._answer(item)
        sitting = sitting.spent(self.clock() - start)
        if answer == "back":
            return sitting.moved(sitting.at - 1)
        if answer == "list":
            return sitting.moved(len(sitting.sheet.items))
        if isinstance(answer, str):
            return sitting.moved(sitting.at + 1)
        sitting = sitting.answered(answer.text, self.now())
        self._keep(sitting.sheet)
        return sitting.moved(sitting.at + (1 if answer.text else 0))

    def _show(self, sitting: Sitting, item: Item) -> None:
        over = sitting.over(self.now())
        self.terminal.show("", Rule(style=QUIET), render_head(sitting, item, over, self.terminal.language))
        if over is not None and over > 0 and not self._late:
            self._late = True
            self.terminal.show(Line(self.terminal.say(classroom.TIME_IS_UP), style=BAD))
        one = presented(item)
        self.terminal.show("", render_presented(one, self.terminal.language), "", Line(self.terminal.say(one.how), style=QUIET))
        if is_answered(item):
            self.terminal.show(Line(self.terminal.say(classroom.YOUR_ANSWER.format(answer=shown(item)))))
        self.terminal.show(Line(self.terminal.say(classroom.KEYS), style=QUIET))

    def _answer(self, item: Item) -> Given | Move:
        """Ask until there is an answer, or the wish to move; what cannot be read is taken when it is typed once more. Raises Leave."""
        before = ""
        while True:
            typed = self.terminal.ask("> ").strip()
            move = _move_of(typed)
            if move == "clear":
                return Given("")
            if move is not None:
                return move
            if wish_of(typed) == "hint":
                _remark(self.terminal, classroom.KEYS)
            elif (named := letter(presented(item), typed)) is not None:
                _remark(self.terminal, named.why)
            elif (why := unreadable(item, typed)) is None or typed == before:
                return Given(typed)
            else:
                before = typed
                _remark(self.terminal, classroom.ONCE_MORE.format(why=why))

    def _look_over(self, sitting: Sitting) -> int | None:
        """Show all questions; return the place of the one that the learner goes back to, None when they are done. Raises Leave."""
        self.terminal.show("", Rule(style=QUIET), render_all(sitting, self.terminal.language), "")
        count = len(sitting.sheet.items)
        while True:
            typed = self.terminal.ask(f"{self.terminal.say(classroom.LOOK_OVER)} ").strip()
            if not typed:
                return None
            wish, number = wish_of(typed), fold(typed)
            if wish == "leave":
                raise Leave
            if wish == "back":
                return count - 1
            if number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= count:
                return int(number) - 1
            _remark(self.terminal, classroom.NO_QUESTION.format(typed=typed[:20], count=count))

    def _keep(self, sheet: Sheet) -> None:
        """Save what there is; where that fails it is told, and tried again with the next answer."""
        try:
            self.save(sheet)
            self.unsaved = None
        except QuizError as error:
            self.unsaved = error
            _remark(self.terminal, classroom.NOT_SAVED.format(why=error.text))


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was typed; an empty one takes the answer back."""

    text: str


def _move_of(typed: str) -> Move | None:
    """Return where a learner wants to go, None where they answer. Raises Leave."""
    wish = wish_of(typed)
    if wish == "leave":
        raise Leave
    if not typed:
        return "on"
    return "list" if fold(typed) in _LIST else _MOVES.get(wish) if wish is not None else None


def _remark(terminal: Terminal, text: Text) -> None:
    terminal.show(Line(terminal.say(text), style=MIDDLING))
