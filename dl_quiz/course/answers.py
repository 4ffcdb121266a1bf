"""The rules of an answer that its types cannot say: what contradicts itself, and what can never be right."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import NamedTuple

from dl_quiz.course.decode import Decoder, Place
from dl_quiz.course.draws import draws
from dl_quiz.grading.letters import named_by
from dl_quiz.nouns import (
    LANGUAGES,
    Choose,
    Interval,
    Number,
    Option,
    Order,
    Patterns,
    Phrase,
    Point,
    Points,
    Predict,
    Question,
    Select,
    Slip,
    Text,
)
from dl_quiz.text.arithmetic import check_expression
from dl_quiz.text.fold import fold
from dl_quiz.text.spelling import joined, words_of

_MOST_OPTIONS = 9
_LABEL = re.compile(r"[a-i]+|[\d ,.]+|[一二三四五六七八九]+")
_LONGEST_TERM, _LONGEST_LABEL = 200, 30
_RENDERED_DRAWS = 200
"""For how many draws the options of a template are looked at."""


class _At(NamedTuple):
    """A place in a topic's file, where a complaint can be laid."""

    decoder: Decoder
    place: Place

    def below(self, *keys: str | int) -> _At:
        return _At(self.decoder, (*self.place, *keys))

    def complain(self, en: str, zh: str) -> None:
        self.decoder.complain(self.place, en, zh)


def check_answer(decoder: Decoder, place: Place, question: Question) -> None:
    """Complain of everything in the answer of a question, which stands at a place, that contradicts itself or can never be right."""
    at = _At(decoder, place)
    match question.answer:
        case Choose(options):
            _check_choose(at, options)
            _check_options(at, question, options)
        case Select(options):
            _check_select(at, options)
            _check_options(at, question, options)
        case Number() as number:
            _check_number(at, number, set(question.draw))
        case Phrase() as phrase:
            _check_phrase(at, phrase)
        case Order(steps):
            if not 3 <= len(steps) <= _MOST_OPTIONS:
                at.complain(f"has {len(steps)} steps; give between 3 and 9", f"有 {len(steps)} 个步骤；请给出 3 到 9 个")
            _check_distinct(at, steps)
        case Predict() as predict:
            _check_predict(at, question, predict)
        case Points(points):
            if not points:
                at.complain("lists no point; give at least one", "没有列出要点；请至少给出一个")
            check_points(decoder, place, points)


def _check_choose(at: _At, options: tuple[Option, ...]) -> None:
    right = sum(option.right for option in options)
    if right != 1:
        at.complain(
            f"`choose` has {right} right options; it must have exactly one (or use `select`)",
            f"`choose` 有 {right} 个正确选项；必须恰有一个（或改用 `select`）",
        )


def _check_select(at: _At, options: tuple[Option, ...]) -> None:
    if len({option.right for option in options}) < 2:
        at.complain("`select` needs at least one right and one wrong option", "`select` 至少要有一个正确选项和一个错误选项")


def _check_options(at: _At, question: Question, options: tuple[Option, ...]) -> None:
    if not 2 <= len(options) <= _MOST_OPTIONS:
        at.complain(f"has {len(options)} options; give between 2 and 9", f"有 {len(options)} 个选项；请给出 2 到 9 个")
        return
    for index, option in enumerate(options):
        if not option.right and option.because is None:
            at.below(index).complain(
                "a wrong option lacks `because`; say why it tempts and why it is wrong",
                "错误选项缺少 `because`；请说明它为何诱人、错在哪里",
            )
    _check_sayings(at, question, [option.say for option in options])


def _check_sayings(at: _At, question: Question, sayings: Sequence[Text]) -> None:
    """Complain of options that say the same, or that can be taken for the number or the letter of an option."""
    _check_distinct(at, sayings)
    for index, saying in enumerate(sayings):
        taken = next((text for text in _rendered(question, saying) if _is_label(text, len(sayings))), None)
        if taken is not None:
            at.below(index).complain(
                f"the option “{taken}” can be taken for the number of an option; say it in words, or ask for the number itself",
                f"选项“{taken}”会被当作选项的序号；请用文字表述，或直接问这个数",
            )


def _rendered(question: Question, saying: Text) -> Iterator[str]:
    """Yield what an option says in every language, for what a template may draw."""
    for drawn in islice(draws(question), _RENDERED_DRAWS):
        told = saying.format(**drawn)
        yield from (told.of(language) for language in LANGUAGES)


def _is_label(text: str, count: int) -> bool:
    return len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(fold(text)) is not None and named_by(text, count) != ()


def _check_distinct(at: _At, texts: Sequence[Text]) -> None:
    seen: set[str] = set()
    for index, text in enumerate(texts):
        spellings = {text.en.casefold(), text.zh}
        if spellings & seen:
            at.below(index).complain(f"“{text.en}” stands here twice; reword one", f"“{text.zh}”在这里出现了两次；请改写其一")
        seen |= spellings


def _check_tolerance(at: _At, asked: Number | Predict) -> None:
    for name, value in (("within", asked.within), ("relative", asked.relative)):
        if value < 0:
            at.below(name).complain(
                f"`{name}` is {value:g}, so that no answer is right; give 0 or more",
                f"`{name}` 是 {value:g}，这样没有答案是对的；请给 0 或正数",
            )


def _check_number(at: _At, number: Number, drawn: set[str]) -> None:
    key = number.key
    _check_tolerance(at, number)
    if isinstance(key, str) and key.count(".") != 1:
        at.below("key").complain(f"`{key}` is neither a number nor `demo.kernel`", f"`{key}` 既不是数字，也不是 `demo.kernel`")
    if isinstance(key, float) and not key.is_integer() and not (number.within or number.relative):
        at.complain(
            f"the key {key:g} is no whole number; give `within` or `relative`", f"答案 {key:g} 不是整数；请给出 `within` 或 `relative`"
        )
    if isinstance(key, float) and number.relative and not number.within and abs(key) * number.relative < 1e-15:
        at.below("relative").complain(
            f"`relative` allows nothing beside the key {key:g}; give `within`", f"答案是 {key:g} 时 `relative` 不起作用；请给出 `within`"
        )
    _check_slips(at, number.slips, key, drawn)


def _check_slips(at: _At, slips: tuple[Slip, ...], key: float | str | None, drawn: set[str]) -> None:
    for index, slip in enumerate(slips):
        _check_slip(at.below("slips", index), slip, key, drawn)


def _check_slip(at: _At, slip: Slip, key: float | str | None, drawn: set[str]) -> None:
    ways = [bool(slip.arguments), slip.key is not None, slip.value is not None]
    if (slip.value is not None and sum(ways) > 1) or not any(ways):
        at.complain("a slip is `with` and/or `key`, or `value`", "slip 要么写 `with`（可加 `key`），要么写 `value`")
    elif slip.value is None and slip.key is None and not isinstance(key, str):
        at.complain("the slip has `with`, but the key is no kernel; use `value`", "slip 用了 `with`，但答案不是由函数算出；请用 `value`")
    if isinstance(key, float) and slip.value == key:
        at.complain(f"the slip {key:g} equals the key; a slip is a wrong number", f"slip {key:g} 与答案相同；slip 必须是错误的数")
    if isinstance(slip.value, str):
        try:
            check_expression(slip.value, drawn | {"key"})
        except ValueError as error:
            at.complain(f"the slip cannot be reckoned: {error}", f"slip 无法计算：{error}")


def _check_phrase(at: _At, phrase: Phrase) -> None:
    accepted = {joined(words_of(alias)) for alias in (*phrase.accept.en, *phrase.accept.zh)}
    for language, aliases in (("en", phrase.accept.en), ("zh", phrase.accept.zh)):
        if not aliases:
            at.below("accept", language).complain("lists no term; give at least one", "没有列出术语；请至少给出一个")
        for alias in aliases:
            if len(alias) > _LONGEST_TERM or not words_of(alias) or fold(alias).isdigit():
                at.below("accept", language).complain(
                    f"“{alias[:40]}” can never be given as a term; use words, or `number`",
                    f"“{alias[:40]}”无法作为术语作答；请用文字，或改用 `number`",
                )
    for index, misheard in enumerate(phrase.wrong):
        for alias in (*misheard.hear.en, *misheard.hear.zh):
            if joined(words_of(alias)) in accepted:
                at.below("wrong", index).complain(
                    f"“{alias}” is both accepted and wrong; keep one", f"“{alias}”既被接受又被判错；请只保留一处"
                )


def _check_predict(at: _At, question: Question, predict: Predict) -> None:
    _check_tolerance(at, predict)
    if not predict.options:
        _check_slips(at, predict.slips, None, set(question.draw))
        return
    if predict.slips:
        at.below("slips").complain(
            "`slips` have no place beside `options`; give each wrong option its `because`",
            "有 `options` 时不能写 `slips`；请给每个错误选项写 `because`",
        )
    options = at.below("options")
    if not 2 <= len(predict.options) <= _MOST_OPTIONS:
        options.complain(f"has {len(predict.options)} options; give between 2 and 9", f"有 {len(predict.options)} 个选项；请给出 2 到 9 个")
        return
    for index, option in enumerate(predict.options):
        if _low(option) >= _high(option):
            options.below(index).complain(
                f"“{option.say.en}” holds nothing: `low` must be below `high`", f"“{option.say.zh}”不含任何值：`low` 必须小于 `high`"
            )
    for one, other in combinations(predict.options, 2):
        if max(_low(one), _low(other)) < min(_high(one), _high(other)):
            options.complain(
                f"“{one.say.en}” and “{other.say.en}” overlap; mend `low` and `high`",
                f"“{one.say.zh}”与“{other.say.zh}”区间重叠；请修改 `low` 和 `high`",
            )
    _check_sayings(options, question, [option.say for option in predict.options])


def _low(option: Interval) -> float:
    return -math.inf if option.low is None else option.low


def _high(option: Interval) -> float:
    return math.inf if option.high is None else option.high


def check_points(decoder: Decoder, place: Place, points: Sequence[Point]) -> None:
    """Complain of key points that can never be heard, or that are heard in everything."""
    for index, point in enumerate(points):
        at = _At(decoder, (*place, index))
        for language in LANGUAGES:
            if not getattr(point.hear, language):
                at.below("hear", language).complain(
                    "lists nothing to hear; give at least one group of words", "没有可听的内容；请至少给出一组词"
                )
        _check_patterns(at.below("hear"), point.hear)
        _check_patterns(at.below("deny"), point.deny)


def _check_patterns(at: _At, patterns: Patterns) -> None:
    for language in LANGUAGES:
        for index, group in enumerate(getattr(patterns, language)):
            empty = next((alias for alias in group if all(unicodedata.category(sign)[0] in "PZC" for sign in alias)), None)
            if not group:
                at.below(language, index).complain(
                    "an empty group is never heard; give it words, or remove it", "空的词组永远听不到；请写上词，或删去"
                )
            elif empty is not None:
                at.below(language, index).complain(f"“{empty}” has no word to hear; write words", f"“{empty}”中没有可听的词；请写上词")
