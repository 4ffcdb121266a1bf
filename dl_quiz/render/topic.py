"""Rendering of a topic: its question, model answer, key points, follow-ups and sources."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from dl_quiz.asking.support import support_of
from dl_quiz.nouns import Language, Source, Supported, Text, Topic
from dl_quiz.nouns.topic import spaced
from dl_quiz.render.line import Line
from dl_quiz.render.style import MIDDLING, QUIET, TITLE
from dl_quiz.render.tables import hanging_table
from dl_quiz.text import words
from dl_quiz.text.commands import command


def render_topic(identity: str, topic: Topic, language: Language, *, marked: bool = False, short: bool = False) -> RenderableType:
    """Return a whole topic: question, model answer (its sentences `marked` with what supports them), key points with myths, follow-ups, sources.

    A `short` one has the question, the model answer and the key points alone.
    """
    number = f"{topic.interview} · " if topic.interview else ""
    parts: list[RenderableType] = [Line(f"{number}{topic.title.of(language)}", style=TITLE)]
    parts += [Line(topic.ask.of(language))] if topic.ask else []
    sections: list[tuple[Text, Sequence[RenderableType]]] = [
        (words.MODEL_ANSWER, _answer(topic, language, marked) if topic.answer else []),
        (words.KEY_POINTS, [_points(topic, language, short)] if topic.points else []),
        (words.FOLLOW_UPS, [_follow_ups(topic, language)] if topic.follow_ups and not short else []),
        (words.SOURCES, [_source(source, language) for source in topic.sources if not short]),
    ]
    for name, body in sections:
        parts += [Line(), _heading(name, language), *body] if body else []
    return Group(*parts, Line(), *_commands(identity, topic, language))


def _commands(identity: str, topic: Topic, language: Language) -> list[RenderableType]:
    """Return what to do with a topic next, each in a command."""
    said = [words.ANSWER_IT.format(command=command("interview", identity))] if topic.points else []
    said.append(practise(identity, topic.demo))
    if any(item.proof for _, item in topic.claims()):
        said.append(words.RUN_PROOFS.format(command=command("explain", identity, "--run")))
    return [Line(text.of(language), style=QUIET) for text in said]


def practise(topic: str, demo: str) -> Text:
    """Return the commands that practise a topic, and that play its demo where it has one."""
    if not demo:
        return words.PRACTISE_ONLY.format(quiz=command("quiz", topic))
    return words.PRACTISE.format(quiz=command("quiz", topic), demo=command("demo", demo))


def _heading(name: Text, language: Language) -> Line:
    return Line(name.of(language), style=f"{TITLE} underline")


def _indented(body: str | Line, by: int = 2) -> Padding:
    return Padding(Line(body) if isinstance(body, str) else body, (0, 0, 0, by))


def _points(topic: Topic, language: Language, short: bool) -> Table:
    """Return the key points, each with its myth and with what shows it; in short, by themselves."""
    table = hanging_table()
    for turn, point in enumerate(topic.points, 1):
        table.add_row(f"{turn}.", Line(point.say.of(language)))
        if short:
            continue
        table.add_row("", Line.assemble((f"✗ {words.MYTH.of(language)}{words.COLON.of(language)}", MIDDLING), point.myth.of(language)))
        table.add_row("", Line(f"→ {_shown_by(point, topic.sources)}", style=QUIET))
    return table


def _answer(topic: Topic, language: Language, marked: bool) -> list[RenderableType]:
    """Return the model answer; where it is marked, every supported sentence bears a number, and a list says what each stands for."""
    if not marked or not topic.answer.paragraphs:
        return [_indented(topic.answer.of(language))]
    numbers: dict[str, int] = {}
    parts: list[RenderableType] = []
    for paragraph in topic.answer.paragraphs:
        line = Line()
        for sentence, text in zip(paragraph, spaced(paragraph, language), strict=True):
            mark = numbers.setdefault(_shown_by(sentence, topic.sources), len(numbers) + 1) if sentence.is_supported else 0
            space = "" if text[-1:] >= "\u2e80" else " "
            line.append(text).append(f"{space}[{mark}]" if mark else "", QUIET)
        parts += [_indented(line), Line()]
    table = hanging_table()
    for shown, number in numbers.items():
        table.add_row(f"[{number}]", Line(shown, style=QUIET))
    return [*parts, table]


def _shown_by(claim: Supported, sources: Sequence[Source]) -> str:
    """Return what supports a claim, in a line."""
    support = support_of(claim, sources, {})
    return f"{support.command}  [{support.check}]" if support.command else support.cited or support.url


def _follow_ups(topic: Topic, language: Language) -> Table:
    """Return the follow-ups with their levels and answers."""
    table = hanging_table()
    for follow_up in topic.follow_ups:
        table.add_row(f"[{follow_up.level}]", Line(follow_up.ask.of(language), style=TITLE))
        table.add_row("", Line(follow_up.answer.of(language).rstrip()))
        if follow_up.is_supported:
            table.add_row("", Line(f"→ {_shown_by(follow_up, topic.sources)}", style=QUIET))
    return table


def _source(source: Source, language: Language) -> Padding:
    line = Line.assemble(f"{source.authors} ({source.year}). {source.title}. {source.where}", (f" — {source.shows.of(language)}", QUIET))
    return _indented(line)
