"""Names as people type them: nearest matches and unambiguous beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from dl_quiz.nouns import Text
from dl_quiz.text.fold import fold

T = TypeVar("T")

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What topics, questions, points and sources are called: lower-case words joined by hyphens."""


_ARTICLE = re.compile(r"^(?:the|an?)\s+")
_BETWEEN = re.compile(r"[\s_:-]+")
_BESIDE_CHINESE = "(?<=[\u3400-\u9fff])-|-(?=[\u3400-\u9fff])"  # compiled where a name wants it: so long a range takes milliseconds


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


def key_of_name(name: str) -> str:
    """Return a name as names are compared: folded, without an article, its words joined by hyphens, but those of Chinese by nothing."""
    key = _BETWEEN.sub("-", _ARTICLE.sub("", fold(name)))
    return key if key.isascii() or "-" not in key else re.sub(_BESIDE_CHINESE, "", key)


def called(typed: str, *names: Iterable[tuple[str, T]]) -> list[T]:
    """Return what is called as typed, each once: by a whole name, else by the beginning of one, else by a part of one, of two letters or a Chinese character at least.

    `names` are groups of names with what they stand for; those of an earlier group go before those of a later one.
    """
    wish = key_of_name(typed)
    groups = [[(key_of_name(name), meaning) for name, meaning in group] for group in names]
    whole = ([meaning for name, meaning in group if name == wish] for group in groups)
    begun = ([meaning for name, meaning in group if wish and name.startswith(wish)] for group in groups)
    part = (meaning for group in groups for name, meaning in group if (len(wish) > 1 or wish >= "\u2e80") and wish in name)
    return list(dict.fromkeys(next(filter(None, (*whole, *begun)), part)))
