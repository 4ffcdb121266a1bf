"""Text and elements as XML that no answer can forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dl_quiz.errors import clipped
from dl_quiz.visible import visible_in_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LONGEST = 200


def attribute(text: str) -> str:
    """Return a text on one line of a bearable length."""
    return visible_in_xml(clipped(text, _LONGEST))


def document(root: Element) -> str:
    """Return a whole document, indented."""
    return HEAD + part(root)


def part(element: Element) -> str:
    """Return an element of a document, indented."""
    from xml.etree import ElementTree

    ElementTree.indent(element)
    return ElementTree.tostring(element, encoding="unicode") + "\n"
