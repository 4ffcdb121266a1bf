"""Writing flash cards for Anki's import of text, which updates by id what was imported before."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from dl_quiz.asking.reveal import Choice
from dl_quiz.asking.support import Support
from dl_quiz.course.course import Course
from dl_quiz.exchange.items import Export, Item, Wish, items_of, lost_exercises, undrawn
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Language, Text
from dl_quiz.text import words

_HEAD = "#separator:tab\n#html:true\n#guid column:1\n#notetype:Basic\n#deck column:2\n#tags column:5\n"
_MARKUP = {"[": "&#91;", '"': "&quot;", "\t": "&#9;", "\r": "", "\n": "<br>", "{{": "{<wbr>{", "\\(": "\\<wbr>(", "\\[": "\\<wbr>&#91;"}
"""What Anki would take for its own in a field: sounds, LaTeX, fields, formulas, and the ends of cells and rows."""
_OWN = re.compile(r"\{\{|\\[(\[]|[\[\"\t\r\n]")


def to_anki(course: Course, name: str, wish: Wish) -> Export:
    """Return the questions as cards, a row each: id, deck, front, back, tags; `name` is the course's in ids, for ever.

    Raises TrustError and CourseError as `items_of` does.
    """
    items = list(items_of(course, wish))
    rows = ["\t".join(_row(item, name, course.manifest.title, wish.language)) for item in items]
    return Export(_HEAD + "".join(f"{row}\n" for row in rows), (*undrawn(items, wish), *lost_exercises(course, wish)), len(items))


def _row(item: Item, name: str, title: Text, language: Language) -> tuple[str, ...]:
    topic = item.posed.topic
    decks = (title.of(language), item.topic.title.of(language))
    deck = "::".join(cell(part.replace("::", ":")) for part in decks)
    tags = f"dl-quiz::{topic} dl-quiz::level-{item.presented.level} dl-quiz::{item.presented.kind}"
    return cell(f"{name}/{item.name}"), deck, _front(item, language), _back(item, language), tags


def cell(text: str) -> str:
    """Return a text as a field of a note shows it, and nothing else."""
    return _OWN.sub(lambda found: _MARKUP[found[0]], html.escape(text, quote=False)).strip()


def _front(item: Item, language: Language) -> str:
    ask, how = cell(item.presented.ask.of(language)), cell(item.presented.how.of(language))
    choices = "".join(f"<li>{cell(choice.of(language))}</li>" for choice in item.presented.choices)
    return f"<b>{ask}</b>" + (f"<ol>{choices}</ol>" if choices else f"<br><small>{how}</small>")


def _back(item: Item, language: Language) -> str:
    revealed = item.revealed
    key = "".join(f"<li>{_choice(choice, revealed.ordered, language)}</li>" for choice in revealed.choices)
    parts = [f"<ul>{key}</ul>" if key else f"<b>{cell(revealed.key.of(language))}</b>"]
    parts += [f"<p>{cell(revealed.explain.of(language))}</p>"] if revealed.explain else []
    parts += [f"<p><small>{line}</small></p>" for line in _support(revealed.support, language)]
    return "".join(parts)


def _choice(choice: Choice, ordered: bool, language: Language) -> str:
    """Return an option with its mark and its reason; of steps the number under which each was shown."""
    said = f"{label(choice.place)}) {cell(choice.say.of(language))}"
    because = f"<br><small>{cell(choice.because.of(language))}</small>" if choice.because else ""
    return said if ordered else f"{'✓' if choice.right else '✗'} {f'<b>{said}</b>' if choice.right else said}{because}"


def _support(support: Support, language: Language) -> Iterator[str]:
    for name, text in ((words.PROOF, support.command), (words.CITED, support.cited), (words.PAGE, support.url)):
        if text:
            yield f"{cell(name.of(language) + words.COLON.of(language))} {cell(text)}"
