"""One question at the prompt: shown, and asked until there is an answer that can be read, or a wish that ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rich.console import RenderableType

from dl_quiz.asking.present import Presented
from dl_quiz.nouns import Text, Unparsable
from dl_quiz.render.line import Line
from dl_quiz.render.parts import Parts
from dl_quiz.render.question import render_presented
from dl_quiz.render.style import MIDDLING, QUIET
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import Wish, wish_of
from dl_quiz.text import words
from dl_quiz.text.fold import fold

Read = TypeVar("Read")

KEYS: dict[Wish, Text] = {
    "hint": words.HINT_KEY,
    "demo": words.DEMO_KEY,
    "explain": words.EXPLAIN_KEY,
    "unknown": words.UNKNOWN_KEY,
    "undo": words.UNDO_KEY,
    "skip": words.SKIP_KEY,
    "leave": words.LEAVE_KEY,
}
"""What may be wished for at a question, with the key for it, in the order in which the keys are offered."""


@dataclass(frozen=True)
class Prompt:
    """A question with the line above it, what may be done before it is answered, and the wishes that end it without an answer.

    Whoever leads away from the question gets it shown again; a hint does not.
    """

    terminal: Terminal
    presented: Presented
    head: RenderableType
    meanwhile: Mapping[Wish, Callable[[], None]]
    ends: tuple[Wish, ...]

    def answer(self, read: Callable[[str], Read | Unparsable]) -> tuple[str, Read] | Wish:
        """Show the question, and return what was typed with what it was read as, or the wish that ends it. Raises Leave."""
        self._show()
        while True:
            typed = self.terminal.ask("> ").strip()
            wish = wish_of(typed)
            if wish == "leave":
                raise Leave
            if wish in self.ends:
                return wish
            if wish in KEYS:
                self._do(wish, typed)
            elif typed:
                outcome = letter(self.presented, typed) or read(typed)
                if not isinstance(outcome, Unparsable):
                    return typed, outcome
                self._remark(outcome.why)

    def _show(self) -> None:
        terminal = self.terminal
        terminal.begin()
        terminal.show(self.head, "", render_presented(self.presented, terminal.language), "")
        terminal.show(Line(terminal.say(self.presented.how), style=QUIET), keys_line([*self.meanwhile, *self.ends, "leave"], terminal))

    def _do(self, wish: Wish, typed: str) -> None:
        """Do what is wished for, if it can be had here."""
        act = self.meanwhile.get(wish)
        if act is not None:
            act()
            if wish != "hint":
                self._show()
        elif wish != "hint":
            self._remark(words.NOTHING_TO_TAKE_BACK if wish == "undo" else words.NO_KEY.format(typed=typed))
        if wish == "hint":
            self.terminal.show(Line(self.terminal.say(words.KEYS_RULE), style=QUIET))

    def _remark(self, text: Text) -> None:
        self.terminal.show(Line(self.terminal.say(text), style=MIDDLING))


def keys_line(wishes: list[Wish], terminal: Terminal) -> Parts:
    """Return the keys for some wishes as a line, in the usual order."""
    return Parts([terminal.say(text) for wish, text in KEYS.items() if wish in wishes])


def letter(presented: Presented, typed: str) -> Unparsable | None:
    """Return why a letter alone does not name an option: it would be a key for one option, and none for another."""
    one = fold(typed)
    if not (presented.choices and len(one) == 1 and "a" <= one <= "z"):
        return None
    number = ord(one) - ord("a") + 1
    there = number <= len(presented.choices)
    return Unparsable(why=words.KEYS_ARE_LETTERS.format(typed=typed, number=number) if there else words.NO_KEY.format(typed=typed))
