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
from dl_quiz.render.style import BAD, GOOD, QUIET, TITLE
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import words


def explain_question(terminal: Terminal, course: Course, topic: str, question: Question, *, run: bool) -> int:
    """Show one question with its key and explanation, and with `run` its proof; return the exit code."""
    posed = pose(course.read(topic), question, 0)
    terminal.show(Line(posed.id, style=QUIET), render_ask(present(posed), terminal.language), "")
    terminal.show(render_revealed(reveal(posed, key_of(course, posed)), terminal.language))
    return _run(terminal, course, posed.located, question, posed.drawn, named=False) if run else 0


def run_proofs(terminal: Terminal, course: Course, topic: str) -> int:
    """Run every proof of a topic, show each claim with what is known of it, and how many hold; return the exit code."""
    terminal.show("", Line(terminal.say(words.PROOFS), style=f"{TITLE} underline"))
    claims = [(item, located) for item, located in course.read(topic).claims() if item.proof is not None]
    failed = sum(_run(terminal, course, located, item, next(draws(item)) if isinstance(item, Question) else {}) for item, located in claims)
    terminal.show(
        "", Line(terminal.say(words.SUMMARY_CHECKS.format(held=len(claims) - failed, all=len(claims))), style=BAD if failed else GOOD)
    )
    return min(failed, 1)


def _run(terminal: Terminal, course: Course, located: Located, item: Supported, drawn: Mapping[str, Value], *, named: bool = True) -> int:
    """Run what proves an item, and show it, with what it is where it is `named`; return 1 where it does not hold."""
    if item.proof is None:
        return 0
    judged = run_proof(course, located.at("proof"), scene_call(item.proof, drawn))
    terminal.show(
        *(_head(item, drawn, terminal.language) if named else [""]),
        Padding(render_step(judged, terminal.language, terminal.screen.indented(2)), (0, 0, 0, 2)),
    )
    return 1 if judged.standing == "fails" else 0


def _head(item: Supported, drawn: Mapping[str, Value], language: Language) -> list[Line]:
    """Return what a claim is known by and what it says: a sentence by itself, others by their ids and texts."""
    match item:
        case Sentence():
            return [Line(item.of(language), style=TITLE)]
        case FollowUp(ask=ask):
            return [Line(ask.of(language), style=TITLE)]
        case Point(id=identity, say=said) | Question(id=identity, ask=said) | Exercise(id=identity, title=said):
            return [Line(identity, style=TITLE), Line(said.format(**drawn).of(language).rstrip(), style=QUIET)]
    raise TypeError(item)
