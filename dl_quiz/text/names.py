"""Names as people type them: nearest matches and unambiguous beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dl_quiz.nouns import Text

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What topics, questions, points and sources are called: lower-case words joined by hyphens."""


def nearest(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Return the names nearest to what was typed, best first."""
    from difflib import get_close_matches

    by_fold = {known.casefold(): known for known in names}
    return [by_fold[match] for match in get_close_matches(name.casefold(), by_fold, n=most, cutoff=0.6)]


def meant(typed: str, known: Iterable[str], otherwise: Text, *, quote: str = "") -> Text:
    """Return the question whether one of the nearest names was meant, or `otherwise` where none is near."""
    near = [f"{quote}{name}{quote}" for name in nearest(typed, known, 1 if quote else 3)]
    if not near:
        return otherwise
    return Text(en=f"did you mean {' or '.join(near)}?", zh=f"是否想写 {' 或 '.join(near)}？")


def beginning_with(start: str, names: Iterable[str]) -> list[str]:
    """Return the names that begin with `start`, an exact match alone."""
    known = list(names)
    if start in known:
        return [start]
    return [name for name in known if start and name.startswith(start)]
