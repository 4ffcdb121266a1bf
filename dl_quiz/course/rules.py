"""The rules of a topic file that its types cannot say."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, islice

from dl_quiz.course.decode import Decoder, Place
from dl_quiz.course.draws import MOST_DRAWS, draws
from dl_quiz.nouns import NAME, Choose, Interval, Number, Option, Order, Phrase, Point, Predict, Question, Select, Slip, Text, Topic
from dl_quiz.text.fold import fold_phrase
from dl_quiz.text.names import SLUG, meant


def check_topic(topic: Topic, decoder: Decoder) -> None:
    """Complain to `decoder` of everything in one topic that contradicts itself."""
    _unique(decoder, ("points",), [point.id for point in topic.points])
    _unique(decoder, ("sources",), [source.id for source in topic.sources])
    _unique(decoder, ("questions",), [question.id for question in topic.questions])
    sources = [source.id for source in topic.sources]
    for index, point in enumerate(topic.points):
        _check_support(decoder, ("points", index), point, sources)
    for index, question in enumerate(topic.questions):
        _check_question(decoder, ("questions", index), question, sources)


def _unique(decoder: Decoder, place: Place, ids: list[str]) -> None:
    for index, identity in enumerate(ids):
        at = (*place, index, "id")
        if not SLUG.fullmatch(identity):
            decoder.complain(
                at, f"the id `{identity}` must be lower-case words joined by hyphens", f"id `{identity}` 必须由小写单词和连字符组成"
            )
        if identity in ids[:index]:
            decoder.complain(
                at, f"the id `{identity}` is used twice; ids are for ever, choose another", f"id `{identity}` 重复；id 永久有效，请换一个"
            )


def _check_support(decoder: Decoder, place: Place, item: Point | Question, sources: list[str]) -> None:
    if item.proof is None and item.cite is None:
        decoder.complain(
            place,
            f"`{item.id}` has neither `proof` nor `cite`; link it to a scene's check, or to a source",
            f"`{item.id}` 既无 `proof` 也无 `cite`；请关联一个场景的检查，或引用一个来源",
        )
    if item.cite is not None and item.cite.source not in sources:
        hint = meant(item.cite.source, sources, Text(en="add it to `sources`", zh="请把它加入 `sources`"), quote="`")
        decoder.complain(
            (*place, "cite", "source"),
            f"cites an unknown source `{item.cite.source}`; {hint.en}",
            f"引用了未知来源 `{item.cite.source}`；{hint.zh}",
        )


def _check_question(decoder: Decoder, place: Place, question: Question, sources: list[str]) -> None:
    _check_support(decoder, place, question, sources)
    _check_draw(decoder, place, question)
    at = (*place, question.kind)
    match question.answer:
        case Choose(options):
            _check_options(decoder, at, options, only_one=True)
        case Select(options):
            _check_options(decoder, at, options, only_one=False)
        case Number() as number:
            _check_number(decoder, at, number)
        case Phrase() as phrase:
            _check_phrase(decoder, at, phrase)
        case Order(steps):
            _check_order(decoder, at, steps)
        case Predict() as predict:
            _check_predict(decoder, at, predict)


def _check_draw(decoder: Decoder, place: Place, question: Question) -> None:
    if not question.draw:
        return
    for name, values in question.draw.items():
        if not values:
            decoder.complain(
                (*place, "draw", name), f"`{name}` has nothing to draw from; give it values", f"`{name}` 没有可抽取的值；请给出取值"
            )
            return
    try:
        some = list(islice(draws(question), MOST_DRAWS + 1))
    except ValueError as error:
        decoder.complain((*place, "where"), f"`where` cannot be reckoned: {error}", f"`where` 无法计算：{error}")
        return
    if not some:
        decoder.complain((*place, "where"), "`where` lets no draw through; loosen it", "`where` 排除了所有组合；请放宽条件")
    if len(some) > MOST_DRAWS:
        decoder.complain(
            (*place, "draw"), f"has more than {MOST_DRAWS:,} combinations; give fewer values", f"组合超过 {MOST_DRAWS:,} 种；请减少取值"
        )
    _check_texts(decoder, place, question)


def _check_texts(decoder: Decoder, place: Place, question: Question) -> None:
    """Complain of every name in a template's texts that nothing fills; `key` is there only to explain a number."""
    drawn, at = set(question.draw), (*place, question.kind)
    explaining = drawn | {"key"} if isinstance(question.answer, Number | Predict) else drawn
    _check_names(decoder, (*place, "ask"), question.ask, drawn)
    _check_names(decoder, (*place, "hint"), question.hint, drawn)
    _check_names(decoder, (*place, "explain"), question.explain, explaining)
    match question.answer:
        case Number(slips=slips) | Predict(slips=slips):
            for index, slip in enumerate(slips):
                _check_names(decoder, (*at, "slips", index, "because"), slip.because, explaining)
        case Choose(options) | Select(options):
            for index, option in enumerate(options):
                _check_names(decoder, (*at, index, "say"), option.say, drawn)
                if option.because is not None:
                    _check_names(decoder, (*at, index, "because"), option.because, drawn)


def _check_names(decoder: Decoder, place: Place, text: Text, known: set[str]) -> None:
    for language in ("en", "zh"):
        for name in NAME.findall(getattr(text, language)):
            if name not in known:
                decoder.complain(
                    (*place, language),
                    f"names {{{name}}}, which is not drawn; draw it or mend the name",
                    f"用到了未抽取的 {{{name}}}；请在 draw 中定义或改正名称",
                )


def _check_options(decoder: Decoder, place: Place, options: tuple[Option, ...], *, only_one: bool) -> None:
    right = [index for index, option in enumerate(options) if option.right]
    if only_one and len(right) != 1:
        decoder.complain(
            place,
            f"`choose` has {len(right)} right options; it must have exactly one (or use `select`)",
            f"`choose` 有 {len(right)} 个正确选项；必须恰有一个（或改用 `select`）",
        )
    if not only_one and (not right or len(right) == len(options)):
        decoder.complain(place, "`select` needs at least one right and one wrong option", "`select` 至少要有一个正确选项和一个错误选项")
    if not 2 <= len(options) <= 9:
        decoder.complain(place, f"has {len(options)} options; give between 2 and 9", f"有 {len(options)} 个选项；请给出 2 到 9 个")
    for index, option in enumerate(options):
        if not option.right and option.because is None:
            decoder.complain(
                (*place, index),
                "a wrong option lacks `because`; say why it tempts and why it is wrong",
                "错误选项缺少 `because`；请说明它为何诱人、错在哪里",
            )
    _distinct(decoder, place, [option.say for option in options])


def _distinct(decoder: Decoder, place: Place, texts: Iterable[Text]) -> None:
    for (_, one), (index, other) in combinations(enumerate(texts), 2):
        if one.en.casefold() == other.en.casefold() or one.zh == other.zh:
            decoder.complain((*place, index), f"“{other.en}” stands here twice; reword one", f"“{other.zh}”在这里出现了两次；请改写其一")


def _check_number(decoder: Decoder, place: Place, number: Number) -> None:
    key = number.key
    if isinstance(key, float) and not key.is_integer() and not (number.within or number.relative):
        decoder.complain(
            place,
            f"the key {key:g} is no whole number; give `within` or `relative`",
            f"答案 {key:g} 不是整数；请给出 `within` 或 `relative`",
        )
    if isinstance(key, str) and key.count(".") != 1:
        decoder.complain((*place, "key"), f"`{key}` is neither a number nor `demo.kernel`", f"`{key}` 既不是数字，也不是 `demo.kernel`")
    _check_slips(decoder, place, number.slips, key if isinstance(key, int | float) else None)


def _check_slips(decoder: Decoder, place: Place, slips: tuple[Slip, ...], key: float | None) -> None:
    for index, slip in enumerate(slips):
        at = (*place, "slips", index)
        ways = [bool(slip.arguments), slip.key is not None, slip.value is not None]
        if (slip.value is not None and sum(ways) > 1) or not any(ways):
            decoder.complain(at, "a slip is `with` and/or `key`, or `value`", "slip 要么写 `with`（可加 `key`），要么写 `value`")
        if key is not None and slip.value is not None and slip.value == key:
            decoder.complain(
                at, f"the slip {key:g} equals the key; a slip is a wrong number", f"slip {key:g} 与答案相同；slip 必须是错误的数"
            )


def _check_phrase(decoder: Decoder, place: Place, phrase: Phrase) -> None:
    accepted = {fold_phrase(alias) for alias in (*phrase.accept.en, *phrase.accept.zh)}
    for index, misheard in enumerate(phrase.wrong):
        for alias in (*misheard.hear.en, *misheard.hear.zh):
            if fold_phrase(alias) in accepted:
                decoder.complain(
                    (*place, "wrong", index), f"“{alias}” is both accepted and wrong; keep one", f"“{alias}”既被接受又被判错；请只保留一处"
                )


def _check_order(decoder: Decoder, place: Place, steps: tuple[Text, ...]) -> None:
    if not 3 <= len(steps) <= 9:
        decoder.complain(place, f"has {len(steps)} steps; give between 3 and 9", f"有 {len(steps)} 个步骤；请给出 3 到 9 个")
    _distinct(decoder, place, steps)


def _check_predict(decoder: Decoder, place: Place, predict: Predict) -> None:
    if not predict.options:
        _check_slips(decoder, place, predict.slips, None)
        return
    if predict.slips:
        decoder.complain(
            (*place, "slips"),
            "`slips` have no place beside `options`; give each wrong option its `because`",
            "有 `options` 时不能写 `slips`；请给每个错误选项写 `because`",
        )
    if len(predict.options) < 2:
        decoder.complain((*place, "options"), "has one option; give at least two", "只有一个选项；请至少给出两个")
    for one, other in combinations(predict.options, 2):
        if max(_low(one), _low(other)) < min(_high(one), _high(other)):
            decoder.complain(
                (*place, "options"),
                f"“{one.say.en}” and “{other.say.en}” overlap; mend `low` and `high`",
                f"“{one.say.zh}”与“{other.say.zh}”区间重叠；请修改 `low` 和 `high`",
            )
    _distinct(decoder, (*place, "options"), [option.say for option in predict.options])


def _low(option: Interval) -> float:
    return float("-inf") if option.low is None else option.low


def _high(option: Interval) -> float:
    return float("inf") if option.high is None else option.high
