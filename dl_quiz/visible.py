"""Text from outside made visible: what would steer a terminal, forge a line or hide is shown, never sent."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]")
"""Control characters but tab and newline, marks of direction, separators of lines and paragraphs, and bytes that are no text."""

_UNSEEN_IN_A_LINE = re.compile(f"[\t\n{_UNSEEN.pattern[1:]}")

_NOT_XML = re.compile("[\ufffe\uffff]")
"""What is neither unseen nor a character of XML 1.0."""


def visible(text: str) -> str:
    """Return a text of one or more lines with each unseen character as its picture (␛) or its number (`\\u202e`)."""
    return _UNSEEN.sub(_picture, text)


def visible_line(text: str) -> str:
    """Return a text as `visible` does, on one line: the ends of its lines are shown too (⏎)."""
    return _UNSEEN_IN_A_LINE.sub(_picture, text)


def escaped(document: str) -> str:
    """Return a JSON or YAML document with each unseen character in its quoted strings as an escape, which reads as the same character."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def visible_in_xml(text: str) -> str:
    """Return a text as `visible` does, of which every character may stand in XML 1.0."""
    return _NOT_XML.sub("\ufffd", visible(text))


def has_unseen(text: str) -> bool:
    """Return whether there is a character that `visible` shows."""
    return _UNSEEN.search(text) is not None


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return "⏎" if code == 0x0A else chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name that is not UTF-8, as Python hands it on
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
