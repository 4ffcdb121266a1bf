"""Explaining at a terminal: one question with its key, or a topic's proofs run."""

from __future__ import annotations

from collections.abc import Mapping

from rich.padding import Padding

from dl_quiz.asking.arguments import scene_call
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.present import present
from dl_quiz.asking.proofs import run_proof
from dl_quiz.asking.reveal import reveal
from dl_quiz.course.course import Course
from dl_quiz.course.draws import draws
from dl_quiz.course.reading import Located
from dl_quiz.nouns import Exercise, FollowUp, Language, Point, Question, Sentence, Supported, Value
from dl_quiz.render.feedback import render_revealed
from dl_quiz.render.line import Line
from dl_quiz.render.question import render_ask
from dl_quiz.render.stage import render_step
from dl_quiz.render.style import QUIET, TITLE
from dl_quiz.terminal.terminal import Terminal


def explain_question(terminal: Terminal, course: Course, topic: str, question: Question, *, run: bool) -> int:
    """Show one question with its key and explanation, and with `run` its proof; return the exit code."""
    posed = pose(course.read(topic), question, 0)
    terminal.show(Line(posed.id, style=QUIET), render_ask(present(posed), terminal.language), "")
    terminal.show(render_revealed(reveal(posed, key_of(course, posed)), terminal.language))
    return _run(terminal, course, posed.located, question, posed.drawn) if run else 0


def run_proofs(terminal: Terminal, course: Course, topic: str) -> int:
    """Run every proof of a topic and show its claims; return the exit code."""
    codes = []
    for item, located in course.read(topic).claims():
        drawn = next(draws(item)) if isinstance(item, Question) else {}
        codes.append(_run(terminal, course, located, item, drawn))
    return max(codes, default=0)


def _run(terminal: Terminal, course: Course, located: Located, item: Supported, drawn: Mapping[str, Value]) -> int:
    if item.proof is None:
        return 0
    judged = run_proof(course, located.at("proof"), scene_call(item.proof, drawn))
    terminal.show(
        Line(_name(item, terminal.language), style=TITLE),
        Padding(render_step(judged, terminal.language, terminal.screen.indented(2)), (0, 0, 0, 2)),
    )
    return 1 if judged.standing == "fails" else 0


def _name(item: Supported, language: Language) -> str:
    """Return what a claim is known by: its id, or its own words."""
    match item:
        case Sentence():
            return item.of(language)
        case FollowUp(ask=ask):
            return ask.of(language)
        case Point(id=identity) | Question(id=identity) | Exercise(id=identity):
            return identity
    raise TypeError(item)
