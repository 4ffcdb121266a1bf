"""Variants of a test: the same questions for each learner, with draws, shuffles and an order of their own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import Posed
from dl_quiz.asking.reveal import key_text
from dl_quiz.asking.session import Selection, pose_again
from dl_quiz.course.course import Course
from dl_quiz.errors import UsageError
from dl_quiz.nouns import Language, Typed
from dl_quiz.sheets.documents import Sheet
from dl_quiz.sheets.write import write_sheet

MOST = 9_999
"""How many variants a test may have: their seeds are that of the test, times ten thousand, plus their number."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of a sheet, beside the learner's name: the title, the minutes allowed, the language."""

    title: str = ""
    minutes: int | None = None
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Variant:
    """A sheet with its questions as they are posed, and its number (0: it is the only one)."""

    number: int
    sheet: Sheet
    posed: tuple[Posed, ...]

    def keys(self, course: Course) -> tuple[str, ...]:
        """Return the key of each question, in the sheet's language. Raises TrustError and CourseError as `key_of` does."""
        return tuple(key_text(key_of(course, one)).of(self.sheet.language) for one in self.posed)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a test is made of: a course, which of its questions, and what stands at its head."""

    course: Course
    selection: Selection
    heading: Heading

    @property
    def questions(self) -> tuple[Posed, ...]:
        """Return the questions as the seed of the test poses them. Raises UsageError where none fits."""
        return choose_questions(self.course, self.selection)


def whole_test(test: Blueprint) -> Variant:
    """Return the one sheet of a test. Raises UsageError where no question fits."""
    return _variant(test, test.questions, test.selection.seed)


def variants_of(test: Blueprint, count: int, names: tuple[str, ...] = ()) -> Iterator[Variant]:
    """Yield so many variants of a test, the first of them with names. Raises UsageError where no question fits."""
    questions = [posed.id for posed in test.questions]
    for number in range(1, count + 1):
        seed = test.selection.seed * (MOST + 1) + number
        own = random.Random(f"{seed}:order").sample(questions, len(questions))
        name = names[number - 1] if number <= len(names) else ""
        yield _variant(test, pose_again(test.course, own, seed), seed, number, name)


def _variant(test: Blueprint, posed: tuple[Posed, ...], seed: int, number: int = 0, name: str = "") -> Variant:
    heading = test.heading
    sheet = write_sheet(test.course, posed, seed, heading.language)
    return Variant(number, msgspec.structs.replace(sheet, title=heading.title, minutes=heading.minutes, name=Typed(name)), posed)


def read_names(text: str, where: str) -> tuple[str, ...]:
    """Return the names in a text, one a line; blank lines are none. Raises UsageError where one is too long, or stands there twice."""
    names: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        name = line.strip()
        if len(name) > _LONGEST:
            raise UsageError(
                f"{where}: line {number} is longer than {_LONGEST} characters; put one name on a line",
                f"{where}：第 {number} 行超过 {_LONGEST} 个字符；请每行写一个姓名",
            )
        if name in names:
            raise UsageError(
                f"{where}: line {number}: “{name}” stands there twice; add what tells them apart",
                f"{where}：第 {number} 行：“{name}”出现了两次；请加上能区分的内容",
            )
        names += [name] if name else []
    return tuple(names)


def slug_of(name: str) -> str:
    """Return a name as a part of a file's name: letters and digits of any script, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")[:40]


def file_name(variant: Variant, count: int, ending: str) -> str:
    """Return the name of a variant's file among so many: its number, and whose it is."""
    slug = slug_of(variant.sheet.name)
    return f"{variant.number:0{len(str(count))}}{'-' if slug else ''}{slug}.{ending}"
