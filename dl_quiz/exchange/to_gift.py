"""Writing GIFT, Moodle's text format of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dl_quiz.course.course import Course
from dl_quiz.exchange.items import Export, Item, Wish, items_of, lost_exercises, undrawn
from dl_quiz.exchange.quizzes import Answer, Quiz, literal, percent, positional, quiz_of
from dl_quiz.nouns import Language

_SPECIAL = re.compile(r"[~=#{}:\\]")


def to_gift(course: Course, wish: Wish) -> Export:
    """Return the questions in GIFT, each under its id. Raises TrustError and CourseError as `items_of` does."""
    items = list(items_of(course, wish))
    quizzes = [quiz_of(item, wish.language) for item in items]
    text = "".join(_parts(items, quizzes, course.manifest.title.of(wish.language), wish.language))
    lost = [one for quiz in quizzes for one in quiz.lost]
    return Export(text, (*undrawn(items, wish), *lost, *lost_exercises(course, wish)), len(items))


def _parts(items: Sequence[Item], quizzes: Sequence[Quiz], title: str, language: Language) -> Iterator[str]:
    topic = ""
    for item, quiz in zip(items, quizzes, strict=True):
        if item.posed.topic != topic:
            topic = item.posed.topic
            yield f"$CATEGORY: {_folder(title)}/{_folder(item.topic.title.of(language))}\n\n"
        general = f"####{escaped(quiz.explain)}\n" if quiz.explain else ""
        yield f"::{escaped(quiz.name)}::[plain]{escaped(quiz.ask)} {{\n{''.join(_answers(quiz))}{general}}}\n\n"


def escaped(text: str) -> str:
    """Return a text of which GIFT takes nothing for its own."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text.strip()).replace("\r", "").replace("\n", "\\n").replace("\t", " ")


def _folder(title: str) -> str:
    """Return a name of a category, in which a slash would be another category."""
    return " ".join(title.replace("/", "∕").split())


def _answers(quiz: Quiz) -> Iterator[str]:
    """Yield what stands between the braces, a line an answer."""
    match quiz.kind:
        case "single":
            yield from (f"{'=' if one.share == 1 else '~'}{_weight(one, always=False)}{_said(one)}\n" for one in quiz.answers)
        case "several":
            yield from (f"~{_weight(one, always=True)}{_said(one)}\n" for one in quiz.answers)
        case "number":
            yield "#\n" + "".join(f"={_weight(one, always=one.share < 1)}{_number(one)}\n" for one in quiz.answers)
        case "term":
            terms = (replace(one, text=literal(one.text)) for one in quiz.answers)
            yield from (f"={_weight(one, always=one.share < 1)}{_said(one)}\n" for one in terms)
        case "matching":
            yield from (f"={escaped(step).replace('->', '→')} -> {place}\n" for place, step in enumerate(quiz.steps, 1))


def _said(answer: Answer) -> str:
    return escaped(answer.text) + (f"#{escaped(answer.because)}" if answer.because else "")


def _number(answer: Answer) -> str:
    assert answer.numeric is not None, "an answer of a number has one"
    return f"{positional(answer.numeric.value)}:{positional(answer.numeric.within)}" + (
        f"#{escaped(answer.because)}" if answer.because else ""
    )


def _weight(answer: Answer, *, always: bool) -> str:
    """Return the share that an answer earns; where it is plain, only before a text that would be taken for one."""
    return f"%{percent(answer.share)}%" if always or answer.text.startswith("%") else ""
