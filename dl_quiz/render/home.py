"""Rendering of the bare command: where the learner is, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Group, RenderableType

from dl_quiz.course.course import Course
from dl_quiz.nouns import Language, Text
from dl_quiz.render.line import Line
from dl_quiz.render.style import NAME, QUIET, TITLE
from dl_quiz.render.suggestions import Suggestions
from dl_quiz.render.tables import plain_table
from dl_quiz.text import words
from dl_quiz.text.commands import command

_MOST_UNSAID = 3


@dataclass(frozen=True, slots=True)
class Stopped:
    """A quiz that was not ended: how many questions are done, of how many, and the command that goes on with it."""

    done: int
    all: int
    command: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a learner stands in a course; `weakest` are topics with their mastery, the weakest first."""

    course: Course
    met: int
    due: int
    weakest: Sequence[tuple[str, float]]
    stopped: Stopped | None = None
    unsaid: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of each topic the key points that were not said when they were asked for."""
    waiting: str = ""
    """The command that goes on with an interview that was left."""
    plan: Text | None = None
    """What the plan says of today."""
    open: Sequence[str] = ()
    """The topics whose open question the plan has for today."""


def render_home(here: Whereabouts, language: Language) -> RenderableType:
    """Return the home screen."""
    course = here.course
    counts = words.WELCOME.format(
        topics=len(course.topics), questions=sum(len(o.questions) for o in course.outlines), demos=len(course.code.demos)
    ).of(language)
    parts: list[RenderableType] = [Line(f"dl-quiz · {course.manifest.title.of(language)}", style=TITLE), Line(counts, style=QUIET), Line()]
    if here.plan:
        parts += [Line(here.plan.of(language)), Line()]
    if here.stopped:
        stopped = words.STOPPED.format(done=here.stopped.done, all=here.stopped.all)
        parts += [Line.assemble(stopped.of(language), words.COLON.of(language), (here.stopped.command, NAME)), Line()]
    if here.met:
        parts += [Line(words.DUE.format(due=here.due, met=here.met).of(language)), Line(), *_weakest(here, language), Line()]
    if here.waiting:
        parts += [Line.assemble(words.INTERVIEW_WAITS.of(language), words.COLON.of(language), (here.waiting, NAME)), Line()]
    if here.unsaid:
        parts += [*_unsaid(here, language), Line()]
    first = course.outlines[0].id if course.outlines else ""
    steps: list[tuple[str, Text]] = [(command("quiz"), words.TRY_TODAY if here.plan else words.TRY_QUIZ)]
    if here.due:
        steps.append((command("review"), words.TRY_REVIEW))
    if here.weakest:
        first = here.weakest[0][0]
        steps.append((command("quiz", first), words.TRY_WEAK))
    if here.open:
        steps.insert(1, (command("interview", *here.open), words.TRY_OPEN))
    elif first:
        steps.append((command("interview", next(iter(here.unsaid), first)), words.TRY_INTERVIEW))
    demo = next((outline.demo for outline in course.outlines if outline.id == first), "")
    steps += [(command("explain", first), words.TRY_EXPLAIN)] if first else []
    steps += [(command("demo", demo), words.TRY_DEMO)] if demo else []
    steps += [(command("progress"), words.TRY_PROGRESS)] if here.met else []
    steps.append((command("topics"), words.TRY_TOPICS))
    if not here.plan:
        steps.append((command("plan", "--by", "DATE"), words.TRY_PLAN))
    head = Line((words.NEXT_STEPS if here.met else words.START_HERE).of(language), style=TITLE)
    return Group(*parts, head, Suggestions([(step, what.of(language)) for step, what in steps]))


def _unsaid(here: Whereabouts, language: Language) -> list[RenderableType]:
    table = plain_table()
    for topic, points in list(here.unsaid.items())[:_MOST_UNSAID]:
        table.add_row(Line(f"  {topic}", style=NAME), Line(", ".join(points), style=QUIET))
    return [Line(words.UNSAID.of(language), style=TITLE), table]


def _weakest(here: Whereabouts, language: Language) -> list[RenderableType]:
    titles = {outline.id: outline.title for outline in here.course.outlines}
    table = plain_table()
    for topic, share in here.weakest:
        table.add_row(Line(f"  {topic}", style=NAME), Line(titles[topic].of(language)), Line(f"{share:.0%}", style=QUIET))
    return [Line(words.WEAKEST.of(language), style=TITLE), table]
