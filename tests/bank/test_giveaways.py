"""No question gives itself away, and no two are the same question."""

import re
from itertools import combinations, pairwise

import pytest

from . import QUESTIONS

CHOOSE = {name: question for name, (_, question) in QUESTIONS.items() if question.kind == "choose"}
LANGUAGES = ("en", "zh")
MARGIN = 0.05


def words(text, language):
    """Return the words of an English text, the character pairs of a Chinese one."""
    if language == "en":
        return set(re.findall(r"[a-z]{3,}", text.lower()))
    characters = re.findall(r"[\u4e00-\u9fff]", text)
    return {a + b for a, b in pairwise(characters)}


def expected_by_chance():
    return sum(1 / len(question.answer.options) for question in CHOOSE.values()) / len(CHOOSE)


def score_of(pick):
    """Return the share of questions that a strategy gets right; where it cannot decide, its even share of them."""
    total = 0.0
    for question in CHOOSE.values():
        values = [pick(question, option) for option in question.answer.options]
        best = [option for option, value in zip(question.answer.options, values, strict=True) if value == max(values)]
        total += sum(option.right for option in best) / len(best)
    return total / len(CHOOSE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_option_is_no_better_than_chance(language):
    assert score_of(lambda question, option: len(getattr(option.say, language))) <= expected_by_chance() + MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shortest_option_is_no_better_than_chance(language):
    assert score_of(lambda question, option: -len(getattr(option.say, language))) <= expected_by_chance() + MARGIN


def test_the_first_option_is_no_better_than_chance():
    assert score_of(lambda question, option: option is question.answer.options[0]) <= expected_by_chance() + MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_option_that_echoes_the_question_is_no_better_than_chance(language):
    def echo(question, option):
        return len(words(getattr(option.say, language), language) & words(getattr(question.ask, language), language))

    assert score_of(echo) <= expected_by_chance() + MARGIN


def test_true_and_false_are_balanced():
    binary = [
        question
        for question in CHOOSE.values()
        if len(question.answer.options) == 2 and question.answer.options[0].say.en.lower() == "true"
    ]
    if len(binary) >= 8:
        share = sum(question.answer.options[0].right for question in binary) / len(binary)
        assert 0.3 <= share <= 0.7


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_questions_are_the_same(language):
    bags = {name: words(getattr(question.ask, language), language) for name, (_, question) in QUESTIONS.items()}
    same = [
        (one, other)
        for one, other in combinations(bags, 2)
        if min(len(bags[one]), len(bags[other])) >= 4 and len(bags[one] & bags[other]) / len(bags[one] | bags[other]) > 0.75
    ]
    assert same == []
