"""The keyboard: a line edited as in a shell, a pasted text as one answer, what was typed too early thrown away."""

from __future__ import annotations

import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType, ModuleType

try:
    import termios
except ImportError:  # Windows: its own console edits lines, and nothing is thrown away
    termios = None  # type: ignore[assignment]

_PASTED_WITHIN = 0.05
"""How many seconds after a line what follows it can only have been pasted."""


class _Woken(Exception):
    """The program goes on after it was stopped (Ctrl-Z), in the middle of a line: `typed` is what stood there."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


def drop_typed() -> None:
    """Throw away what was typed before anybody asked for it."""
    if termios is not None:
        with suppress(OSError, ValueError, termios.error):  # what is typed does not come from a keyboard
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def read_typed(prompt: str) -> str:
    """Return what is typed up to Enter: several lines only where they were pasted. Raises EOFError, KeyboardInterrupt.

    Lines that were typed before can be had back with the arrow keys, all but those of one key.
    """
    editor = _editor()
    lines = [_line(prompt, editor)]
    while _is_more_there():
        lines.append(_line("", editor))
    typed = "\n".join(lines)
    if editor is not None and len(typed.strip()) > 1 and typed != _last(editor):
        editor.add_history(typed)
    return typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _editor() -> ModuleType | None:
    """Return the editor of lines, loaded only where somebody sits at a keyboard; None where there is none."""
    with suppress(OSError, ValueError):
        if (sys.stdin.fileno(), sys.stdout.fileno()) == (0, 1) and sys.stdin.isatty() and sys.stdout.isatty():
            return _readline()
    return None


def _readline() -> ModuleType | None:
    try:
        import readline
    except ImportError:
        return None
    readline.set_auto_history(False)
    return readline


def _last(editor: ModuleType) -> str | None:
    length: int = editor.get_current_history_length()
    return editor.get_history_item(length) if length else None


def _line(prompt: str, editor: ModuleType | None) -> str:
    """Return one line; what stood on it when the program was stopped stands there again."""
    if editor is None or not hasattr(signal, "SIGCONT"):
        return input(prompt)
    typed = ""
    with _woken(editor):
        while True:
            editor.set_startup_hook(partial(editor.insert_text, typed))
            try:
                return input(prompt)
            except _Woken as woken:
                typed = woken.typed


@contextmanager
def _woken(editor: ModuleType) -> Iterator[None]:
    def wake(_signal: int, _frame: FrameType | None) -> None:
        raise _Woken(editor.get_line_buffer())

    before = signal.signal(signal.SIGCONT, wake)
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, before)


def _is_more_there() -> bool:
    try:
        return bool(select.select([sys.stdin], [], [], _PASTED_WITHIN)[0])
    except (OSError, ValueError):  # no stream that can be waited for
        return False
