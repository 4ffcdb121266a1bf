"""A course's book as parts: headings, paragraphs, lists and pictures, of which a format makes its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dl_quiz.asking.support import support_of
from dl_quiz.exchange.book import Chapter, Picture
from dl_quiz.exchange.items import Item
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Language, Source, Supported, Text
from dl_quiz.text import words
from dl_quiz.text.commands import command


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level from 1, with the name by which it can be linked to."""

    level: int
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a quiet one is said aside."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of items, each a first line and further ones; numbered by what stands before each, if anything does."""

    items: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with its caption and the command that plays its scene."""

    picture: Picture
    caption: str
    command: str


Part = Heading | Paragraph | Listing | Drawing


def parts_of(chapter: Chapter, number: int, language: Language) -> Iterator[Part]:
    """Yield the parts of a chapter in their order."""
    topic = chapter.topic
    yield Heading(2, f"{number}. {topic.title.of(language)}", chapter.identity)
    if topic.ask:
        yield Paragraph(topic.ask.of(language))
    if topic.answer:
        yield Heading(3, words.MODEL_ANSWER.of(language))
        yield from (Paragraph(text) for text in topic.answer.of(language).split("\n\n"))
    if topic.points:
        yield Heading(3, words.KEY_POINTS.of(language))
        yield Listing([_point(point.say, point.myth, _shown_by(point, topic.sources, language), language) for point in topic.points])
    if chapter.pictures:
        yield Heading(3, words.PICTURES.of(language))
        yield from (Drawing(one, one.title.of(language), command("demo", *one.scene)) for one in chapter.pictures)
    if topic.follow_ups:
        yield Heading(3, words.FOLLOW_UPS.of(language))
        yield Listing([(one.ask.of(language), one.answer.of(language).split("\n")) for one in topic.follow_ups])
    yield from _questions(chapter.items, language)
    if topic.sources:
        yield Heading(3, words.SOURCES.of(language))
        yield Listing([(f"{one.authors} ({one.year}). {one.title}. {one.where}", (one.shows.of(language),)) for one in topic.sources])


def _point(say: Text, myth: Text, shown: str, language: Language) -> tuple[str, Sequence[str]]:
    return say.of(language), [
        f"✗ {words.MYTH.of(language)}{words.COLON.of(language)}{myth.of(language)}",
        *([f"→ {shown}"] if shown else []),
    ]


def _shown_by(claim: Supported, sources: Sequence[Source], language: Language) -> str:
    support = support_of(claim, sources, {})
    return support.command or support.cited or support.url


def _questions(items: Sequence[Item], language: Language) -> Iterator[Part]:
    """Yield the questions without their keys, then the keys."""
    if not items:
        return
    yield Heading(3, words.ASKED.of(language))
    for turn, item in enumerate(items, 1):
        yield Paragraph(f"{turn}. {item.presented.ask.of(language)}")
        if item.presented.choices:
            yield Listing([(f"{label(place)}) {choice.of(language)}", ()) for place, choice in enumerate(item.presented.choices)])
    yield Heading(3, words.KEYS.of(language))
    for turn, item in enumerate(items, 1):
        yield Paragraph(f"{turn}. {item.revealed.key.of(language)}")
        yield from _reasons(item, language)


def _reasons(item: Item, language: Language) -> Iterator[Part]:
    if item.revealed.explain:
        yield Paragraph(item.revealed.explain.of(language))
    wrong = [one for one in item.revealed.choices if not one.right and one.because]
    if wrong:
        yield Listing([(f"✗ {label(one.place)}) {one.say.of(language)}", (one.because.of(language),)) for one in wrong if one.because])
    support = item.revealed.support
    shown = [(words.PROOF, support.command), (words.CITED, support.cited), (words.PAGE, support.url)]
    if line := " · ".join(f"{name.of(language)}{words.COLON.of(language)}{text}" for name, text in shown if text):
        yield Paragraph(line, quiet=True)
