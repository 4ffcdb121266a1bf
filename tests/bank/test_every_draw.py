"""Every text is true for every draw: all names are filled, numbers agree with their nouns, and no slip is taken for another or for the key."""

import re
from itertools import combinations

import pytest

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.present import present
from dl_quiz.asking.reveal import reveal
from dl_quiz.course.draws import draws
from dl_quiz.grading.grade import grade
from dl_quiz.grading.number import is_near
from dl_quiz.nouns import LANGUAGES, NumberKey
from dl_quiz.text.rounding import asked_rounding

from . import COURSE, QUESTIONS, READINGS

_MOST = 200
_MOST_PLAYED = 8
"""How many draws of a template are tried; of one whose key is a scene's figure, which must be played for each."""

NAME = re.compile(r"\{[a-z_]+\}")
ONE_OF_MANY = re.compile(
    r"(?<![\w.,/×*+−-] )(?<![\w.,/×*+−-])\b1 (?:(?!is\b|marks\b|plus\b|minus\b|times\b|has\b|this\b)[a-z]+s|are|have|were)\b(?! 1)"
)


def tried(name):
    """Return a question as it is posed with each of its draws, and the key of each."""
    topic, question = QUESTIONS[name]
    posed = pose(READINGS[topic], question, 0)
    every = list(draws(question)) if question.draw else [{}]
    every = every[:: max(1, len(every) // (_MOST_PLAYED if question.kind == "predict" else _MOST))]
    return [(one := posed.redrawn(drawn), key_of(COURSE, one)) for drawn in every]


def texts(posed, key):
    """Yield every text that a learner can be shown of a posed question."""
    shown, revealed = present(posed), reveal(posed, key)
    yield from (shown.ask, shown.hint, *shown.choices, revealed.explain, revealed.key)
    yield from (choice.because for choice in revealed.choices if choice.because)
    yield from (because for _, because in getattr(key, "slips", ()))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_draw_is_true(name):
    wrong = []
    for posed, key in tried(name):
        said = [text.of(language) for text in texts(posed, key) for language in LANGUAGES]
        wrong += [f"{posed.drawn}: unfilled: {text}" for text in said if NAME.search(text)]
        wrong += [f"{posed.drawn}: one of many: {text}" for text in said if ONE_OF_MANY.search(text)]
        if isinstance(key, NumberKey):
            wrong += [f"{posed.drawn}: {fault}" for fault in faults_of(key, asked_rounding(posed.question.ask))]
    assert wrong == []


def faults_of(key, rounding):
    """Yield what is wrong with the numbers of a key: slips that cannot be told apart, and roundings that are refused."""

    def near(a, b):
        return is_near(a, b, key.within, key.relative)

    for wrong, because in key.slips:
        if near(wrong, key.value):
            yield f"a slip equals the key {key.value:g}: {because.en}"
    for (one, why), (other, because) in combinations(key.slips, 2):
        if why != because and near(one, other):
            yield f"two slips give {one:g}: {why.en} · {because.en}"
    if rounding is not None:
        typed = f"{key.value:.{rounding.count - 1}e}" if rounding.significant else f"{key.value:.{rounding.count}f}"
        if grade(key, typed).score < 1:
            yield f"{typed} is refused for {key.value!r}"
