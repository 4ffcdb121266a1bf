"""Guesses of what a demo is about to show, read as answers to questions are."""

from __future__ import annotations

from dl_quiz.grading.letters import read_picks
from dl_quiz.grading.number import is_near, read_number
from dl_quiz.nouns import LANGUAGES, Unparsable
from dl_quiz.render.labels import say
from dl_quiz.stage.steps import Ask


def judged_guess(ask: Ask, guess: str) -> bool | Unparsable:
    """Return whether a guess is right, or why it cannot be read."""
    if ask.options:
        picks = read_picks(guess, *([say(option, language) for option in ask.options] for language in LANGUAGES))
        return picks if isinstance(picks, Unparsable) else picks == (int(ask.answer),)
    figures = read_number(guess)
    return figures if isinstance(figures, Unparsable) else any(is_near(figure.value, ask.answer, ask.within) for figure in figures)
