"""The bank's terms and options are right as people type and copy them, its confusions and hedges are wrong, and no answer fits all."""

import random

import pytest

from dl_quiz.grading.letters import read_picks
from dl_quiz.grading.phrase import grade_phrase
from dl_quiz.nouns import Choose, Order, Phrase, Predict, Select, Unparsable

from . import QUESTIONS

TERMS = {name: question.answer for name, (_, question) in QUESTIONS.items() if isinstance(question.answer, Phrase)}
EVERY_ALIAS = sorted({alias for key in TERMS.values() for alias in (*key.accept.en, *key.accept.zh)})

ENGLISH = [
    "{}.", "“{}”", "`{}`", "**{}**", "({})", "the {}", "It's {}", "it’s called {}", "that would be {}", "I think it's {}", "probably {}?", "{} (I think)", "{} (not sure)", "I am not sure but {}", "{}, but not sure",
    "Answer: {}", "ans: {}", "My answer is {}", "the name of it is {}", "so-called {}", "the {} method", "the method of {}", "{} (technique)", "1) {}", "- {}", "$\\text{{{}}}$", "{} of course!", "{} is the answer", "the term '{}'", "It refers to {}",
]  # fmt: skip
CHINESE = [
    "{}。", "“{}”", "「{}」", "是{}", "它叫{}", "被称为{}", "称之为“{}”", "应该是{}吧？", "我觉得是{}", "好像是{}", "{}（不确定）", "不太确定，可能叫{}", "答案：{}", "我的答案是{}", "所谓的{}", "{}方法", "这种技术称为{}", "该操作叫做{}", "嗯，{}", "{}对吧", "{}这个词",
]  # fmt: skip
TWO = ["{} / {}", "{} or {}", "{}, also called {}", "{} (i.e. {})", "{} ({})", "{} [{}]", "{} - {}", "{}: {}", "{}\n{}", "{} {}", "{}，也叫{}", "{}或{}", "{}（{}）", "{} aka {}"]  # fmt: skip
CONTRASTS = ["{right}, not {wrong}", "{right} (not {wrong})", "{right} rather than {wrong}", "not {wrong} but {right}", "it's not {wrong}, it's {right}", "{right}，而不是{wrong}", "不是{wrong}，而是{right}"]  # fmt: skip
HEDGES = [
    "{right} or {wrong}", "{right} (or {wrong})", "{right} / {wrong}", "{right}, {wrong}", "{wrong} ({right})", "{right} (maybe {wrong})", "({right})({wrong})", "{right}; {wrong}", "{right}\n{wrong}", "either {right} or {wrong}", "{right} vs {wrong}",
    "{wrong}, not {right}", "{wrong} (not {right})", "not {right} but {wrong}", "not {right}", "it isn't {right}", "neither {right} nor {wrong}", "{right}或{wrong}", "{right}（也可能是{wrong}）", "{right}、{wrong}", "{wrong}，不是{right}", "不是{right}",
]  # fmt: skip


def is_right(key, typed):
    verdict = grade_phrase(key, typed)
    return not isinstance(verdict, Unparsable) and verdict.right


@pytest.mark.parametrize("key", TERMS.values(), ids=TERMS)
def test_every_alias_is_right_as_people_type_it(key):
    typed = [
        way.format(alias) for aliases, ways in ((key.accept.en, ENGLISH), (key.accept.zh, CHINESE)) for alias in aliases for way in ways
    ]
    typed += [form(alias) for alias in key.accept.en for form in (str.upper, str.title, _wide, _hyphenated)]
    typed += [way.format(key.accept.en[0], other) for other in (key.accept.en[-1], key.accept.zh[0]) for way in TWO]
    typed += [
        way.format(right=right, wrong=wrong)
        for misheard in key.wrong
        for right, wrong in ((key.accept.en[0], misheard.hear.en[0]), (key.accept.zh[0], misheard.hear.zh[0]))
        for way in CONTRASTS
    ]
    assert [one for one in typed if not is_right(key, one) and "or not" not in one and "是不是" not in one] == []


def _wide(alias):
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in alias)


def _hyphenated(alias):
    return alias.replace(" ", "-")


@pytest.mark.parametrize("key", TERMS.values(), ids=TERMS)
def test_confusions_hedges_and_denials_are_not_right(key):
    confusions = [alias for misheard in key.wrong for alias in (*misheard.hear.en, *misheard.hear.zh)]
    typed = [way.format(alias) for alias in confusions for way in ENGLISH[:20] + CHINESE[:15]]
    others = [*confusions, *("batch normalisation", "gradient clipping", "attention", "批归一化", "动量")]
    typed += [way.format(right=key.accept.en[0], wrong=other) for other in others for way in HEDGES]
    typed += [f"{before}{alias}" for alias in key.accept.en for before in ("non-", "anti-", "un", "pseudo ", "half-", "local ", "inverse ")]
    assert [one for one in typed if is_right(key, one)] == []


@pytest.mark.parametrize("between", [")(", ", ", " or ", "\n", " ", ", not ", " but ", "，不是"])
def test_no_fixed_answer_fits_many_questions(between):
    luck = random.Random(0)
    for _ in range(4):
        typed = f"({between.join(luck.sample(EVERY_ALIAS, 16))})"[:185]
        assert sum(is_right(key, typed) for key in TERMS.values()) <= 2, typed


def shown(question):
    match question.answer:
        case Choose(options) | Select(options):
            return [option.say for option in options]
        case Predict(options=options):
            return [option.say for option in options]
        case Order(steps):
            return list(steps)
    return []


COPIED = [
    "{say}", "{number}) {say}", "{number}. {say}", "{number}、{say}", "（{number}）{say}", "{letter}. {say}", "{letter}) {say}", "Option {number}: {say}", "选项{number}：{say}", "第{numeral}个：{say}", "{number} ({say})", "{number} = {say}",
    "“{say}”", "- {number}) {say}", "[x] {number}) {say}", "✓ {say}", "The answer is {number}) {say}", "answer: {number}: {say}", "我选{number}：{say}", "  {number}) {say}.\n",
]  # fmt: skip


@pytest.mark.parametrize("way", COPIED)
def test_every_option_may_be_given_back_as_it_is_shown(way):
    wrong = []
    for name, (_, question) in QUESTIONS.items():
        sayings = [] if question.draw else shown(question)
        wordings = [[say.en for say in sayings], [say.zh for say in sayings]]
        for index in range(len(sayings)):
            say = wordings[len(way) % 2][index]
            typed = way.format(say=say, number=index + 1, letter="ABCDEFGHI"[index], numeral="一二三四五六七八九"[index])
            if read_picks(typed, *wordings) != (index,) and say[0] not in "+−":
                wrong.append((name, typed))
    assert wrong == []
