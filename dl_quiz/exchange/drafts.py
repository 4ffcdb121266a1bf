"""Questions as they were read from somebody else's file, before they are a course's: each with its line, and what was left behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from dl_quiz.nouns import Language, Text

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_BREAKS = frozenset({"p", "br", "div", "li", "tr"})


@dataclass(frozen=True, slots=True)
class Left:
    """What could not be taken over: the line of the file where it stands, and why."""

    line: int
    why: Text


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as a course of one language writes it, but for its id: that is made from `name`, if there is one."""

    line: int
    data: dict[str, Any]
    topic: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Drafts:
    """What was read of a file, and what was left behind."""

    questions: tuple[Draft, ...] = ()
    left: tuple[Left, ...] = field(default=())


def gathered(found: Iterable[Draft | Left]) -> Drafts:
    """Return what was found in a file, sorted into questions and what was left behind."""
    each = list(found)
    return Drafts(tuple(one for one in each if isinstance(one, Draft)), tuple(one for one in each if isinstance(one, Left)))


def language_of(drafts: Drafts) -> Language:
    """Return the language in which most of the questions are."""
    chinese = sum(_CHINESE.search(str(draft.data)) is not None for draft in drafts.questions)
    return "zh" if 2 * chinese > len(drafts.questions) else "en"


def slug_of(name: str, fallback: str) -> str:
    """Return a name as an id: lower-case words joined by hyphens, or the fallback where it has no letter for one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or fallback


def distinct(names: Iterable[str]) -> Iterator[str]:
    """Yield names, each with a number where it was there before."""
    taken: set[str] = set()
    for name in names:
        own, turn = name, 1
        while own in taken:
            turn += 1
            own = f"{name}-{turn}"
        taken.add(own)
        yield own


def without_tags(text: str) -> str:
    """Return what a text in HTML says; one without a tag or an entity stays as it is."""
    if not _TAG.search(text):
        return text
    reader = _Plain()
    reader.feed(text)
    reader.close()
    return re.sub(r"\n{2,}", "\n", "".join(reader.parts)).strip()


class _Plain(HTMLParser):
    """Keeps the words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what breaks a line as one."""
        if tag in _BREAKS:
            self.parts.append("\n")
