"""Writing sheets: questions as they are posed, with places for the answers."""

from __future__ import annotations

from collections.abc import Sequence

from dl_quiz.asking.pose import Posed
from dl_quiz.asking.present import present
from dl_quiz.course.course import Course
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Language
from dl_quiz.sheets.documents import SHEET, Edition, Item, Sheet


def write_sheet(course: Course, posed: Sequence[Posed], seed: int, language: Language) -> Sheet:
    """Return an empty sheet with these questions."""
    items = tuple(_item(one, language) for one in posed)
    made_from = edition(course, [one.topic for one in posed], language)
    return Sheet(schema=SHEET, course=made_from, seed=seed, language=language, items=items)


def _item(posed: Posed, language: Language) -> Item:
    presented = present(posed)
    return Item(
        question=posed.id,
        drawn=posed.drawn,
        kind=presented.kind,
        level=presented.level,
        ask=presented.ask.of(language),
        options=tuple(f"{label(index)}) {choice.of(language)}" for index, choice in enumerate(presented.choices)),
        how=presented.how.of(language),
    )


def edition(course: Course, topics: Sequence[str], language: Language) -> Edition:
    """Return the title of a course, and the hashes by which a sheet is recognised as one of it."""
    hashes = {topic: course.hash_of(topic) for topic in sorted(set(topics))}
    return Edition(title=course.manifest.title.of(language), demos=course.code.digest, topics=hashes)
