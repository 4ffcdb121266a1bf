"""A test on paper and its answer key: what stands on them, whatever they are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dl_quiz.sheets.documents import Item, Sheet
from dl_quiz.sheets.variants import Variant
from dl_quiz.text import classroom

_LABEL = re.compile(r"^(\d+)\) ")
_LINES = {"points": 7}
"""How many lines an answer is given; one, unless it is said here."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question on paper: what is asked, its options with their labels, how to answer, and how many lines there are for it."""

    ask: str
    options: tuple[tuple[str, str], ...]
    how: str
    lines: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A test on paper: its title, the facts under it, whose it is, and its questions."""

    title: str
    facts: tuple[str, ...]
    name: str
    questions: tuple[Question, ...]
    language: str


def paper_of(variant: Variant) -> Paper:
    """Return what a sheet says on paper."""
    sheet, language = variant.sheet, variant.sheet.language
    number = (classroom.NUMBERED.format(number=variant.number).of(language),) if variant.number else ()
    minutes = (classroom.MINUTES.format(minutes=sheet.minutes).of(language),) if sheet.minutes is not None else ()
    count = classroom.QUESTION_COUNT.format(count=len(sheet.items)).of(language)
    return Paper(title_of(sheet), (*number, count, *minutes), sheet.name, tuple(map(_question, sheet.items)), language)


def title_of(sheet: Sheet) -> str:
    """Return the title of a test; of one that has none, its course's."""
    return sheet.title or sheet.course.title


def name_of(variant: Variant) -> str:
    """Return the heading of a variant in the answer key: its number and whose it is; empty where there is but one."""
    if not variant.number:
        return ""
    numbered = classroom.NUMBERED.format(number=variant.number).of(variant.sheet.language)
    return f"{numbered} · {variant.sheet.name}" if variant.sheet.name else numbered


def _question(item: Item) -> Question:
    options = tuple(_labelled(option) for option in item.options)
    return Question(item.ask, options, item.how, _LINES.get(item.kind or "", 1))


def _labelled(option: str) -> tuple[str, str]:
    """Return an option's label and its words."""
    found = _LABEL.match(option)
    return (found[1], option[found.end() :]) if found else ("", option)
