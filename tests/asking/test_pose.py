"""Posing: a seed draws the values and shuffles the options, and names in texts are filled in."""

from collections import Counter

import pytest

from dl_quiz.asking.grade import shown_options, shown_steps
from dl_quiz.asking.pose import fill, pose, shown
from dl_quiz.course.course import open_course
from dl_quiz.nouns import Text
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)
QUESTIONS = {question.id: question for question in COURSE.read("adding").topic.questions}
SEEDS = range(200)


def test_the_same_seed_poses_the_same_question():
    for question in QUESTIONS.values():
        assert pose("adding", question, 7) == pose("adding", question, 7)


def test_every_draw_comes_up():
    drawn = Counter(tuple(pose("adding", QUESTIONS["sum-of-two"], seed).drawn.items()) for seed in SEEDS)
    assert set(drawn) == {(("left", left), ("right", right)) for left in (1, 2, 3) for right in (4, 5)}
    assert min(drawn.values()) > 200 / 6 / 3


def test_the_right_option_stands_in_every_place():
    places = Counter()
    for seed in SEEDS:
        options = shown_options(COURSE, pose("adding", QUESTIONS["commutes"], seed))
        places[[option.right for option in options].index(True)] += 1
    assert set(places) == {0, 1, 2, 3}
    assert min(places.values()) > 200 / 4 / 2


def test_options_keep_their_remarks_when_they_are_shuffled():
    for seed in range(20):
        options = shown_options(COURSE, pose("adding", QUESTIONS["commutes"], seed))
        assert {option.say.en: option.because.en for option in options if option.because} == {
            "Swapping doubles it": "Try 1 + 2.",
            "Swapping negates it": "That is subtraction.",
            "Swapping halves it": "Try 2 + 1.",
        }


def test_steps_never_stand_in_their_right_order():
    steps = QUESTIONS["counting-on"].order
    for seed in SEEDS:
        assert shown_steps(pose("adding", QUESTIONS["counting-on"], seed)) != steps


def test_intervals_of_a_prediction_know_which_is_right_only_when_asked():
    posed = pose("adding", QUESTIONS["what-falls"], 0)
    assert [option.say.en for option in shown_options(COURSE, posed) if option.right] == ["near 0.5"]
    assert not any(option.right for option in shown_options(COURSE, posed, keyed=False))


def test_names_are_filled_in_both_languages_and_others_left():
    text = fill(Text(en="{a} and {b}", zh="{a} 和 {b}"), {"a": 3})
    assert (text.en, text.zh) == ("3 and {b}", "3 和 {b}")


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (3.0, "3"), (0.25, "0.25"), (1 / 3, "0.333333"), ((1, 2.5), "[1, 2.5]"), ("word", "word"), (True, "True"), (1e20, "1e+20"), (-0.5, "-0.5")],
)  # fmt: skip
def test_values_are_shown_as_people_write_them(value, text):
    assert shown(value) == text
