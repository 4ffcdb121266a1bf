"""Rendering of what a listing knows: the topics, and the questions of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType

from dl_quiz.course.outline import TopicOutline
from dl_quiz.nouns import Language
from dl_quiz.render.line import Line
from dl_quiz.render.style import NAME, QUIET, TITLE
from dl_quiz.render.tables import plain_table
from dl_quiz.text import words

_METER = 5
_LEVEL, _GAP = 3, 2


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


def question_list(outline: TopicOutline, unsaid: Sequence[str], language: Language, width: int) -> RenderableType:
    """Return one topic's questions with level and kind; each id stands whole, to be copied, and its kind below it where both do not fit; then the key points that were not said."""
    names = {question.id: f"{outline.id}/{question.id}" for question in outline.questions}
    kinds = {question.id: words.KINDS[question.kind].of(language) for question in outline.questions}
    narrow = _LEVEL + max(map(cell_len, names.values()), default=0) + _GAP + max(map(cell_len, kinds.values()), default=0) > width
    table = plain_table()
    for question in outline.questions:
        level, name, kind = str(question.level), names[question.id], kinds[question.id]
        cells = [Line.assemble((name, NAME), "\n", (kind, QUIET))] if narrow else [Line(name, style=NAME), Line(kind, style=QUIET)]
        table.add_row(Line(level, style=QUIET), *cells)
    practise = (words.PRACTISE if outline.demo else words.PRACTISE_ONLY).format(topic=outline.id, demo=outline.demo).of(language)
    answer = words.ANSWER_IT.format(topic=outline.id).of(language)
    parts = [Line(answer, style=QUIET)] if outline.points else []
    if unsaid:
        parts.insert(0, Line(words.NOT_SAID.format(points=", ".join(unsaid)).of(language)))
    return Group(Line(outline.title.of(language), style=TITLE), Line(), table, Line(), *parts, Line(practise, style=QUIET))
