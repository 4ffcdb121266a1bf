"""What a listing needs of a topic file, read without parsing the whole of it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from dl_quiz.course.decode import Decoder
from dl_quiz.course.nodes import read_nodes, read_text
from dl_quiz.errors import CourseError
from dl_quiz.nouns import KINDS, Kind, Noun, Text

_HEAD_END = re.compile(r"^(?:ask|answer|points|follow_ups|sources|questions):", re.MULTILINE)
_QUESTIONS = "\nquestions:\n"
_NEXT_KEY = re.compile(r"^\w", re.MULTILINE)
_MARK = re.compile(rf"^(?:  - id: *([^\s#]+)|    level: *([123])\b|    ({'|'.join(KINDS)}):)", re.MULTILINE)
"""What tells of a question: its id, its level, its kind."""


class QuestionOutline(msgspec.Struct, frozen=True):
    """A question as a listing knows it."""

    id: str
    level: int
    kind: Kind


class TopicOutline(msgspec.Struct, frozen=True):
    """A topic as a listing knows it."""

    id: str
    title: Text
    interview: int | None
    demo: str
    questions: tuple[QuestionOutline, ...]


class _Head(Noun, frozen=True, kw_only=True):
    title: Text
    demo: str
    interview: int | None = None


def read_outline(path: Path) -> TopicOutline | None:
    """Read a topic's head and the ids, levels and kinds of its questions; None where only a whole reading can tell.

    It relies on the layout that `dl-quiz check` asks for: the head before `ask`, questions indented by two spaces.
    """
    text = read_text(path)
    head_end = _HEAD_END.search(text)
    questions = _questions(text)
    if head_end is None or questions is None:
        return None
    decoder = Decoder(path)
    try:
        head = decoder.decode(read_nodes(path, text[: head_end.start()]), _Head)
    except CourseError:
        return None
    if decoder.problems:
        return None
    return TopicOutline(path.stem, head.title, head.interview, head.demo, questions)


def _questions(text: str) -> tuple[QuestionOutline, ...] | None:
    start = text.find(_QUESTIONS) + len(_QUESTIONS)
    if start < len(_QUESTIONS):
        return None
    after = _NEXT_KEY.search(text, start)
    found: list[dict[str, str]] = []
    for identity, level, kind in _MARK.findall(text[start : after.start() if after else len(text)]):
        if identity:
            found.append({"id": identity.strip("'\"")})
        elif found:
            found[-1]["level" if level else "kind"] = level or kind
    if not all(len(one) == 3 for one in found):
        return None
    return tuple(QuestionOutline(one["id"], int(one["level"]), one["kind"]) for one in found)  # type: ignore[arg-type]
