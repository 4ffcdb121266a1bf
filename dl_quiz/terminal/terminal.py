"""A terminal in a language: what is shown, asked and warned of."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

from dl_quiz.nouns import Language, Text
from dl_quiz.render.screen import Screen
from dl_quiz.terminal.ground import asked_ground, told_ground
from dl_quiz.terminal.rendered import Lines, Visible
from dl_quiz.terminal.streams import broken_for_stderr
from dl_quiz.text import words
from dl_quiz.visible import visible, visible_line

if TYPE_CHECKING:
    from rich.console import Console, ConsoleDimensions, RenderableType

NARROWEST, WIDEST = 20, 1_000
_GLANCE = 0.3
"""Seconds after which a sign of life is due."""
_COLOURS = {"standard": 16, "windows": 16, "256": 256, "truecolor": 2**24}


class Leave(Exception):
    """The learner left: `interrupted` by Ctrl-C, or by Ctrl-D or `q`."""

    def __init__(self, *, interrupted: bool = False) -> None:
        super().__init__()
        self.interrupted = interrupted


class Terminal:
    """Standard output, error and input as one place to talk to a learner."""

    def __init__(self, language: Language, *, plain: bool = False, paged: bool = True) -> None:
        from rich.console import Console

        self._options: dict[str, Any] = {
            "highlight": False,
            "markup": False,
            "emoji": False,
            "no_color": True if plain else None,
            "color_system": None if plain else "auto",
        }
        self.language = language
        self.paged = paged
        self.out: Console = Console(**self._options)
        if not NARROWEST <= self.out.width <= WIDEST:
            self.out.width = self.width
        self._rows, self._size, self._warned = 0, self.out.size, False

    @property
    def err(self) -> Console:
        """Return standard error as a console."""
        from rich.console import Console

        return Console(**self._options, stderr=True)

    @property
    def interactive(self) -> bool:
        """Return whether a person can be asked: input and output both are a terminal."""
        return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)

    @property
    def width(self) -> int:
        """Return the cells in a line."""
        return min(max(NARROWEST, self.out.width), WIDEST)

    @property
    def screen(self) -> Screen:
        """Return what a picture is drawn on."""
        colours = 0 if self.out.no_color else _COLOURS.get(self.out.color_system or "", 0)
        return Screen(self.width, self.out.height, colours, light=colours > 0 and self._is_light)

    @cached_property
    def _is_light(self) -> bool:
        """Whether the ground is light; asked once, of a terminal at which somebody sits."""
        told = told_ground(os.environ)
        if told is not None or not self.interactive or os.environ.get("TERM") == "dumb":
            return bool(told)
        return asked_ground()

    def say(self, text: Text) -> str:
        """Return a text in the terminal's language."""
        return text.of(self.language)

    def show(self, *renderables: RenderableType) -> None:
        """Print to standard output, each on lines of its own."""
        from rich.console import Group

        for renderable in renderables:
            whole = Visible(Group(renderable))  # Rich would join a bare text with its neighbours, and wrap it as its own
            if self.out.is_terminal:
                self.out.print(whole, width=self.width)
            else:
                self._print_plainly(whole)
            self._rows += whole.rows

    def page(self, *renderables: RenderableType) -> None:
        """Print to standard output as `show` does; what is longer than the screen of a person is read in a pager."""
        if not (self.paged and self.interactive and _is_a_screen(sys.stdin) and _is_a_screen(sys.stdout)):
            self.show(*renderables)
            return
        from dl_quiz.terminal.pager import pager_of, read_in

        with self.out.capture() as capture:
            self.show(*renderables)
        text = capture.get()
        pager = pager_of(os.environ) if text.count("\n") >= self.out.height else []
        if not (pager and read_in(pager, text)):
            sys.stdout.write(text)

    def _print_plainly(self, renderable: RenderableType) -> None:
        """Print without the spaces that fill lines up, which a file or a pipe has no use for."""
        with self.out.capture() as capture:
            self.out.print(renderable, width=self.width)
        sys.stdout.write("\n".join(line.rstrip() for line in capture.get().split("\n")))

    def write(self, text: str) -> None:
        """Write text to standard output line by line as it is: JSON, sources, lists."""
        sys.stdout.write(visible(text))
        sys.stdout.flush()

    def warn(self, text: Text) -> None:
        """Print one sentence to standard error."""
        self.err.print(broken_for_stderr(visible_line(self.say(text))), style="yellow", soft_wrap=True)
        self._warned = True

    def show_by_screens(self, *renderables: RenderableType) -> None:
        """Show what may be longer than the screen: a screenful at a time, `q` for no more. Raises Leave on Ctrl-C and Ctrl-D."""
        from rich.console import Group

        from dl_quiz.terminal.wishes import wish_of

        lines = self.out.render_lines(Visible(Group(*renderables)), self.out.options.update(width=self.width, height=None), pad=False)
        room = max(2, self.out.height - 1)
        while len(lines) > room and self.interactive:
            self.show(Lines(lines[: room - 1]))
            lines = lines[room - 1 :]
            if wish_of(self.ask_and_wipe(self.say(words.MORE))) == "leave":
                return
        self.show(Lines(lines))

    def ask(self, prompt: str, *, ahead: bool = False) -> str:
        """Return what the learner types up to Enter, or pastes. Raises Leave on Ctrl-C and Ctrl-D.

        What was typed before the prompt is thrown away, unless it may be typed `ahead`. A prompt longer than a line breaks at words.
        """
        from dl_quiz.terminal.keyboard import drop_typed, read_typed  # most commands ask nothing
        from dl_quiz.terminal.rows import broken, rows_of

        if not ahead:
            drop_typed()
        *above, last = broken(prompt, self.width)
        if above:
            self.show("\n".join(above))
        try:
            typed = read_typed(last)
        except EOFError:
            self.out.print()
            raise Leave from None
        except KeyboardInterrupt:
            self.out.print()
            raise Leave(interrupted=True) from None
        self._rows += sum(rows_of(line, self.width) for line in f"{last}{typed}".split("\n"))
        return typed

    def ask_and_wipe(self, prompt: str) -> str:
        """Return the line that the learner types, and take prompt and line off the screen again. Raises Leave."""
        shown, size = self._rows, self.out.size
        typed = self.ask(prompt)
        self._wipe(self._rows - shown, size)
        self._rows = shown
        return typed

    def begin(self) -> None:
        """Begin what may be wiped afterwards."""
        self._rows, self._size, self._warned = 0, self.out.size, False

    def wipe(self) -> bool:
        """Take everything since it was begun off the screen, as far as it stands there; return whether that could be done.

        A warning that came meanwhile stays, and all the rest with it.
        """
        return not self._warned and self._wipe(self._rows, self._size)

    def _wipe(self, rows: int, size: ConsoleDimensions) -> bool:
        """Take the last rows off the screen, if they still stand there as they did when it had this size."""
        can = self.interactive and os.environ.get("TERM") != "dumb" and self.out.size == size
        if can:
            sys.stdout.write(f"\x1b[{min(rows, size.height - 1)}A\x1b[G\x1b[J")
            sys.stdout.flush()
        return can

    @contextmanager
    def working(self, text: Text) -> Iterator[None]:
        """Show a word while something is computed that takes longer than a glance; it is gone when the work is done."""
        if not self.interactive or os.environ.get("TERM") == "dumb":
            yield
            return
        from threading import Timer

        word = Timer(_GLANCE, lambda: (sys.stdout.write(f"  {self.say(text)}"), sys.stdout.flush()))
        word.start()
        started = monotonic()
        try:
            yield
        finally:
            word.cancel()
            word.join()
            sys.stdout.write("\x1b[2K\x1b[G" if monotonic() - started >= _GLANCE else "")
            sys.stdout.flush()  # what comes next may go to standard error


def _is_a_screen(stream: TextIO) -> bool:
    """Return whether a stream is a terminal for the programs that this one begins, too."""
    try:
        return os.isatty(stream.fileno())
    except (OSError, ValueError):  # a stream in memory, or a closed one
        return False


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM") != "unknown"
    except ValueError:  # the stream is closed
        return False
