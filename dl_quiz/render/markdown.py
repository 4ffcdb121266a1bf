"""Text in Markdown that shows as it is."""

from __future__ import annotations

import re

from dl_quiz.visible import visible

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$])")
_BEGINNING = re.compile(r"^(\d*)([-+=.)])", re.MULTILINE)
"""What would begin a list, a rule or a heading at the beginning of a line."""


def markdown(text: str) -> str:
    """Return a text of which Markdown takes nothing for its own."""
    return _BEGINNING.sub(r"\1\\\2", _MARKS.sub(r"\\\1", visible(text)))
