"""Rendering of what was found: each hit with a line of what it says, and the command that opens it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding

from dl_quiz.course.search import Found, Hit
from dl_quiz.render.line import Line, begun
from dl_quiz.render.style import NAME, QUIET, TITLE
from dl_quiz.text import words

_INDENT = 2


def render_found(found: Found, more: str, width: int) -> RenderableType:
    """Return the hits; `more` is the command that shows more of them, where there are more."""
    parts = [part for hit in found.hits for part in _hit(hit, found, width)]
    if found.count > len(found.hits):
        told = words.FOUND_MORE.format(shown=len(found.hits), count=found.count, command=more)
        parts.append(Line(told.of(found.language), style=QUIET))
    return Group(*parts)


def _hit(hit: Hit, found: Found, width: int) -> list[RenderableType]:
    sort = words.SORTS[hit.sort].of(found.language)
    head = Line.assemble((sort, QUIET), " ", (hit.id, TITLE), f"  {hit.name}")
    said = [Padding(_marked(around(hit.says, found.words, width - _INDENT), found.words), (0, 0, 0, _INDENT))] if hit.says else []
    return [_marked_line(head, found.words), *said, Padding(Line(hit.command, style=NAME, overflow="fold"), (0, 0, 0, _INDENT)), Line()]


def around(text: str, searched: Sequence[str], room: int) -> str:
    """Return the part of a text in which the first of the words stands, on one line of at most `room` cells."""
    found = _pattern(searched).search(text)
    start = found.start() if found else 0
    if cell_len(text[:start]) < room // 2:
        return begun(text, room)
    begin = max(text.rfind(" ", 0, start - room // 4), 0) if " " in text[:start] else start - room // 8
    return begun(f"…{text[begin:].lstrip()}", room)


def _pattern(searched: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(searched, key=len, reverse=True))) or r"(?!)", re.IGNORECASE)


def _marked(text: str, searched: Sequence[str]) -> Line:
    return _marked_line(Line(text), searched)


def _marked_line(line: Line, searched: Sequence[str]) -> Line:
    line.highlight_regex(_pattern(searched), style="underline")
    return line
