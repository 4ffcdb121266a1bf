"""Rendering of topics: the list of all, one topic's questions, and the explanation of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from dl_quiz.nouns import Language, Point, Source, Text, Topic
from dl_quiz.render.line import Line
from dl_quiz.render.sources import cited
from dl_quiz.render.style import MIDDLING, NAME, QUIET, TITLE
from dl_quiz.render.tables import hanging_table, plain_table
from dl_quiz.text import words

if TYPE_CHECKING:
    from dl_quiz.course.outline import TopicOutline

_METER = 5


def topic_list(outlines: Sequence[TopicOutline], shares: Mapping[str, float], language: Language, width: int) -> RenderableType:
    """Return the topics: interview number, id, title, how many questions, demo, and mastery where there is any."""
    table = plain_table()
    narrow = width < 70
    for outline in outlines:
        number = Line(str(outline.interview or ""), style=QUIET, justify="right")
        name = Line.assemble((outline.id, NAME), ("\n" if narrow else ""), outline.title.of(language) if narrow else "")
        meter = Line(_meter(shares[outline.id]) if outline.id in shares else "", style=QUIET)
        rest = [] if narrow else [Line(outline.title.of(language)), Line(outline.demo, style=QUIET)]
        table.add_row(number, name, *rest, Line(str(len(outline.questions)), style=QUIET, justify="right"), meter)
    return table


def _meter(share: float) -> str:
    full = round(share * _METER)
    return "■" * full + "□" * (_METER - full)


def question_list(outline: TopicOutline, language: Language) -> RenderableType:
    """Return one topic's questions with level and kind."""
    table = plain_table()
    for question in outline.questions:
        table.add_row(
            Line(str(question.level), style=QUIET),
            Line(f"{outline.id}/{question.id}", style=NAME, overflow="fold"),
            Line(words.KINDS[question.kind].of(language), style=QUIET),
        )
    practise = words.PRACTISE.of(language).format(topic=outline.id, demo=outline.demo)
    return Group(Line(outline.title.of(language), style=TITLE), Line(), table, Line(), Line(practise, style=QUIET))


def render_topic(identity: str, topic: Topic, language: Language) -> RenderableType:
    """Return a whole topic: question, model answer, key points with myths, follow-ups, sources."""
    number = f"{topic.interview} · " if topic.interview else ""
    parts: list[RenderableType] = [Line(f"{number}{topic.title.of(language)}", style=TITLE), Line(topic.ask.of(language)), Line()]
    parts += [_heading(words.MODEL_ANSWER, language), _indented(topic.answer.of(language).rstrip()), Line()]
    parts += [_heading(words.KEY_POINTS, language), _points(topic, language), Line()]
    parts += [_heading(words.FOLLOW_UPS, language), _follow_ups(topic, language)]
    parts += [Line(), _heading(words.SOURCES, language), *(_source(source, language) for source in topic.sources), Line()]
    parts.append(Line(words.PRACTISE.of(language).format(topic=identity, demo=topic.demo), style=QUIET))
    parts.append(Line(words.RUN_PROOFS.of(language).format(topic=identity), style=QUIET))
    return Group(*parts)


def _heading(name: Text, language: Language) -> Line:
    return Line(name.of(language), style=f"{TITLE} underline")


def _indented(body: str | Line, by: int = 2) -> Padding:
    return Padding(Line(body) if isinstance(body, str) else body, (0, 0, 0, by))


def _points(topic: Topic, language: Language) -> Table:
    """Return the key points, each with its myth and with what shows it."""
    table = hanging_table()
    colon = ": " if language == "en" else "："
    for turn, point in enumerate(topic.points, 1):
        table.add_row(f"{turn}.", Line(point.say.of(language)))
        table.add_row("", Line.assemble((f"✗ {words.MYTH.of(language)}{colon}", MIDDLING), point.myth.of(language)))
        table.add_row("", Line(f"→ {_shown_by(point, topic.sources)}", style=QUIET))
    return table


def _shown_by(point: Point, sources: Sequence[Source]) -> str:
    if point.proof is not None:
        return f"dl-quiz demo {point.proof.demo} {point.proof.scene}  [{point.proof.check}]"
    return cited(point.cite, sources) if point.cite else ""


def _follow_ups(topic: Topic, language: Language) -> Table:
    """Return the follow-ups with their levels and answers."""
    table = hanging_table()
    for follow_up in topic.follow_ups:
        table.add_row(f"[{follow_up.level}]", Line(follow_up.ask.of(language), style=TITLE))
        table.add_row("", Line(follow_up.answer.of(language).rstrip()))
    return table


def _source(source: Source, language: Language) -> Padding:
    line = Line.assemble(f"{source.authors} ({source.year}). {source.title}. {source.where}", (f" — {source.shows.of(language)}", QUIET))
    return _indented(line)
