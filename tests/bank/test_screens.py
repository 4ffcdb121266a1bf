"""Question and feedback stand together on one screen, for nearly all of the bank, in both languages; what does not fit is paged."""

import io

import pytest
from rich.console import Console, Group

from dl_quiz.asking import keys
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.present import present
from dl_quiz.asking.reveal import reveal
from dl_quiz.asking.session import Session
from dl_quiz.grading.grade import grade
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Verdict
from dl_quiz.render.feedback import render_feedback
from dl_quiz.render.line import Line
from dl_quiz.render.parts import Parts
from dl_quiz.render.question import progress_line, render_ask, render_presented
from dl_quiz.terminal.question import KEYS
from dl_quiz.text import words

from . import COURSE, QUESTIONS, READINGS

HEIGHT = 24
FIT = {("en", 80): 0.98, ("zh", 80): 0.99, ("en", 40): 0.36, ("zh", 40): 0.64}
"""The share of questions that must fit with what a wrong answer is told; at a width of 40, by every third question, so that it does not fall."""
AFTER = (words.NEXT_KEY, words.EXPLAIN_KEY, words.DEMO_KEY, words.UNDO_KEY, words.LEAVE_KEY)
"""The keys below what is told."""


@pytest.fixture
def quick(monkeypatch):
    """Let keys that are figures of scenes be some number: what is told is as long with any."""
    monkeypatch.setattr(keys, "_figure", lambda *_: 0.12345)
    monkeypatch.setattr(keys, "call_kernel", lambda *_: 0.12345)


def wrong(key, presented):
    """Return what is made of a wrong answer."""
    places = range(len(presented.choices))
    answers = (*(label(place) for place in places), "".join(map(label, reversed(places))), "".join(map(label, places)), "123456", "xyzzy")
    verdicts = (grade(key, typed) for typed in answers)
    return next(verdict for verdict in verdicts if isinstance(verdict, Verdict) and not verdict.right)


def heights(name, language, width):
    """Return the rows of a question up to its prompt, and those with the longest feedback in place of its options, up to the pause."""
    topic, question = QUESTIONS[name]
    posed = pose(READINGS[topic], question, 0)
    presented, key = present(posed), key_of(COURSE, posed)
    head = progress_line(Session((posed,)), posed.reading.topic.title, language)
    console = Console(width=width, file=io.StringIO(), markup=False, emoji=False, highlight=False)

    def rows(*parts):
        return len(console.render_lines(Group(*parts)))

    told = rows(render_feedback(wrong(key, presented), "9" * 10, reveal(posed, key), language))
    keys = [Line(presented.how.of(language)), Parts([key.of(language) for key in KEYS.values()]), Line("> ")]
    before = rows(head, Line(), render_presented(presented, language), Line(), *keys)
    return before, rows(head, Line(), render_ask(presented, language), Line()) + told + rows(Parts([key.of(language) for key in AFTER]))


@pytest.mark.parametrize(("language", "width"), FIT)
def test_question_and_feedback_fit_a_screen(quick, language, width):
    measured = {name: heights(name, language, width) for name in list(QUESTIONS)[:: 1 if width == 80 else 3]}
    fitting = sum(after <= HEIGHT for _, after in measured.values()) / len(measured)
    unanswered = sum(before < HEIGHT for before, _ in measured.values()) / len(measured)
    longest = max(measured, key=lambda name: measured[name][1])
    print(f"{language} {width}: {fitting:.1%} with feedback, {unanswered:.1%} before; longest {longest} {measured[longest]}")
    assert fitting >= FIT[language, width]
    assert width == 40 or unanswered == 1.0
