"""Rendering of an interview: where it stands, what was heard, and the score card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding

from dl_quiz.asking.card import Todo
from dl_quiz.asking.interview import Interview
from dl_quiz.asking.support import support_of
from dl_quiz.nouns import Card, Heard, Language, Point, PointResult, Text, Topic, TopicResult
from dl_quiz.render.labels import clock
from dl_quiz.render.line import Line
from dl_quiz.render.question import score
from dl_quiz.render.style import BAD, GOOD, MIDDLING, NAME, PARTLY, QUIET, RIGHT, TITLE, WRONG
from dl_quiz.render.tables import hanging_table
from dl_quiz.text import interviewer, words

_LONGEST_QUOTE = 160
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")


def quoted(said: str) -> str:
    """Return the words of a learner on one line; of many, the first and the last."""
    flat = " ".join(_BETWEEN_CHINESE.sub("", said).split()).rstrip(".。")
    if len(flat) <= _LONGEST_QUOTE:
        return flat
    head, tail = flat[: _LONGEST_QUOTE * 2 // 3], flat[-_LONGEST_QUOTE // 3 :]
    return f"{head.rpartition(' ')[0] or head} … {tail.partition(' ')[2] or tail}"


def render_greeting(interview: Interview, language: Language) -> Line:
    """Return what an interviewer says first."""
    count = len(interview.readings)
    counted = interviewer.ONE_QUESTION if count == 1 else interviewer.QUESTIONS.format(count=count)
    greeting = interviewer.GREETING.format(count=counted, minutes=round(interview.setting.minutes, 1))
    return Line(greeting.of(language), style=QUIET)


def render_where(interview: Interview, language: Language) -> Line:
    """Return which question an interview has come to, and the time taken of the time given."""
    where = interviewer.WHERE.format(
        number=len(interview.rounds),
        all=len(interview.readings),
        title=interview.now.topic.title,
        taken=clock(interview.seconds),
        given=clock(interview.setting.minutes * 60),
    )
    return Line(where.of(language), style=QUIET)


def render_heard(heard: Sequence[Heard], language: Language) -> RenderableType:
    """Return what was heard in an answer, by the learner's own words; what was not is not told yet."""
    said = [one for one in heard if one.band == "heard"]
    if not said:
        return Line(interviewer.HEARD_NONE.of(language), style=MIDDLING)
    table = hanging_table("")
    for words_said in dict.fromkeys(quoted(one.words) for one in said):
        table.add_row(Line(RIGHT, style=GOOD), Line(f"“{words_said}”"))
    return Group(Line(interviewer.HEARD_COUNT.format(count=len(said)).of(language)), table)


def render_wanted(point: Point, language: Language, *, against: bool) -> RenderableType:
    """Return what a probe was after, and, where the contrary was said, the belief behind that."""
    table = hanging_table("")
    space = words.SPACE.of(language)
    table.add_row(Line(WRONG, style=BAD), Line.assemble((interviewer.WANTED.of(language) + space, QUIET), point.say.of(language)))
    if against:
        table.add_row("", Line.assemble((interviewer.BELIEVED.of(language) + space, QUIET), (point.myth.of(language), MIDDLING)))
    return table


@dataclass(frozen=True, slots=True)
class CardView:
    """What a score card is shown with: the topics, and the last card of the same questions."""

    topics: Mapping[str, Topic]
    last: Card | None = None


def render_card(card: Card, view: CardView, language: Language) -> RenderableType:
    """Return a score card, compared with the last one of the same questions."""
    parts: list[RenderableType] = [Line(f"{interviewer.CARD.of(language)} · {_total(card, language)}", style=_style(card.share))]
    facts = _facts(card, view.last, language)
    if facts:
        parts.append(Line(" · ".join(facts), style=QUIET))
    for result in card.topics:
        if result.id in view.topics:
            parts += [Line(), *_topic(result, view, language)]
    return Group(*parts)


def _total(card: Card, language: Language) -> str:
    total = interviewer.POINTS.format(points=score(card.score), of=card.of, share=f"{card.share:.0%}").of(language)
    if card.unsure:
        most = interviewer.OR_UP_TO.format(most=score(card.score + card.unsure), unsure=card.unsure).of(language)
        total += f"{words.COMMA.of(language)}{most}"
    return total


def _style(share: float) -> str:
    return GOOD if share >= 0.8 else MIDDLING if share >= 0.5 else BAD


def _facts(card: Card, last: Card | None, language: Language) -> list[str]:
    facts = []
    if card.seconds:
        time = interviewer.TIME.format(taken=clock(card.seconds), given=clock(card.given)).of(language)
        over = card.seconds - card.given
        facts.append(time + (f"{words.COMMA.of(language)}{interviewer.OVER.format(over=clock(over)).of(language)}" if over >= 1 else ""))
    if card.level:
        facts.append(interviewer.LEVEL_REACHED.format(level=card.level).of(language))
    if last is not None:
        facts.append(interviewer.LAST_TIME.format(points=score(last.score), of=last.of).of(language))
    return facts


def _topic(result: TopicResult, view: CardView, language: Language) -> list[RenderableType]:
    topic = view.topics[result.id]
    known = {point.id: point for point in topic.points}
    if not result.points:
        return [Line.assemble((topic.title.of(language), TITLE), (f" · {interviewer.PASSED_OVER.of(language)}", QUIET))]
    facts = [f"{score(result.score)}/{len(result.points)}"]
    if result.follow_up:
        mark = interviewer.MARKS[result.follow_up.mark]
        facts.append(interviewer.FOLLOW_UP.format(level=result.follow_up.level, mark=mark).of(language))
    if result.judge:
        facts.append(interviewer.JUDGED.format(judge=quoted(result.judge)).of(language))
    table = hanging_table("")
    for one in result.points:
        if one.id in known:
            table.add_row(*_point(one, known[one.id], topic, language))
    return [Line.assemble((topic.title.of(language), TITLE), (f" · {' · '.join(facts)}", QUIET)), table]


def _point(result: PointResult, point: Point, topic: Topic, language: Language) -> tuple[RenderableType, RenderableType]:
    """Return a point: what was said by the learner's words, what was not as it should be said, with what shows it."""
    say = point.say.of(language)
    if result.score == 1:
        return Line(RIGHT, style=GOOD), Line(f"“{quoted(result.words)}”" if result.words else say, style=QUIET)
    mark, because = _mark(result), _because(result)
    support = support_of(point, topic.sources, {})
    shown = Line(f"→ {support.command}", style=NAME, overflow="fold") if support.command else Line(f"→ {support.cited}", style=QUIET)
    return mark, Group(Line.assemble(say, (interviewer.BESIDE.format(what=because).of(language) if because else "", QUIET)), shown)


def _mark(result: PointResult) -> Line:
    if result.band == "heard":
        return Line(PARTLY, style=MIDDLING)
    return Line("?", style=MIDDLING) if result.band == "unsure" else Line(WRONG, style=BAD)


def _because(result: PointResult) -> Text | None:
    """Return what is said beside a point that did not earn all."""
    match result.band:
        case "heard":
            return interviewer.AFTER_A_PROBE
        case "unsure":
            return interviewer.UNSURE
        case "contradicted":
            return interviewer.AGAINST.format(words=quoted(result.words)) if result.words else interviewer.THE_CONTRARY
    return None


def render_to_do(todo: Sequence[Todo], language: Language) -> RenderableType:
    """Return what to do next, each as it is to be typed."""
    lines = [Line.assemble((one.command, NAME), (f" · {one.why.of(language)}", QUIET), overflow="fold") for one in todo]
    return Group(Line(interviewer.DO_NEXT.of(language), style=TITLE), *map(_hung, lines))


def render_point(point: Point, language: Language) -> RenderableType:
    """Return a point as it should be said."""
    return _hung(Line(point.say.of(language)))


def render_rubric(points: Sequence[Point], language: Language) -> RenderableType:
    """Return the points, numbered to be ticked."""
    table = hanging_table("")
    for turn, point in enumerate(points, 1):
        table.add_row(Line(f"{turn})", style=NAME), Line(point.say.of(language)))
    return table


def render_model(answer: Text, language: Language) -> RenderableType:
    """Return the model answer of a follow-up."""
    return Group(Line(interviewer.A_GOOD_ANSWER.of(language), style=QUIET), _hung(Line(answer.of(language).rstrip())))


def _hung(line: Line) -> Padding:
    return Padding(line, (0, 0, 0, 2))
