"""The rules of an answer that its types cannot say: what contradicts itself, and what can never be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from dl_quiz.course.choices import check_choose, check_intervals, check_select, check_steps
from dl_quiz.course.complaints import At, Complaints, Place
from dl_quiz.nouns import (
    LANGUAGES,
    Choose,
    Number,
    Order,
    Patterns,
    Phrase,
    Point,
    Points,
    Predict,
    Question,
    Select,
    Slip,
)
from dl_quiz.text.arithmetic import check_expression
from dl_quiz.text.fold import fold
from dl_quiz.text.spelling import joined, words_of

_LONGEST_TERM = 200


def check_answer(complaints: Complaints, place: Place, question: Question) -> None:
    """Complain of everything in the answer of a question, which stands at a place, that contradicts itself or can never be right."""
    at = At(complaints, place)
    match question.answer:
        case Choose(options):
            check_choose(at, question, options)
        case Select(options):
            check_select(at, question, options)
        case Number() as number:
            _check_number(at, number, set(question.draw))
        case Phrase() as phrase:
            _check_phrase(at, phrase)
        case Order(steps):
            check_steps(at, steps)
        case Predict() as predict:
            _check_predict(at, question, predict)
        case Points(points):
            if not points:
                at.complain("lists no point; give at least one", "没有列出要点；请至少给出一个")
            check_points(complaints, place, points)


def _check_tolerance(at: At, asked: Number | Predict) -> None:
    for name, value in (("within", asked.within), ("relative", asked.relative)):
        if value < 0:
            at.below(name).complain(
                f"`{name}` is {value:g}, so that no answer is right; give 0 or more",
                f"`{name}` 是 {value:g}，这样没有答案是对的；请给 0 或正数",
            )


def _check_number(at: At, number: Number, drawn: set[str]) -> None:
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


def _check_slips(at: At, slips: tuple[Slip, ...], key: float | str | None, drawn: set[str]) -> None:
    for index, slip in enumerate(slips):
        _check_slip(at.below("slips", index), slip, key, drawn)


def _check_slip(at: At, slip: Slip, key: float | str | None, drawn: set[str]) -> None:
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


def _check_phrase(at: At, phrase: Phrase) -> None:
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


def _check_predict(at: At, question: Question, predict: Predict) -> None:
    _check_tolerance(at, predict)
    if not predict.options:
        _check_slips(at, predict.slips, None, set(question.draw))
        return
    if predict.slips:
        at.below("slips").complain(
            "`slips` have no place beside `options`; give each wrong option its `because`",
            "有 `options` 时不能写 `slips`；请给每个错误选项写 `because`",
        )
    check_intervals(at.below("options"), question, predict.options)


def check_points(complaints: Complaints, place: Place, points: Sequence[Point]) -> None:
    """Complain of key points that can never be heard, or that are heard in everything."""
    for index, point in enumerate(points):
        at = At(complaints, (*place, index))
        for language in LANGUAGES:
            if not getattr(point.hear, language):
                at.below("hear", language).complain(
                    "lists nothing to hear; give at least one group of words", "没有可听的内容；请至少给出一组词"
                )
        _check_patterns(at.below("hear"), point.hear)
        _check_patterns(at.below("deny"), point.deny)


def _check_patterns(at: At, patterns: Patterns) -> None:
    for language in LANGUAGES:
        groups = getattr(patterns, language)
        for index, group in enumerate(groups):
            if not group:
                at.below(language, index).complain(
                    "an empty group is never heard; give it words, or remove it", "空的词组永远听不到；请写上词，或删去"
                )
            _check_aliases(at.below(language, index), group)
        for name, phrases in (("alone", patterns.alone), ("unless", patterns.unless)):
            if phrases:
                _check_aliases(at.below(name, language), getattr(phrases, language))
        if groups and not 0 <= patterns.need <= len(groups):
            at.below("need").complain(
                f"{patterns.need} groups of {len(groups)} are asked for; give a number from 1 to {len(groups)}, or leave it out for all",
                f"共 {len(groups)} 组，却要求 {patterns.need} 组；请写 1 到 {len(groups)}，或省略表示全部",
            )


def _check_aliases(at: At, aliases: Sequence[str]) -> None:
    empty = next((alias for alias in aliases if all(unicodedata.category(sign)[0] in "PZC" for sign in alias)), None)
    if empty is not None:
        at.complain(f"“{empty}” has no word to hear; write words", f"“{empty}”中没有可听的词；请写上词")
