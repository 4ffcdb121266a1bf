"""What a listing needs of a topic file, read without parsing the whole of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from dl_quiz.course.decode import Decoder
from dl_quiz.course.nodes import read_nodes, read_text
from dl_quiz.errors import CourseError
from dl_quiz.nouns import KINDS, Kind, Noun, Text

_HEAD_END = re.compile(r"^(?:ask|answer|points|follow_ups|sources|questions):", re.MULTILINE)
_QUESTIONS = re.compile(r"^questions:[^\n]*\n(.*?)(?=^\w|\Z)", re.MULTILINE | re.DOTALL)
_QUESTION = re.compile(r"^  - id: *([^\s#]+)", re.MULTILINE)
_LEVEL = re.compile(r"^    level: *([123])\b", re.MULTILINE)
_KIND = re.compile(rf"^    ({'|'.join(KINDS)}):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class QuestionOutline:
    """A question as a listing knows it."""

    id: str
    level: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class TopicOutline:
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
    section = _QUESTIONS.search(text)
    if section is None:
        return None
    body = section.group(1)
    starts = [match.start() for match in _QUESTION.finditer(body)]
    blocks = [body[start:end] for start, end in zip(starts, [*starts[1:], len(body)], strict=True)]
    outlines = [_question(block) for block in blocks]
    return tuple(outline for outline in outlines if outline) if all(outlines) else None


def _question(block: str) -> QuestionOutline | None:
    identity, level, kind = _QUESTION.match(block), _LEVEL.search(block), _KIND.search(block)
    if identity is None or level is None or kind is None:
        return None
    return QuestionOutline(identity.group(1).strip("'\""), int(level.group(1)), kind.group(1))  # type: ignore[arg-type]
