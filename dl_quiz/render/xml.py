"""Text and elements as XML that no answer can forge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dl_quiz.errors import clipped
from dl_quiz.visible import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 200


def xml(text: str) -> str:
    """Return a text of which every character may stand in XML."""
    return _NOT_XML.sub("\ufffd", visible(text))


def attribute(text: str) -> str:
    """Return a text on one line of a bearable length."""
    return xml(clipped(text, _LONGEST))


def document(root: Element) -> str:
    """Return a whole document, indented."""
    return HEAD + part(root)


def part(element: Element) -> str:
    """Return an element of a document, indented."""
    from xml.etree import ElementTree

    ElementTree.indent(element)
    return ElementTree.tostring(element, encoding="unicode") + "\n"
