"""Adding a question to a topic's file, without touching what stands there."""

from __future__ import annotations

import re
from pathlib import Path

from dl_quiz.checking.begin import question_data
from dl_quiz.course.course import open_course
from dl_quiz.course.find import find_topic
from dl_quiz.course.reading import tree_of
from dl_quiz.course.tree import List
from dl_quiz.course.write import yaml_text
from dl_quiz.errors import CourseError, UsageError
from dl_quiz.files.read import LARGEST, read_bytes
from dl_quiz.files.write import write_whole
from dl_quiz.nouns import Kind
from dl_quiz.text.names import SLUG

BEGUN: tuple[Kind, ...] = ("choose", "select", "number", "phrase", "order")
"""The kinds of questions that there is something to begin with for."""

_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


def begin_question(root: Path, name: str, kind: str) -> tuple[Path, int]:
    """Add a question `TOPIC/SLUG` of a kind to the end of its topic's file; return the file and the question's line.

    Raises UsageError when the name is no question's, when it is taken, or when the file's questions are not written as a list at its end;
    CourseError when the topic cannot be read.
    """
    topic, _, slug = name.partition("/")
    if not SLUG.fullmatch(slug):
        raise UsageError(
            f"“{name}” is no name for a question; name its topic and it, like weight-decay/shrinks-by",
            f"“{name}”不能作题目名；请写 主题/题目，如 weight-decay/shrinks-by",
        )
    course = open_course(root)
    reading = course.read(find_topic(course, topic))
    if reading.question(slug) is not None:
        raise UsageError(f"{name} exists; ids are for ever, choose another", f"{name} 已存在；id 永久有效，请换一个")
    text = read_bytes(reading.path, LARGEST).decode("utf-8-sig")
    item = yaml_text({"questions": [question_data(kind, slug, course.manifest)]}).partition("\n")[2]
    longer = _appended(reading.path, text.rstrip() + "\n", item)
    write_whole(reading.path, longer, force=True)
    return reading.path, text.rstrip().count("\n") + 2


def _appended(path: Path, text: str, item: str) -> str:
    """Return the text with one more item at its end. Raises UsageError where that is not the end of its questions."""
    tree = tree_of(path, text.encode())
    questions, start = tree.items["questions"], tree.keys["questions"]
    indent = _ITEM.search("\n".join(text.split("\n")[start:]))
    if isinstance(questions, List) and start == max(tree.keys.values()) and indent is not None:
        own = _ITEM.match(item)
        shift = len(indent[1]) - len(own[1] if own else "")
        longer = text + "".join(f"{' ' * shift}{line}\n" if shift >= 0 else f"{line[-shift:]}\n" for line in item.splitlines())
        try:
            after = tree_of(path, longer.encode()).items["questions"]
        except CourseError:
            after = questions
        if isinstance(after, List) and len(after.items) == len(questions.items) + 1:
            return longer
    raise UsageError(
        f"{path}: a question can only be added where `questions` is the last key and each of them begins a line with -; write it by hand",
        f"{path}：只有当 `questions` 是最后一个键、每道题各以 - 起行时才能自动添加；请手工添加",
    )
