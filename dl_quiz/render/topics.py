"""Rendering of what a listing knows: the topics, and the questions of one."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table

from dl_quiz.asking.listing import QuestionEntry, QuestionList, TopicEntry, TopicList
from dl_quiz.render.line import Line, begun
from dl_quiz.render.style import NAME, QUIET, TITLE, mark_of
from dl_quiz.render.tables import headed_table
from dl_quiz.render.topic import practise
from dl_quiz.text import implementing, words
from dl_quiz.text.commands import command

_METER = 5
_NARROW = 70


def topic_list(listing: TopicList, width: int) -> RenderableType:
    """Return the topics: interview number, id, title, demo, how many questions, and mastery where there is any."""
    narrow, known = width < _NARROW, any(entry.answered for entry in listing.topics)
    heads = [words.NUMBER, words.TOPIC, *([] if narrow else [words.TITLE, words.DEMO]), words.QUESTIONS, *([words.KNOWN] if known else [])]
    table = headed_table(*(head.of(listing.language) for head in heads))
    table.columns[0].justify = table.columns[2 if narrow else 4].justify = "right"
    for entry in listing.topics:
        name = Line.assemble((entry.topic, NAME), f"\n{entry.title}" if narrow else "")
        titled = [] if narrow else [Line(entry.title), Line(entry.demo, style=QUIET)]
        number, questions = Line(str(entry.interview or ""), style=QUIET), Line(str(entry.questions), style=QUIET)
        table.add_row(number, name, *titled, questions, *([Line(_meter(entry), style=QUIET)] if known else []))
    return table


def _meter(entry: TopicEntry) -> str:
    full = round(entry.mastery * _METER)
    return "■" * full + "□" * (_METER - full) if entry.answered else ""


def question_list(listing: QuestionList, width: int) -> RenderableType:
    """Return one topic's questions, each with its last result, level, kind and the beginning of its text; then the key points that were not said.

    Each id stands whole, to be copied, and its kind below it where both do not fit.
    """
    language, topic = listing.language, listing.topic
    parts: list[RenderableType] = [Line(topic.title, style=TITLE), Line(), _questions(listing, width), Line()]
    if topic.unsaid:
        parts.append(Line(words.NOT_SAID.format(points=", ".join(topic.unsaid)).of(language)))
    if listing.points:
        parts.append(Line(words.ANSWER_IT.format(command=command("interview", topic.topic)).of(language), style=QUIET))
    if listing.exercises:
        commands = " · ".join(command("implement", name) for name in listing.exercises)
        parts.append(Line(implementing.WRITE_IT.format(commands=commands).of(language), style=QUIET))
    return Group(*parts, Line(practise(topic.topic, topic.demo).of(language), style=QUIET))


def _questions(listing: QuestionList, width: int) -> Table:
    heads = ("", words.LEVEL_OF.of(listing.language), words.QUESTION.of(listing.language))
    table = headed_table(*heads)
    room = width - sum(cell_len(head) + 2 for head in heads[:2]) - 1
    for entry in listing.questions:
        mark, style = ("·", QUIET) if entry.score is None else mark_of(entry.score)
        table.add_row(
            Line(mark, style=style),
            Line(str(entry.level), style=QUIET),
            _question(entry, words.KINDS[entry.kind].of(listing.language), room),
        )
    return table


def _question(entry: QuestionEntry, kind: str, room: int) -> Line:
    between = "\n" if cell_len(entry.question) + cell_len(kind) + 2 > room else "  "
    return Line.assemble((entry.question, NAME), between, (kind, QUIET), f"\n{begun(entry.ask, room)}")
