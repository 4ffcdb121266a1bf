"""No question gives itself away, and no two are the same question."""

import re
from collections import Counter
from itertools import combinations, pairwise

import pytest

from . import QUESTIONS

CHOOSE = {name: question for name, (_, question) in QUESTIONS.items() if question.kind == "choose"}
LANGUAGES = ("en", "zh")
MARGIN = 0.05
HEDGED = {
    "en": re.compile(
        r"\b(?:can|may|might|could|often|usually|sometimes|mostly|generally|typically|nearly|roughly|some|tends?|partly|approximately|most)\b",
        re.I,
    ),
    "zh": re.compile("可以|可能|往往|通常|一般|有时|常常|大致|近似|部分|大多|未必|不一定|多半"),
}
ABSOLUTE = {
    "en": re.compile(
        r"\b(?:always|never|only|all|every|none|no|any|must|exactly|nothing|completely|cannot|impossible|entirely|purely)\b", re.I
    ),
    "zh": re.compile("总是|从不|只有|只能|全部|所有|必须|一定|完全|任何|不可能|绝不|永远|恰好"),
}
"""Words by which a test-wise reader tells a cautious statement from a sweeping one."""
RARE = 5
"""In so many questions, at most, a word stands that a test-wise reader looks for in the options."""


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
@pytest.mark.parametrize("rank", range(4), ids=["longest", "second longest", "third longest", "shortest"])
def test_no_rank_of_length_is_better_than_chance(rank, language):
    def holds(question, option):
        lengths = [len(other.say.of(language)) for other in question.answer.options]
        own = len(option.say.of(language))
        longer = sum(length > own for length in lengths)
        return longer <= rank < longer + lengths.count(own)

    assert score_of(holds) <= expected_by_chance() + MARGIN


def test_the_first_option_is_no_better_than_chance():
    assert score_of(lambda question, option: option is question.answer.options[0]) <= expected_by_chance() + MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_option_that_echoes_the_question_is_no_better_than_chance(language):
    def echo(question, option):
        return len(words(getattr(option.say, language), language) & words(getattr(question.ask, language), language))

    assert score_of(echo) <= expected_by_chance() + MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hedged_option_is_no_better_than_chance_and_the_sweeping_one_no_worse(language):
    def marks(pattern):
        return lambda question, option: len(pattern[language].findall(option.say.of(language)))

    hedged, sweeping = marks(HEDGED), marks(ABSOLUTE)
    assert score_of(hedged) <= expected_by_chance() + MARGIN
    assert score_of(lambda question, option: -sweeping(question, option)) <= expected_by_chance() + MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_option_that_shares_a_rare_word_with_the_question_is_no_better_than_chance(language):
    known = Counter(word for _, question in QUESTIONS.values() for word in words(question.ask.of(language), language))

    def rarity(question, option):
        shared = words(option.say.of(language), language) & words(question.ask.of(language), language)
        return max((1 / known[word] for word in shared if known[word] <= RARE), default=0)

    assert score_of(rarity) <= expected_by_chance() + MARGIN


BINARY = [question for question in CHOOSE.values() if question.answer.options[0].say.en == "True"]


def test_true_and_false_are_balanced():
    assert 0.3 <= sum(question.answer.options[0].right for question in BINARY) / len(BINARY) <= 0.7


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_and_false_are_not_told_by_the_wording(language):
    def guessed(text):
        return 1.0 if HEDGED[language].search(text) else 0.0 if ABSOLUTE[language].search(text) else 0.5

    right = sum(1 - abs(guessed(question.ask.of(language)) - question.answer.options[0].right) for question in BINARY)
    assert right / len(BINARY) <= 0.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_questions_are_the_same(language):
    bags = {name: words(getattr(question.ask, language), language) for name, (_, question) in QUESTIONS.items()}
    same = [
        (one, other)
        for one, other in combinations(bags, 2)
        if min(len(bags[one]), len(bags[other])) >= 4 and len(bags[one] & bags[other]) / len(bags[one] | bags[other]) > 0.75
    ]
    assert same == []
