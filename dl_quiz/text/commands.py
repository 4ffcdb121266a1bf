"""Commands as they are printed for people to type: each works as printed, for it keeps the course and the language of this run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

_kept: ContextVar[tuple[str, ...]] = ContextVar("kept", default=())
_PLAIN = re.compile(r"[\w@%+=:,./-]+")
"""What a shell takes as one word, as it stands."""


@contextmanager
def keeping(options: Sequence[str]) -> Iterator[None]:
    """Let every command that is printed within keep these options, with which this program was called."""
    before = _kept.set(tuple(options))
    try:
        yield
    finally:
        _kept.reset(before)


def keep(*options: str) -> None:
    """Let every command that is printed from here on keep these options as well, to the end of what `keeping` surrounds."""
    _kept.set(_kept.get() + options)


def command(*words: str) -> str:
    """Return a command of this program as it is to be typed: its words, quoted where a shell needs that, and the options that are kept."""
    return " ".join(["dl-quiz", *map(_quoted, words + _kept.get())])


def _quoted(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"
