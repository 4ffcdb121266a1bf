"""Explaining at a terminal: one question with its key, or a topic's proofs run."""

from __future__ import annotations

from collections.abc import Mapping

from rich.padding import Padding

from dl_quiz.asking.grade import key_as_text, shown_options, shown_steps
from dl_quiz.asking.keys import number_key, resolve, run_proof
from dl_quiz.asking.pose import fill, pose
from dl_quiz.course.course import Course
from dl_quiz.course.draws import draws
from dl_quiz.nouns import Point, Posed, Question, Value
from dl_quiz.render.line import Line
from dl_quiz.render.question import option_texts, proof_command, render_question, render_support
from dl_quiz.render.stage import render_step
from dl_quiz.render.style import QUIET, TITLE
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import words


def explain_question(terminal: Terminal, course: Course, topic: str, question: Question, *, run: bool) -> int:
    """Show one question with its key and explanation, and with `run` its proof; return the exit code."""
    posed, reading = pose(topic, question, 0), course.read(topic)
    choices = option_texts(shown_options(course, posed, keyed=False)) or shown_steps(posed)
    terminal.show(Line(posed.id, style=QUIET), render_question(fill(question.ask, posed.drawn), choices, terminal.language), "")
    terminal.show(Line(f"{terminal.say(words.KEY)}:", style=TITLE), Padding(Line(terminal.say(key_as_text(course, posed))), (0, 0, 0, 2)))
    names: dict[str, Value] = dict(posed.drawn)
    if posed.drawn and (question.number or question.predict):
        names["key"] = number_key(course, posed).value
    terminal.show(
        Line(f"{terminal.say(words.WHY)}:", style=TITLE), Padding(Line(terminal.say(fill(question.explain, names))), (0, 0, 0, 2))
    )
    _myths(terminal, posed)
    command = proof_command(question.proof, dict(resolve(question.proof.arguments, posed.drawn))) if question.proof else ""
    terminal.show(render_support(question.proof, command, question.cite, reading.topic.sources, terminal.language))
    return _run(terminal, course, topic, question, posed.drawn) if run else 0


def _myths(terminal: Terminal, posed: Posed) -> None:
    """Show why each wrong option is wrong."""
    for option in posed.question.choose or posed.question.select or ():
        if not option.right and option.because is not None:
            said, because = terminal.say(fill(option.say, posed.drawn)), terminal.say(fill(option.because, posed.drawn))
            terminal.show(Padding(Line.assemble("✗ ", said, (f"\n  {because}", QUIET)), (0, 0, 0, 2)))


def run_proofs(terminal: Terminal, course: Course, topic: str) -> int:
    """Run every proof of a topic and show its claims; return the exit code."""
    reading = course.read(topic)
    items: list[Point | Question] = [*reading.topic.points, *reading.topic.questions]
    return max([_run(terminal, course, topic, item) for item in items], default=0)


def _run(terminal: Terminal, course: Course, topic: str, item: Point | Question, drawn: Mapping[str, Value] | None = None) -> int:
    if item.proof is None:
        return 0
    reading = course.read(topic)
    if drawn is None:
        drawn = next(draws(item)) if isinstance(item, Question) else {}
    judged = run_proof(course, reading, reading.place_of(item.id), item.proof, drawn)
    terminal.show(Line(item.id, style=TITLE), Padding(render_step(judged, terminal.language, terminal.width - 2), (0, 0, 0, 2)))
    return 1 if judged.standing == "fails" else 0
