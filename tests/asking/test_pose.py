"""Posing: a seed draws the values and shuffles the options, and names in texts are filled in."""

from collections import Counter

import pytest

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.present import present
from dl_quiz.course.course import open_course
from dl_quiz.nouns import Text, shown
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
READING = COURSE.read("adding")
QUESTIONS = {question.id: question for question in READING.topic.questions}
SEEDS = range(200)


def test_the_same_seed_poses_the_same_question():
    for question in QUESTIONS.values():
        assert pose(READING, question, 7) == pose(READING, question, 7)


def test_every_draw_comes_up():
    drawn = Counter(tuple(pose(READING, QUESTIONS["sum-of-two"], seed).drawn.items()) for seed in SEEDS)
    assert set(drawn) == {(("left", left), ("right", right)) for left in (1, 2, 3) for right in (4, 5)}
    assert min(drawn.values()) > 200 / 6 / 3


def test_the_right_option_stands_in_every_place():
    places = Counter()
    for seed in SEEDS:
        options = key_of(COURSE, pose(READING, QUESTIONS["commutes"], seed)).options
        places[[option.right for option in options].index(True)] += 1
    assert set(places) == {0, 1, 2, 3}
    assert min(places.values()) > 200 / 4 / 2


def test_options_keep_their_remarks_when_they_are_shuffled():
    for seed in range(20):
        options = key_of(COURSE, pose(READING, QUESTIONS["commutes"], seed)).options
        assert {option.say.en: option.because.en for option in options if option.because} == {
            "Swapping doubles it": "Try 1 + 2.",
            "Swapping negates it": "That is subtraction.",
            "Swapping halves it": "Try 2 + 1.",
        }


def test_steps_never_stand_in_their_right_order():
    steps = QUESTIONS["counting-on"].answer.steps
    for seed in SEEDS:
        assert present(pose(READING, QUESTIONS["counting-on"], seed)).choices != steps


def test_what_is_presented_stands_in_the_order_of_the_key():
    posed = pose(READING, QUESTIONS["what-falls"], 0)
    assert [option.say.en for option in key_of(COURSE, posed).options if option.right] == ["near 0.5"]
    assert [option.say for option in key_of(COURSE, posed).options] == list(present(posed).choices)


def test_names_are_filled_in_both_languages_and_others_left():
    text = Text(en="{a} and {b}", zh="{a} 和 {b}").format(a=3)
    assert (text.en, text.zh) == ("3 and {b}", "3 和 {b}")


def test_what_is_presented_names_what_was_drawn_and_how_to_answer():
    posed = pose(READING, QUESTIONS["sum-of-two"], 3)
    shown = present(posed)
    assert (shown.id, shown.kind, shown.level, shown.choices) == ("adding/sum-of-two", "number", 1, ())
    assert shown.ask.en == f"What is {posed.drawn['left']} + {posed.drawn['right']}?"
    assert shown.ask.zh == f"{posed.drawn['left']} + {posed.drawn['right']} 等于几？"
    assert shown.hint.en == "Count on."
    assert shown.how.en == "a number, like 42, 3/4, 75%, 1.2e-3"
    assert present(pose(READING, QUESTIONS["what-falls"], 0)).how.en == "one number"
    assert present(pose(READING, QUESTIONS["what-prints"], 0)).how.en == "what will it print?"


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (3.0, "3"), (0.25, "0.25"), (1 / 3, "0.333333"), ((1, 2.5), "[1, 2.5]"), ("word", "word"), (True, "True"), (1e20, "1e+20"), (-0.5, "-0.5")],
)  # fmt: skip
def test_values_are_shown_as_people_write_them(value, text):
    assert shown(value) == text
